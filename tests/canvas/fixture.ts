// Circuits as the server sends them, written out by hand: what the tests of the pure modules run on.
import { toTensor, type Value } from "../../viz_autograd/canvas/src/format";
import { Scene } from "../../viz_autograd/canvas/src/scene";
import { ACCUMULATE, CONTRIBUTION, FORWARD, SEED, Trace, type Columns } from "../../viz_autograd/canvas/src/trace";
import type { EdgeView, NodeView, OpView, Rule } from "../../viz_autograd/canvas/src/protocol";

function op(name: string, symbol: string, text: string, latex: string, rules: Record<string, Rule>): OpView {
  return { name, title: name, family: "arithmetic", symbol, ports: Object.keys(rules), text, latex, rules };
}

function rule(says: string, text: string, latex: string, whole = false): Rule {
  return { says, text, latex, whole };
}

export const OPS: OpView[] = [
  op("add", "+", "{a} + {b}", "‹a› + ‹b›", { a: rule("add distributes", "1", "1"), b: rule("add distributes", "1", "1") }),
  op("sub", "−", "{a} − {b!}", "‹a› - ‹b!›", {
    a: rule("sub distributes", "1", "1"),
    b: rule("sub distributes, with a minus sign", "−1", "-1"),
  }),
  op("mul", "×", "{a} × {b}", "‹a› \\cdot ‹b›", { a: rule("mul swaps", "{b}", "‹b›"), b: rule("mul swaps", "{a}", "‹a›") }),
  op("neg", "−x", "−{a!}", "-‹a!›", { a: rule("neg flips the sign", "−1", "-1") }),
  op("square", "x²", "{a!}²", "‹a!›^{2}", { a: rule("square grows by twice its input", "2 × {a}", "2 \\cdot ‹a›") }),
  op("tanh", "tanh", "tanh({a})", "\\tanh\\left(‹a›\\right)", { a: rule("tanh saturates", "1 − {out!}²", "1 - ‹out!›^{2}") }),
  op("sum", "Σ", "sum({a})", "\\sum\\left(‹a›\\right)", { a: rule("sum copies to every element", "{up}", "‹up›", true) }),
  op("mean", "mean", "mean({a})", "\\operatorname{mean}\\left(‹a›\\right)", {
    a: rule("mean shares equally", "{up} / {n!}", "\\frac{‹up›}{‹n›}", true),
  }),
  op("mse", "mse", "mean(({a} − {b!})²)", "\\operatorname{mean}\\left(\\left(‹a› - ‹b!›\\right)^{2}\\right)", {
    a: rule("mse measures the miss", "{up} × 2 × ({a} − {b!}) / {n!}", "\\frac{‹up› \\cdot 2 \\cdot \\left(‹a› - ‹b!›\\right)}{‹n›}", true),
    b: rule("mse measures the miss", "{up} × 2 × ({b} − {a!}) / {n!}", "\\frac{‹up› \\cdot 2 \\cdot \\left(‹b› - ‹a!›\\right)}{‹n›}", true),
  }),
];

export interface Made {
  scene: Scene;
  trace: Trace;
  nodes: NodeView[];
  edges: EdgeView[];
}

export function leaf(name: string, serial: number, x: number, y: number, requires_grad = true, shape: number[] = []): NodeView {
  return { name, op: "leaf", serial, x, y, shape, requires_grad };
}

export function gate(name: string, kind: string, serial: number, x: number, y: number, shape: number[] = []): NodeView {
  return { name, op: kind, serial, x, y, shape, requires_grad: true };
}

export const FOUR_WEIGHTS_NODES: NodeView[] = [
  leaf("a", 1, 40, 248),
  leaf("w1", 2, 40, 56),
  leaf("w2", 3, 40, 440),
  leaf("w3", 4, 248, 24),
  leaf("w4", 5, 248, 488),
  leaf("ten", 6, 640, 128, false),
  gate("b", "mul", 7, 248, 144),
  gate("c", "mul", 8, 248, 352),
  gate("p", "mul", 9, 464, 88),
  gate("q", "mul", 10, 464, 416),
  gate("d", "add", 11, 640, 256),
  gate("L", "sub", 12, 800, 192),
];

export const FOUR_WEIGHTS_EDGES: EdgeView[] = [
  { source: "w1", target: "b", port: "a" },
  { source: "a", target: "b", port: "b" },
  { source: "w2", target: "c", port: "a" },
  { source: "a", target: "c", port: "b" },
  { source: "w3", target: "p", port: "a" },
  { source: "b", target: "p", port: "b" },
  { source: "w4", target: "q", port: "a" },
  { source: "c", target: "q", port: "b" },
  { source: "p", target: "d", port: "a" },
  { source: "q", target: "d", port: "b" },
  { source: "ten", target: "L", port: "a" },
  { source: "d", target: "L", port: "b" },
];

/** The opening circuit, all of its 23 events: L = 10 − (w3·(w1·a) + w4·(w2·a)). */
export function fourWeights(): Made {
  const F = FORWARD;
  const S = SEED;
  const C = CONTRIBUTION;
  const A = ACCUMULATE;
  const columns: Columns = {
    kind: Uint8Array.from([F, F, F, F, F, F, S, C, C, C, C, C, C, C, C, C, C, C, A, A, A, A, A]),
    node: Int32Array.from([6, 7, 8, 9, 10, 11, 11, 11, 10, 10, 8, 8, 9, 9, 6, 6, 7, 7, 0, 1, 2, 3, 4]),
    edge: Int32Array.from([-1, -1, -1, -1, -1, -1, -1, 11, 8, 9, 4, 5, 6, 7, 0, 1, 2, 3, -1, -1, -1, -1, -1]),
    wave: Int32Array.from([0, 0, 1, 1, 2, 3, 4, 5, 6, 6, 7, 7, 7, 7, 8, 8, 8, 8, 9, 9, 9, 9, 9]),
    value_at: Int32Array.from([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]),
    grad_at: Int32Array.from([12, 13, 14, 15, 16, -1, 17, 18, 19, 20, 21, 22]),
    size: new Int32Array(12).fill(1),
    contribution_at: Int32Array.from([23, 24, 25, 26, 27, 28, 29, 30, 31, 32, -1, 33]),
  };
  const values = [4, 2, 5, 9, 7, 10, 8, 20, 72, 140, 212, -202];
  const grads = [-53, -36, -28, -8, -20, -9, -7, -1, -1, -1, 1];
  const contributions = [-36, -18, -28, -35, -8, -9, -20, -7, -1, -1, -1];
  const locals = Float64Array.from([4, 2, 4, 5, 8, 9, 20, 7, 1, 1, 1, -1]);
  const block = Float64Array.from([...values, ...grads, ...contributions]);
  const plan = {
    nodes: FOUR_WEIGHTS_NODES.map((node) => node.name),
    edges: FOUR_WEIGHTS_EDGES.map((edge): [string, string] => [edge.target, edge.port]),
  };
  const scene = sceneOf(FOUR_WEIGHTS_NODES, FOUR_WEIGHTS_EDGES);
  const trace = new Trace(plan, columns, block, locals, {}, (target, port) => scene.source(target, port));
  return { scene, trace, nodes: FOUR_WEIGHTS_NODES, edges: FOUR_WEIGHTS_EDGES };
}

export function sceneOf(nodes: NodeView[], edges: EdgeView[]): Scene {
  const scene = new Scene(OPS);
  scene.apply({ nodes, edges });
  return scene;
}

export interface Recorded {
  nodes: (NodeView & { value: Value; grad?: Value })[];
  edges: (EdgeView & { contribution?: Value; local?: number })[];
  root: string;
}

/** A run put together from its figures: forward and backward in the order of serials, which is enough for chains. */
export function recorded({ nodes, edges, root }: Recorded): Made {
  const scene = sceneOf(
    nodes.map(({ value: _value, grad: _grad, ...view }) => view),
    edges.map(({ source, target, port }) => ({ source, target, port })),
  );
  const numbers: number[] = [];
  const put = (value: Value | undefined): number => {
    if (value === undefined) return -1;
    const at = numbers.length;
    numbers.push(...Array.from(toTensor(value).elements));
    return at;
  };
  const events: [number, number, number][] = [];
  const indexOf = (name: string): number => nodes.findIndex((node) => node.name === name);
  nodes.forEach((node, i) => node.op !== "leaf" && events.push([FORWARD, i, -1]));
  events.push([SEED, indexOf(root), -1]);
  for (let i = nodes.length - 1; i >= 0; i--) {
    edges.forEach((edge, e) => edge.target === nodes[i]?.name && edge.contribution !== undefined && events.push([CONTRIBUTION, i, e]));
  }
  nodes.forEach((node, i) => node.op === "leaf" && node.grad !== undefined && events.push([ACCUMULATE, i, -1]));
  const columns: Columns = {
    kind: Uint8Array.from(events, (event) => event[0]),
    node: Int32Array.from(events, (event) => event[1]),
    edge: Int32Array.from(events, (event) => event[2]),
    wave: Int32Array.from(events, (_, i) => i),
    value_at: Int32Array.from(nodes, (node) => put(node.value)),
    grad_at: Int32Array.from(nodes, (node) => put(node.grad)),
    size: Int32Array.from(nodes, (node) => toTensor(node.value).elements.length),
    contribution_at: Int32Array.from(edges, (edge) => put(edge.contribution)),
  };
  const plan = { nodes: nodes.map((node) => node.name), edges: edges.map((edge): [string, string] => [edge.target, edge.port]) };
  const locals = Float64Array.from(edges, (edge) => edge.local ?? NaN);
  const trace = new Trace(plan, columns, Float64Array.from(numbers), locals, {}, (target, port) => scene.source(target, port));
  return { scene, trace, nodes, edges };
}
