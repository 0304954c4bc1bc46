import { describe, expect, it } from "vitest";
import { DARK, escapeXml, LIGHT, svg } from "../../viz_autograd/canvas/src/drawing";
import { Scene } from "../../viz_autograd/canvas/src/scene";
import { fourWeights, gate, leaf, OPS } from "./fixture";

const { trace, scene } = fourWeights();

describe("the exported drawing", () => {
  it("holds every node, edge and number at its moment", () => {
    const drawn = svg(scene, trace, 18, OPS, LIGHT);
    expect(drawn.match(/<path /g)?.length).toBe(12);
    expect(drawn.match(/<title>/g)?.length).toBe(12);
    for (const text of [">−202<", ">−53 = −18 + −35<", ">−18<", ">−35<", ">×<"]) expect(drawn).toContain(text);
    const early = svg(scene, trace, 17, OPS, LIGHT);
    expect(early).not.toContain("−53");
    expect(early).toContain(">−18<");
    expect(svg(scene, trace, 0, OPS, LIGHT)).not.toContain(">212<");
  });

  it("wears the theme and fetches nothing", () => {
    const drawn = svg(scene, trace, 23, OPS, DARK);
    expect(drawn).toContain(DARK.paper);
    expect(drawn.replace("http://www.w3.org/2000/svg", "")).not.toMatch(/https?:|url\(|href/);
  });

  it("shows names as text, whatever they are", () => {
    const odd = new Scene(OPS);
    odd.apply({ nodes: [{ ...leaf(`<img src=x onerror="a">`, 1, 0, 0) }, { ...gate("g&'", "mul", 2, 200, 0), constants: { b: [1, 2] } }] });
    const drawn = svg(odd, null, 0, OPS, LIGHT);
    expect(drawn).not.toContain("<img");
    expect(drawn).toContain("[1, 2]");
    expect(drawn).toContain("g&#38;&#39;");
    expect(escapeXml("a\ud800b\u0000")).toBe("a\ufffdb\ufffd");
  });

  it("of edits that no server ran, holds what was typed and no number of the run before, and says so", () => {
    const values: Record<string, number[]> = { a: [7], w1: [2], ten: [10] };
    const drawn = svg(scene, trace, 23, OPS, LIGHT, (name) => values[name] ?? null);
    expect(drawn).toContain(">7<");
    expect(drawn).toContain(">10<");
    for (const old of ["−202", "212", "−53", "−18"]) expect(drawn).not.toContain(`>${old}`);
    expect(drawn).toContain("they wait for the server");
    expect(svg(scene, trace, 23, OPS, LIGHT)).not.toContain("wait for the server");
  });

  it("is a picture even of nothing", () => {
    expect(svg(new Scene(OPS), null, 0, OPS, LIGHT)).toMatch(/^<\?xml[\s\S]*<\/svg>\n$/);
  });
});
