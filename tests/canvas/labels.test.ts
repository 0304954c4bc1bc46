import { describe, expect, it } from "vitest";
import { distanceToCurve, edgeCurve, overlaps, type Point, type Rect } from "../../viz_autograd/canvas/src/geometry";
import { labelPlaces, occupied, placeLabels } from "../../viz_autograd/canvas/src/labels";
import { fourWeights, gate, leaf, recorded } from "./fixture";

function box({ x, y }: Point, width = 36, height = 16): Rect {
  return { x: x - width / 2, y: y - height / 2, width, height };
}

describe("the places of contributions", () => {
  it("are below their own edge where nothing is in the way", () => {
    const curve = edgeCurve({ x: 0, y: 0 }, { x: 200, y: 0 });
    const at = placeLabels([{ key: "e", curve, width: 30, height: 16 }], [{ key: "e", curve }], []).get("e")!;
    expect(at.y).toBeCloseTo(11, 6);
    const above = placeLabels([{ key: "e", curve, width: 30, height: 16 }], [{ key: "e", curve }], [{ x: -50, y: 4, width: 300, height: 40 }]).get("e")!;
    expect(above.y).toBeCloseTo(-11, 6);
  });

  it("are nearer to their own edge than to any other, and on no node and no label", () => {
    const { scene, trace } = fourWeights();
    for (const moved of [{}, { a: [40, 240], w1: [40, 100], w2: [40, 330] }, { a: [40, 520], w1: [40, 150], w2: [40, 320] }] as Record<string, [number, number]>[]) {
      scene.move(moved);
      const edges = [...scene.edges()];
      const places = labelPlaces(scene, trace, edges);
      expect([...places.keys()].map((key) => key.replace("\u0000", ".")).sort()).toEqual(["b.b", "c.b"]);
      for (const [key, at] of places) {
        const far = (edge: (typeof edges)[number]): number => distanceToCurve(scene.curve(edge.target, edge.port)!, at.x, at.y);
        const own = far(edges.find((edge) => edge.key === key)!);
        for (const edge of edges) if (edge.key !== key) expect(far(edge)).toBeGreaterThan(own);
        for (const name of scene.names()) for (const rect of occupied(scene, trace, name)) expect(overlaps(rect, box(at))).toBe(false);
      }
      const [one, other] = [...places.values()];
      expect(overlaps(box(one!), box(other!))).toBe(false);
    }
  });

  it("keep two edges between the same nodes apart", () => {
    const { scene, trace } = recorded({
      nodes: [{ ...leaf("p1", 1, 0, 0), value: 1, grad: 2 }, { ...gate("add1", "add", 2, 208, 0), value: 2, grad: 1 }],
      edges: [{ source: "p1", target: "add1", port: "a", contribution: 1, local: 1 }, { source: "p1", target: "add1", port: "b", contribution: 1, local: 1 }],
      root: "add1",
    });
    const [first, second] = [...labelPlaces(scene, trace, [...scene.edges()]).values()];
    expect(first!.y).toBeLessThan(second!.y);
    expect(overlaps(box(first!, 30), box(second!, 30))).toBe(false);
    expect(labelPlaces(scene, null, [...scene.edges()]).size).toBe(0);
  });
});
