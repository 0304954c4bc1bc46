import { describe, expect, it } from "vitest";
import { CONTRIBUTION, currentEvent, Trace } from "../../viz_autograd/canvas/src/trace";
import { FOUR_WEIGHTS_EDGES, FOUR_WEIGHTS_NODES, fourWeights, recorded, leaf, gate } from "./fixture";

const { trace, scene } = fourWeights();
const at = (name: string): number => trace.nodeIndex(name);
const number = (array: Float64Array | null): number | null => (array === null ? null : array[0]!);

describe("what a trace shows", () => {
  it("has leaves from the start and op nodes from their event on", () => {
    expect(trace.length).toBe(23);
    expect(number(trace.value(at("a"), 0))).toBe(4);
    expect(trace.value(at("b"), 0)).toBeNull();
    expect(number(trace.value(at("b"), 1))).toBe(8);
    expect(trace.valueShown(at("L"), 5)).toBe(false);
    expect(number(trace.value(at("L"), 6))).toBe(-202);
  });

  it("adds contributions up as they arrive: −18, then −53", () => {
    const grads = Array.from({ length: 24 }, (_, k) => number(trace.grad(at("a"), k)));
    expect(grads).toEqual([...Array<null>(16).fill(null), -18, -18, ...Array<number>(6).fill(-53)]);
    expect(Array.from(trace.gradParts(at("a"), 17), (edge) => trace.plan.edges[edge])).toEqual([["b", "b"]]);
    expect(Array.from(trace.allParts(at("a")), (edge) => trace.plan.edges[edge])).toEqual([["b", "b"], ["c", "b"]]);
  });

  it("has the seed at the root and nothing where no gradient goes", () => {
    expect(trace.grad(at("L"), 6)).toBeNull();
    expect(number(trace.grad(at("L"), 7))).toBe(1);
    expect(trace.nodeName(trace.root)).toBe("L");
    expect(trace.grad(at("ten"), 23)).toBeNull();
    expect(trace.contribution(trace.edgeIndex("L", "a"), 23)).toBeNull();
  });

  it("shows a contribution once its event is", () => {
    const edge = trace.edgeIndex("c", "b");
    expect(trace.event(17)).toEqual({ kind: CONTRIBUTION, node: at("c"), edge, wave: 8 });
    expect(trace.contribution(edge, 17)).toBeNull();
    expect(number(trace.contribution(edge, 18))).toBe(-35);
    expect(trace.accumulated(at("a"), 18)).toBe(false);
    expect(trace.accumulated(at("a"), 19)).toBe(true);
  });

  it("does not change the block it adds from", () => {
    const before = trace.block.slice();
    for (let k = 0; k <= 23; k++) for (const name of trace.plan.nodes) trace.grad(at(name), k);
    expect(trace.block).toEqual(before);
  });

  it("adds three parts with the engine's own additions", () => {
    const parts = [0.1, 0.2, 0.3];
    const made = recorded({
      nodes: [
        { ...leaf("x", 1, 0, 0), value: 1, grad: 0.1 + 0.2 + 0.3 },
        ...parts.map((_, i) => ({ ...gate(`n${i}`, "neg", i + 2, 200, i * 100), value: -1, grad: 1 })),
      ],
      edges: parts.map((_, i) => ({ source: "x", target: `n${i}`, port: "a", contribution: parts[2 - i] })),
      root: "n2",
    });
    const x = made.trace.nodeIndex("x");
    const k = made.trace.length - 2;
    expect(made.trace.gradParts(x, k).length).toBe(2);
    expect(number(made.trace.grad(x, k))).toBe(0.1 + 0.2);
    expect(number(made.trace.grad(x, k + 1))).toBe(0.1 + 0.2 + 0.3);
  });

  it("knows what is too large to send by its figures", () => {
    const figures = (mean: number) => ({ shape: [40, 50], minimum: -1, maximum: 1, mean, nans: 0 });
    const columns = { ...trace.columns, value_at: trace.columns.value_at.slice(), grad_at: trace.columns.grad_at.slice(), contribution_at: trace.columns.contribution_at.slice() };
    columns.value_at[0] = columns.grad_at[0] = columns.contribution_at[1] = columns.contribution_at[3] = -1;
    const large = { "value a": figures(0), "grad a": figures(1), "contribution b.b": figures(2), "sum b.b": figures(3), "contribution c.b": figures(4), "sum c.b": figures(5) };
    const big = new Trace(trace.plan, columns, trace.block, trace.locals, large, (t, p) => scene.source(t, p));
    expect(big.value(0, 0)).toBeNull();
    expect(big.valueSummary(0, 0)?.mean).toBe(0);
    expect(big.gradSummary(0, 15)).toBeNull();
    expect(big.grad(0, 17)).toBeNull();
    expect(big.gradSummary(0, 17)?.mean).toBe(3);
    expect(big.gradSummary(0, 18)?.mean).toBe(1);
    expect(big.gradShown(0, 17)).toBe(true);
    expect(big.contributionSummary(3, 18)?.mean).toBe(4);
  });

  it("takes another run without looking anything up anew", () => {
    const block = trace.block.map((x) => 2 * x);
    const again = trace.withRun(block, trace.locals, {});
    expect(number(again.value(at("b"), 1))).toBe(16);
    expect(again.keepPlace(trace, 7.5)).toBe(7.5);
  });

  it("speaks of the event under way, else of the last one shown", () => {
    expect([0, 0.2, 1, 1.5, 23].map(currentEvent)).toEqual([-1, 0, 0, 1, 22]);
  });
});

describe("keeping the place", () => {
  /** The circuit with the forward events of b and c swapped in, and one op node more or less, is a plan of its own. */
  function without(...gone: string[]): Trace {
    const nodes = FOUR_WEIGHTS_NODES.filter((node) => !gone.includes(node.name));
    const edges = FOUR_WEIGHTS_EDGES.filter((edge) => !gone.includes(edge.source) && !gone.includes(edge.target));
    return recorded({
      nodes: nodes.map((node) => ({ ...node, value: 1, grad: 1 })),
      edges: edges.map((edge) => ({ ...edge, contribution: 1 })),
      root: "L",
    }).trace;
  }

  it("stays at the start and at the end", () => {
    const smaller = without("q");
    expect(smaller.keepPlace(trace, 0)).toBe(0);
    expect(smaller.keepPlace(trace, 23)).toBe(smaller.length);
  });

  it("finds the same event", () => {
    const smaller = without("q");
    const k = smaller.keepPlace(trace, 16);
    expect(smaller.event(k - 1).kind).toBe(CONTRIBUTION);
    expect(smaller.plan.edges[smaller.event(k - 1).edge]).toEqual(["b", "b"]);
  });

  it("falls back to the nearest earlier event that is still there", () => {
    const smaller = without("c", "q");
    // Event 17 was c's −35, and so was the one before it: b's −18 is the nearest left.
    const k = smaller.keepPlace(trace, 18);
    expect(smaller.plan.edges[smaller.event(k - 1).edge]).toEqual(["b", "b"]);
    expect(without("b", "c", "p", "q", "d").keepPlace(trace, 1)).toBe(0);
  });

  it("goes on with an event under way where it still comes next", () => {
    const smaller = without("ten");
    expect(smaller.keepPlace(trace, 2.25)).toBe(2.25);
    expect(without("p").keepPlace(trace, 2.25)).toBe(2);
  });

  it("is not lost when a node is renamed", () => {
    const plan = {
      nodes: trace.plan.nodes.map((name) => (name === "a" ? "apple" : name)),
      edges: trace.plan.edges,
    };
    const sourceOf = (target: string, port: string): string | null => {
      const source = scene.source(target, port);
      return source === "a" ? "apple" : source;
    };
    const renamed = new Trace(plan, { ...trace.columns }, trace.block, trace.locals, {}, sourceOf);
    expect([18, 19, 7.5].map((t) => renamed.keepPlace(trace, t))).toEqual([18, 19, 7.5]);
  });

  it("takes an edge from another node for another event", () => {
    const edges = FOUR_WEIGHTS_EDGES.map((edge) => (edge.target === "c" && edge.port === "b" ? { ...edge, source: "w1" } : edge));
    const moved = recorded({
      nodes: FOUR_WEIGHTS_NODES.map((node) => ({ ...node, value: 1, grad: 1 })),
      edges: edges.map((edge) => ({ ...edge, contribution: 1 })),
      root: "L",
    }).trace;
    const k = moved.keepPlace(trace, 18);
    expect(moved.plan.edges[moved.event(k - 1).edge]).toEqual(["c", "a"]);
  });
});
