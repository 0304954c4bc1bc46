// The circuit as it stands on the canvas. Knows no React and no page: what is near the view is asked for, and drawn by others.
import { edgeCurve, inOffset, nodeSize, OUT, outOffset, union, type Curve, type Point, type Rect } from "./geometry";
import { SpatialIndex } from "./spatial";
import type { EdgeView, NodeView, OpView, ScenePatch } from "./protocol";

/** The palette's ops; so few that looking through them is as quick as a table. */
export type OpTable = readonly OpView[];

export interface SceneNode extends Omit<NodeView, "constants" | "attributes" | "lacks"> {
  readonly constants: NonNullable<NodeView["constants"]>;
  readonly attributes: NonNullable<NodeView["attributes"]>;
  readonly lacks: readonly string[];
  readonly width: number;
  readonly height: number;
  /** Input ports in order; none for a leaf. */
  readonly ports: readonly string[];
}

export interface SceneEdge extends EdgeView {
  readonly key: string;
}

export interface PortPlace extends Point {
  readonly port: string;
}

/** A port's own key, which is its edge's too: a port takes one edge. */
export function edgeKey(target: string, port: string): string {
  return `${target}\u0000${port}`;
}

export function findOp(ops: OpTable, name: string): OpView | undefined {
  return ops.find((op) => op.name === name);
}

const NO_EDGES: ReadonlyMap<string, SceneEdge> = new Map();

export class Scene {
  /** Counts up at every change. */
  version = 0;
  private readonly byName = new Map<string, SceneNode>();
  private readonly byKey = new Map<string, SceneEdge>();
  private readonly bySource = new Map<string, Map<string, SceneEdge>>();
  private readonly index = new SpatialIndex((key) => this.curveOf(key));

  constructor(private ops: OpTable = []) {}

  /** The table of ops that ports are read from; told once, before the first patch. */
  setOps(ops: OpTable): void {
    this.ops = ops;
  }

  get size(): number {
    return this.byName.size;
  }

  has(name: string): boolean {
    return this.byName.has(name);
  }

  node(name: string): SceneNode | undefined {
    return this.byName.get(name);
  }

  /** All nodes, oldest first. */
  nodes(): SceneNode[] {
    return [...this.byName.values()].sort((a, b) => a.serial - b.serial);
  }

  names(): IterableIterator<string> {
    return this.byName.keys();
  }

  edges(): IterableIterator<SceneEdge> {
    return this.byKey.values();
  }

  get edgeCount(): number {
    return this.byKey.size;
  }

  /** The edge into a port. */
  edge(target: string, port: string): SceneEdge | undefined {
    return this.byKey.get(edgeKey(target, port));
  }

  edgeByKey(key: string): SceneEdge | undefined {
    return this.byKey.get(key);
  }

  /** The node that a port is fed from, or null. */
  source(target: string, port: string): string | null {
    return this.byKey.get(edgeKey(target, port))?.source ?? null;
  }

  /** The edges that leave a node. */
  outEdges(name: string): SceneEdge[] {
    return [...(this.bySource.get(name) ?? NO_EDGES).values()];
  }

  /** The edges into a node, in port order. */
  inEdges(name: string): SceneEdge[] {
    const found: SceneEdge[] = [];
    for (const port of this.byName.get(name)?.ports ?? []) {
      const edge = this.edge(name, port);
      if (edge) found.push(edge);
    }
    return found;
  }

  clear(): void {
    this.byName.clear();
    this.byKey.clear();
    this.bySource.clear();
    this.index.clear();
    this.version++;
  }

  /** Takes away what is gone, then puts in what is new or changed. */
  apply(patch: ScenePatch): void {
    for (const [target, port] of patch.removed_edges ?? []) this.dropEdge(edgeKey(target, port));
    for (const name of patch.removed_nodes ?? []) this.dropNode(name);
    for (const view of patch.nodes ?? []) this.putNode(view);
    for (const { source, target, port } of patch.edges ?? []) {
      const key = edgeKey(target, port);
      this.dropEdge(key);
      const edge = { source, target, port, key };
      this.byKey.set(key, edge);
      const out = this.bySource.get(source);
      if (out) out.set(key, edge);
      else this.bySource.set(source, new Map([[key, edge]]));
      this.index.touchEdge(key);
    }
    this.version++;
  }

  /** Moves nodes at once, before the server has said so. */
  move(positions: Readonly<Record<string, readonly [number, number]>>): void {
    for (const [name, [x, y]] of Object.entries(positions)) {
      const node = this.byName.get(name);
      if (node) this.place({ ...node, x, y });
    }
    this.version++;
  }

  bounds(names?: Iterable<string>): Rect | null {
    let all: Rect | null = null;
    for (const name of names ?? this.byName.keys()) {
      const node = this.byName.get(name);
      if (node) all = union(all, node);
    }
    return all;
  }

  /** Names of the nodes within `margin` of a rectangle, oldest first. */
  slice(rect: Rect, margin = 0): string[] {
    const near = this.index.nodesNear({ x: rect.x - margin, y: rect.y - margin, width: rect.width + 2 * margin, height: rect.height + 2 * margin });
    return near.map((name) => this.byName.get(name)!).sort((a, b) => a.serial - b.serial).map((node) => node.name);
  }

  /** The edges that come near a rectangle, also those whose ends are both far off. */
  edgesNear(rect: Rect, margin = 0): SceneEdge[] {
    const near = this.index.edgesNear({ x: rect.x - margin, y: rect.y - margin, width: rect.width + 2 * margin, height: rect.height + 2 * margin });
    return near.map((key) => this.byKey.get(key)!);
  }

  /** The newest node at a place; gates are round. */
  hitNode(x: number, y: number): string | null {
    let best: SceneNode | null = null;
    for (const name of this.index.nodesNear({ x, y, width: 0, height: 0 })) {
      const node = this.byName.get(name)!;
      if (node.op !== "leaf" && Math.hypot(x - node.x - node.width / 2, y - node.y - node.height / 2) > node.width / 2) continue;
      if (best === null || node.serial > best.serial) best = node;
    }
    return best?.name ?? null;
  }

  /** The edge nearest to a place, within a tolerance; `skip` leaves edges out. */
  hitEdge(x: number, y: number, tolerance = 8, skip?: (edge: SceneEdge) => boolean): SceneEdge | null {
    const key = this.index.nearestEdge(x, y, tolerance, (candidate) => skip?.(this.byKey.get(candidate)!) ?? false);
    return key === null ? null : (this.byKey.get(key) ?? null);
  }

  /** The port within reach of a place that is nearest to it. */
  hitPort(x: number, y: number, tolerance = 14): { node: string; port: string } | null {
    let best: { node: string; port: string } | null = null;
    let least = tolerance;
    for (const name of this.slice({ x, y, width: 0, height: 0 }, tolerance)) {
      const node = this.byName.get(name)!;
      for (const place of this.ports(name)) {
        const far = Math.hypot(x - node.x - place.x, y - node.y - place.y);
        if (far > least) continue;
        least = far;
        best = { node: name, port: place.port };
      }
    }
    return best;
  }

  /** Centres of a node's ports from its top left corner: the inputs in order, then "out". */
  ports(name: string): PortPlace[] {
    const node = this.byName.get(name);
    if (!node) return [];
    const places: PortPlace[] = node.ports.map((port, i) => ({ port, ...inOffset(i, node.ports.length, node.width, node.height) }));
    places.push({ port: OUT, ...outOffset(node.width, node.height) });
    return places;
  }

  /** Where a port is on the canvas. */
  portPoint(name: string, port: string): Point | null {
    const node = this.byName.get(name);
    if (!node) return null;
    const at = port === OUT ? outOffset(node.width, node.height) : inPlace(node, port);
    return at === null ? null : { x: node.x + at.x, y: node.y + at.y };
  }

  curve(target: string, port: string): Curve | null {
    return this.curveOf(edgeKey(target, port));
  }

  private curveOf(key: string): Curve | null {
    const edge = this.byKey.get(key);
    if (!edge) return null;
    const from = this.portPoint(edge.source, OUT);
    const to = this.portPoint(edge.target, edge.port);
    return from && to ? edgeCurve(from, to) : null;
  }

  private putNode(view: NodeView): void {
    const ports = view.op === "leaf" ? [] : (findOp(this.ops, view.op)?.ports ?? []);
    this.place({
      ...view,
      constants: view.constants ?? {},
      attributes: view.attributes ?? {},
      lacks: view.lacks ?? [],
      ports,
      ...nodeSize(view.op, view.shape),
    });
  }

  private place(node: SceneNode): void {
    this.byName.set(node.name, node);
    this.index.putNode(node.name, node);
    for (const key of (this.bySource.get(node.name) ?? NO_EDGES).keys()) this.index.touchEdge(key);
    for (const port of node.ports) {
      const key = edgeKey(node.name, port);
      if (this.byKey.has(key)) this.index.touchEdge(key);
    }
  }

  private dropNode(name: string): void {
    for (const edge of this.inEdges(name)) this.dropEdge(edge.key);
    for (const edge of this.outEdges(name)) this.dropEdge(edge.key);
    this.byName.delete(name);
    this.index.dropNode(name);
  }

  private dropEdge(key: string): void {
    const edge = this.byKey.get(key);
    if (!edge) return;
    this.byKey.delete(key);
    const out = this.bySource.get(edge.source);
    out?.delete(key);
    if (out?.size === 0) this.bySource.delete(edge.source);
    this.index.dropEdge(key);
  }
}

function inPlace(node: SceneNode, port: string): Point | null {
  const i = node.ports.indexOf(port);
  return i < 0 ? null : inOffset(i, node.ports.length, node.width, node.height);
}
