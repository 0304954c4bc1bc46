// Auto-arrange: layers from left to right, what is used to the left of what uses it, inputs in the order of their ports.
import { graphlib, layout } from "@dagrejs/dagre";
import { orderLayers, type Span } from "./layers";
import type { Scene, SceneNode } from "./scene";

export type Places = Record<string, [number, number]>;

/** Nodes, and pieces that edges are cut into. Beyond this dagre takes seconds (and recurses too deep): plain columns are there at once. */
const MOST_FOR_DAGRE = 1000;
const COLUMN_GAP = 100;
const ROW_GAP = 52;

/** A place (top left corner, whole numbers) for every node, or for those named, as if the others were not there. */
export function arrange(scene: Scene, names?: Iterable<string>): Places {
  const wanted = names === undefined ? null : new Set(names);
  const nodes = scene.nodes().filter((node) => wanted === null || wanted.has(node.name));
  if (nodes.length === 0) return {};
  const edges = wires(scene, nodes);
  const column = columns(nodes.length, edges);
  const pieces = edges.reduce((sum, { tail, head }) => sum + 2 * (column[head]! - column[tail]!), nodes.length);
  return pieces <= MOST_FOR_DAGRE ? byDagre(nodes, edges) : byColumns(nodes, edges, column);
}

interface Wire {
  readonly tail: number;
  readonly head: number;
  readonly fraction: number;
}

/** Edges between the nodes, as their numbers: dagre keeps names of its own, and a node may be called anything. */
function wires(scene: Scene, nodes: readonly SceneNode[]): Wire[] {
  const numbered = new Map(nodes.map((node, i) => [node.name, i]));
  return nodes.flatMap((node, head) =>
    scene.inEdges(node.name).flatMap((edge) => {
      const tail = numbered.get(edge.source);
      if (tail === undefined) return [];
      return [{ tail, head, fraction: (node.ports.indexOf(edge.port) + 0.5) / node.ports.length - 0.5 }];
    }),
  );
}

function byDagre(nodes: readonly SceneNode[], edges: readonly Wire[]): Places {
  const graph = new graphlib.Graph({ multigraph: true });
  graph.setGraph({ rankdir: "LR", nodesep: 22, edgesep: 12, ranksep: COLUMN_GAP });
  nodes.forEach(({ width, height }, i) => graph.setNode(String(i), { width, height: height + 2 * LABEL_ROOM }));
  for (const { tail, head, fraction } of edges) graph.setEdge(String(tail), String(head), {}, String(fraction));
  layout(graph, { customOrder: order });
  return placed(nodes, (i) => {
    const { x, y } = graph.node(String(i)) as { x: number; y: number };
    return [x - nodes[i]!.width / 2, y - nodes[i]!.height / 2];
  });
}

/** Names stand above a gate and gradients below a leaf. */
const LABEL_ROOM = 10;

/** Runs once dagre has put nodes into ranks and cut long edges into one piece a rank. */
function order(graph: graphlib.Graph): void {
  const layers: string[][] = [];
  for (const name of graph.nodes()) (layers[(graph.node(name) as { rank: number }).rank] ??= []).push(name);
  const spans: Span[] = graph.edges().map(({ v, w, name }) => ({ tail: v, head: w, fraction: /^\d/.test(w) ? Number(name) : 0 }));
  orderLayers(Array.from(layers, (layer) => layer ?? []), spans).forEach((layer) => {
    layer.forEach((name, i) => ((graph.node(name) as { order: number }).order = i));
  });
}

/** One column for each step from the leaves, leaves next to what they feed, each column centred. */
function byColumns(nodes: readonly SceneNode[], edges: readonly Wire[], column: Int32Array): Places {
  const layers: string[][] = Array.from({ length: column.reduce((most, c) => Math.max(most, c), 0) + 1 }, () => []);
  column.forEach((c, i) => layers[c]!.push(String(i)));
  const spans = edges.filter(({ tail, head }) => column[head] === column[tail]! + 1);
  const ordered = orderLayers(layers, spans.map(({ tail, head, fraction }) => ({ tail: String(tail), head: String(head), fraction })));
  const corners: [number, number][] = [];
  let x = 0;
  for (const layer of ordered) {
    const members = layer.map(Number);
    let y = -members.reduce((sum, i) => sum + nodes[i]!.height + ROW_GAP, -ROW_GAP) / 2;
    for (const i of members) {
      corners[i] = [x, y];
      y += nodes[i]!.height + ROW_GAP;
    }
    x += members.reduce((most, i) => Math.max(most, nodes[i]!.width), 0) + COLUMN_GAP;
  }
  return placed(nodes, (i) => corners[i] ?? [0, 0]);
}

/** Built from entries, so that a node called __proto__ has its place too. */
function placed(nodes: readonly SceneNode[], corner: (i: number) => [number, number]): Places {
  return Object.fromEntries(
    nodes.map(({ name }, i) => {
      const [x, y] = corner(i);
      return [name, [Math.round(x), Math.round(y)]];
    }),
  );
}

/** The longest path to each node; then what has no inputs is drawn up to just before its first use. */
function columns(count: number, all: readonly Wire[]): Int32Array {
  const column = new Int32Array(count);
  const waitsFor = new Int32Array(count);
  const uses: number[][] = Array.from({ length: count }, () => []);
  for (const { tail, head } of all) {
    uses[tail]!.push(head);
    waitsFor[head]!++;
  }
  const fed = waitsFor.map((inputs) => (inputs > 0 ? 1 : 0));
  const ready: number[] = [];
  for (let i = 0; i < count; i++) if (waitsFor[i] === 0) ready.push(i);
  for (let i = 0; i < ready.length; i++) {
    const tail = ready[i]!;
    for (const head of uses[tail]!) {
      column[head] = Math.max(column[head]!, column[tail]! + 1);
      if (--waitsFor[head]! === 0) ready.push(head);
    }
  }
  for (let i = 0; i < count; i++) {
    if (fed[i] === 0 && uses[i]!.length > 0) column[i] = uses[i]!.reduce((least, head) => Math.min(least, column[head]!), count) - 1;
  }
  return column;
}
