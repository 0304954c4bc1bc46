import { describe, expect, it } from "vitest";
import { arrange } from "../../viz_autograd/canvas/src/arrange";
import { curvePoint, overlaps } from "../../viz_autograd/canvas/src/geometry";
import { edgeKey, Scene } from "../../viz_autograd/canvas/src/scene";
import { FOUR_WEIGHTS_EDGES, FOUR_WEIGHTS_NODES, gate, leaf, OPS, sceneOf } from "./fixture";

const fresh = (): Scene => sceneOf(FOUR_WEIGHTS_NODES, FOUR_WEIGHTS_EDGES);

describe("a scene", () => {
  it("holds nodes, ports and edges", () => {
    const scene = fresh();
    expect([scene.size, scene.edgeCount]).toEqual([12, 12]);
    expect(scene.node("b")).toMatchObject({ ports: ["a", "b"], width: 56, height: 56, constants: {}, lacks: [] });
    expect(scene.node("a")).toMatchObject({ ports: [], width: 128, height: 56 });
    expect(scene.source("b", "b")).toBe("a");
    expect(scene.outEdges("a").map((edge) => edge.target)).toEqual(["b", "c"]);
    expect(scene.inEdges("L").map((edge) => edge.source)).toEqual(["ten", "d"]);
    expect(scene.ports("b").map((place) => place.port)).toEqual(["a", "b", "out"]);
    expect(scene.bounds()).toEqual({ x: 40, y: 24, width: 816, height: 520 });
  });

  it("takes patches: what is gone, what is new, what has another source", () => {
    const scene = fresh();
    const before = scene.version;
    scene.apply({ removed_nodes: ["b"], removed_edges: [["p", "b"], ["b", "a"], ["b", "b"]], edges: [{ source: "a", target: "q", port: "b" }] });
    expect(scene.version).toBeGreaterThan(before);
    expect(scene.has("b")).toBe(false);
    expect(scene.outEdges("a").map((edge) => edge.target)).toEqual(["c", "q"]);
    expect(scene.outEdges("c")).toEqual([]);
    expect(scene.edge("p", "b")).toBeUndefined();
    expect(scene.hitNode(276, 172)).toBeNull();
  });

  it("drops the edges of a node that goes, told or not", () => {
    const scene = fresh();
    scene.apply({ removed_nodes: ["a"] });
    expect([scene.edge("b", "b"), scene.edge("c", "b")]).toEqual([undefined, undefined]);
    expect(scene.edgeCount).toBe(10);
  });

  it("makes room for arrays", () => {
    const scene = fresh();
    scene.apply({ nodes: [leaf("a", 1, 40, 248, true, [3])] });
    expect(scene.node("a")?.width).toBe(168);
    expect(scene.portPoint("a", "out")).toEqual({ x: 208, y: 276 });
  });
});

describe("what is where", () => {
  it("finds nodes; gates are round; the newest lies on top", () => {
    const scene = fresh();
    expect(scene.hitNode(276, 172)).toBe("b");
    expect(scene.hitNode(249, 145)).toBeNull();
    expect(scene.hitNode(41, 249)).toBe("a");
    scene.move({ w1: [42, 250] });
    expect(scene.hitNode(60, 270)).toBe("w1");
    expect(scene.hitNode(60, 70)).toBeNull();
  });

  it("finds edges along their curve, also after a move", () => {
    const scene = fresh();
    const on = (): { x: number; y: number } => curvePoint(scene.curve("q", "b")!, 0.4);
    const { x, y } = on();
    expect(scene.hitEdge(x, y + 3)?.key).toBe(edgeKey("q", "b"));
    scene.move({ q: [1400, 1416] });
    expect(scene.hitEdge(x, y, 1)?.key).not.toBe(edgeKey("q", "b"));
    expect(scene.hitEdge(on().x, on().y)?.key).toBe(edgeKey("q", "b"));
    expect(scene.hitEdge(on().x, on().y, 8, (edge) => edge.target === "q")).toBeNull();
    expect(scene.hitEdge(3000, 3000)).toBeNull();
  });

  it("finds the nearest port", () => {
    const scene = fresh();
    const { x, y } = scene.portPoint("b", "b")!;
    expect(scene.hitPort(x - 5, y + 2)).toEqual({ node: "b", port: "b" });
    expect(scene.hitPort(x - 50, y)).toBeNull();
  });

  it("gives a slice as a look through everything would", () => {
    const nodes = Array.from({ length: 400 }, (_, i) => gate(`n${i}`, "add", i, ((i * 7919) % 4000) - 2000, ((i * 104729) % 3000) - 1500));
    const scene = sceneOf(nodes, []);
    for (const rect of [{ x: -300, y: -200, width: 700, height: 500 }, { x: 0, y: 0, width: 0, height: 0 }, { x: -1e6, y: -1e6, width: 2e6, height: 2e6 }]) {
      const expected = scene.nodes().filter((node) => overlaps(node, rect)).map((node) => node.name);
      expect(scene.slice(rect)).toEqual(expected);
    }
    expect(scene.slice({ x: 0, y: 0, width: 10, height: 10 }, 500).length).toBeGreaterThan(scene.slice({ x: 0, y: 0, width: 10, height: 10 }).length);
  });

  it("sees an edge that passes through though its ends are far off", () => {
    const scene = sceneOf([leaf("l", 1, -5000, 0), gate("g", "neg", 2, 5000, 0)], [{ source: "l", target: "g", port: "a" }]);
    expect(scene.edgesNear({ x: -50, y: -50, width: 100, height: 150 }).length).toBe(1);
    expect(scene.edgesNear({ x: -50, y: 500, width: 100, height: 100 }).length).toBe(0);
    expect(scene.slice({ x: -50, y: -50, width: 100, height: 150 })).toEqual([]);
  });

  it("forgets everything on clear", () => {
    const scene = fresh();
    scene.clear();
    expect([scene.size, scene.edgeCount, scene.bounds(), scene.hitNode(276, 172)]).toEqual([0, 0, null, null]);
    expect(scene.edgesNear({ x: -1e4, y: -1e4, width: 2e4, height: 2e4 })).toEqual([]);
  });
});

describe("arrange", () => {
  const apart = (scene: Scene, places: Record<string, [number, number]>): void => {
    scene.move(places);
    const nodes = scene.nodes();
    for (let i = 0; i < nodes.length; i++) for (let j = 0; j < i; j++) expect(overlaps(nodes[i]!, nodes[j]!), `${nodes[i]!.name} on ${nodes[j]!.name}`).toBe(false);
    for (const edge of scene.edges()) expect(scene.node(edge.source)!.x).toBeLessThan(scene.node(edge.target)!.x);
  };

  it("goes from left to right with no node on another", () => {
    const scene = fresh();
    apart(scene, arrange(scene));
  });

  it("keeps inputs in the order of their ports", () => {
    const scene = fresh();
    const places = arrange(scene);
    for (const [upper, lower] of [["w3", "b"], ["w4", "c"], ["p", "q"], ["ten", "d"]] as const) {
      expect(places[upper]![1], `${upper} above ${lower}`).toBeLessThan(places[lower]![1]);
    }
  });

  it("is the same each time, takes any name, and part of a circuit", () => {
    const odd = ["__proto__", "constructor", "_d0"];
    const scene = sceneOf(
      [...odd.map((name, i) => leaf(name, i, 0, 0)), gate("g", "add", 9, 0, 0), gate("h", "add", 10, 0, 0)],
      [{ source: "__proto__", target: "g", port: "a" }, { source: "constructor", target: "g", port: "b" }, { source: "g", target: "h", port: "a" }, { source: "g", target: "h", port: "b" }],
    );
    const places = arrange(scene);
    expect(Object.keys(places).length).toBe(5);
    expect(arrange(scene)).toEqual(places);
    apart(scene, places);
    expect(Object.keys(arrange(scene, ["g", "h"]))).toEqual(["g", "h"]);
    expect(arrange(new Scene(OPS))).toEqual({});
  });

  it("takes a deep circuit of thousands at once", () => {
    const nodes = [leaf("x", 0, 0, 0), ...Array.from({ length: 5000 }, (_, i) => gate(`n${i}`, "add", i + 1, 0, 0))];
    const edges = nodes.slice(1).flatMap((node, i) => [
      { source: i === 0 ? "x" : `n${i - 1}`, target: node.name, port: "a" },
      { source: i < 40 ? "x" : `n${i - 40}`, target: node.name, port: "b" },
    ]);
    const scene = sceneOf(nodes, edges);
    expect(Object.keys(arrange(scene)).length).toBe(5001);
  }, 60_000);
});
