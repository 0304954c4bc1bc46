import katex from "katex";
import { describe, expect, it } from "vitest";
import { latexName } from "../../viz_autograd/canvas/src/fill";
import { why, whyEdge } from "../../viz_autograd/canvas/src/why";
import { fourWeights, gate, leaf, OPS, recorded } from "./fixture";

const { trace, scene } = fourWeights();

describe("why", () => {
  it("says where −53 comes from, part by part", () => {
    const { rows, sum, sumText, value, seed, missing } = why(trace, scene, OPS, "a");
    expect(rows.map(({ by, says, names, numbers, number }) => [by, says, names, numbers, number])).toEqual([
      ["b", "mul swaps", "w1 × upstream", "2 × −9", "−18"],
      ["c", "mul swaps", "w2 × upstream", "5 × −7", "−35"],
    ]);
    expect([sum, sumText, value, seed, missing]).toEqual(["−53", "−18 + −35 = −53", null, null, 0]);
  });

  it("says only what has arrived by then", () => {
    expect(why(trace, scene, OPS, "a", 17)).toMatchObject({ sum: "−18", sumText: "−18", missing: 1 });
    expect(why(trace, scene, OPS, "a", 3)).toMatchObject({ sum: null, sumText: null, rows: [], missing: 2 });
    expect(why(trace, scene, OPS, "b", 0).value).toBeNull();
    expect(why(trace, scene, OPS, "nobody")).toMatchObject({ value: null, rows: [], sum: null });
  });

  it("says how a value came about, and that the root's gradient is the seed", () => {
    const { value, seed, sum } = why(trace, scene, OPS, "L");
    expect(value).toMatchObject({ names: "ten − d", numbers: "10 − 212", result: "−202" });
    expect(value?.latexLines).toEqual(["L = {\\text{ten}} - {d}", "= {10} - {212} = -202"]);
    expect([seed, sum]).toEqual(["1", "1"]);
  });

  it("explains one edge", () => {
    expect(whyEdge(trace, scene, OPS, "c", "b", 18)).toMatchObject({ by: "c", to: "a", number: "−35" });
    expect(whyEdge(trace, scene, OPS, "c", "b", 17)).toBeNull();
    expect(whyEdge(trace, scene, OPS, "L", "a")).toBeNull();
    expect(whyEdge(trace, scene, OPS, "c", "b")?.latexLines).toEqual([
      "\\frac{\\partial L}{\\partial a}\\Big|_{\\text{via }c} = {w_{2}} \\cdot \\frac{\\partial L}{\\partial c}",
      "= {5} \\cdot -7 = -35",
    ]);
  });

  it("works a derivative out in between", () => {
    const made = recorded({
      nodes: [
        { ...leaf("z", 1, 0, 0), value: 0.5, grad: 0.7864477329659274 },
        { ...gate("w", "tanh", 2, 200, 0), value: Math.tanh(0.5), grad: 1 },
      ],
      edges: [{ source: "z", target: "w", port: "a", contribution: 0.7864477329659274, local: 0.7864477329659274 }],
      root: "w",
    });
    expect(why(made.trace, made.scene, OPS, "z").rows[0]).toMatchObject({
      names: "(1 − w²) × upstream",
      numbers: "(1 − 0.462117²) × 1",
      worked: "0.786448 × 1",
      number: "0.786448",
    });
  });
});

describe("its LaTeX", () => {
  it.each(["a", "my_weight", "100%", "\\evil{x}", "$&#~^", "ünïcode ∂", "<b>", "w12", "#1", "{", "}"])("is taken by KaTeX whatever the name: %s", (name) => {
    expect(() => katex.renderToString(latexName(name), { throwOnError: true, strict: "ignore" })).not.toThrow();
  });

  it("is taken by KaTeX for every node of the circuit", () => {
    for (const name of trace.plan.nodes) {
      const { value, rows } = why(trace, scene, OPS, name);
      for (const latex of [value?.latex ?? "", ...(value?.latexLines ?? []), ...rows.flatMap((row) => [row.latex, ...row.latexLines])]) {
        expect(() => katex.renderToString(latex, { throwOnError: true })).not.toThrow();
      }
    }
  });
});
