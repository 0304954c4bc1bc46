// The circuit as edits change it while there is no server: what stands, one command at a time, and how it stood before.
import { arrange } from "./arrange";
import {
  checkName, checkPort, checkPosition, checkTitle, FARTHEST, type Known, knownOp, leafNode, Mistake, MOST_NODES, noInput, opNode,
  quoted, shapeFor, shapeOf, shown, withAttribute,
} from "./offline_checks";
import { told, way } from "./offline_cycles";
import { type Opened, readFile } from "./offline_file";
import type { AddLeaf, AddOp, Binary, Command, EdgeView, Replace, ScenePatch, SetAttribute, SetConstant, Value } from "./protocol";
import { edgeKey, findOp, type OpTable, type Scene, type SceneEdge } from "./scene";

/** What is differentiated, and whether a person chose it; `name` is null where only the server can say. */
export interface Rooted {
  readonly name: string | null;
  readonly chosen: boolean;
}

/** A command that is no batch. */
export type Single = Exclude<Command, { type: "batch" }>;
export type Stored = Value | Binary;

/** What belongs to no node: null for what is as it was, and which circuit is open. */
export interface Papers {
  readonly title: string | null;
  readonly root: Rooted | null;
  readonly circuit: number;
}

/** How something stood at some time: null and undefined for what was not there. */
export interface Image {
  readonly nodes: Map<string, Known | null>;
  readonly edges: Map<string, Omit<EdgeView, "source"> & { readonly source: string | null }>;
  readonly values: Map<string, Stored | undefined>;
  papers: Papers;
}

/** The server writes longer lists in another way, so that the same list again is a step to it. */
const MOST_LISTED = 1000;
const LARGEST_SERIAL = Number.MAX_SAFE_INTEGER;
/** Between nodes with a place and those that a file gives none. */
const GAP = 150;

/** A leaf's value in the last run, where that is known. */
export type KnownValue = (name: string) => Value | Binary | undefined;

export class OfflineCircuit {
  /** What stands. The scene may be ahead of it, with a drag or a tick that no command has made true yet. */
  readonly nodes = new Map<string, Known>();
  readonly typed = new Map<string, Stored>();
  papers: Papers = { title: null, root: null, circuit: 0 };
  /** Serials only count up, so that a node made here is never taken for one that the server knows. */
  private newest = 0;
  private circuits = 0;
  private journal: Image = this.blank();

  constructor(
    private readonly scene: Scene,
    private readonly ops: () => OpTable,
    private readonly present: Rooted,
    private readonly known: KnownValue,
  ) {
    for (const { name, op, serial, x, y, shape, requires_grad, constants, attributes, lacks } of scene.nodes()) {
      this.nodes.set(name, { name, op, serial, x, y, shape, requires_grad, constants, attributes, lacks: [...lacks] });
      this.newest = Math.max(this.newest, serial);
    }
  }

  /** An image that takes in how everything stood which is changed from now on. */
  record(): Image {
    this.journal = this.blank();
    return this.journal;
  }

  /** Does one command. Throws a Mistake, and may have done part of it then. */
  carryOut(command: Single): void {
    switch (command.type) {
      case "add_leaf":
        return this.addLeaf(command);
      case "add_op":
        return this.addOp(command);
      case "remove":
        return this.remove(new Set(command.names));
      case "connect":
        return this.connect(command);
      case "disconnect":
        return this.disconnect(command.target, command.port);
      case "move":
        return this.move(command.positions);
      case "rename":
        return this.rename(command.old, command.new);
      case "set_value": {
        const node = this.leaf(command.name);
        this.change({ nodes: [{ ...node, shape: shapeFor(command.name, command.value) }] });
        return this.setTyped(command.name, command.value);
      }
      case "set_constant":
        return this.setConstant(command);
      case "set_requires_grad":
        this.change({ nodes: [{ ...this.leaf(command.name), requires_grad: command.requires_grad }] });
        return this.settle(this.targets(command.name));
      case "set_attribute":
        return this.setAttribute(command);
      case "set_root": {
        const name = command.name ?? null;
        if (name !== null && !this.nodes.has(name)) throw new Mistake(`there is no node ${quoted(name)} to make the root`, { node: name });
        if (command.seed != null) shapeOf(command.seed);
        return this.setPapers({ root: { name, chosen: name !== null } });
      }
      case "set_seed":
        if (command.value != null) shapeOf(command.value);
        return;
      case "set_title":
        checkTitle(command.title);
        return this.setPapers({ title: command.title });
      case "replace":
        return this.replace(command);
    }
  }

  private addLeaf({ name, value = 1, requires_grad = false, x = 0, y = 0, serial }: AddLeaf): void {
    checkPosition(name, x, y);
    const shape = shapeFor(name, value);
    this.insert(leafNode(name, this.serialFor(name, serial), x, y, shape, requires_grad));
    this.setTyped(name, value);
  }

  private addOp({ name, op: kind, attributes = {}, constants = {}, x = 0, y = 0, serial }: AddOp): void {
    checkPosition(name, x, y);
    const op = knownOp(this.ops(), kind);
    let given = {};
    for (const [attribute, value] of Object.entries(attributes)) given = withAttribute(op, name, given, attribute, value);
    for (const [port, value] of Object.entries(constants)) {
      checkPort(name, op.ports, port);
      shapeFor(name, value, port);
    }
    this.insert(opNode(op, name, this.serialFor(name, serial), x, y, given, constants));
  }

  private insert(node: Known): void {
    checkName(node.name);
    this.checkFree(node.name);
    if (this.nodes.size >= MOST_NODES) throw new Mistake("a circuit holds at most 100,000 nodes", { node: node.name });
    this.change({ nodes: [node] });
  }

  private checkFree(name: string): void {
    if (this.nodes.has(name)) throw new Mistake(`there is already a node ${quoted(name)}`, { node: name });
  }

  private serialFor(node: string, wanted: number | null | undefined): number {
    if (wanted == null) {
      if (this.newest >= LARGEST_SERIAL) throw new Mistake("no creation number is left; a node has the largest there is", { node });
      return this.newest + 1;
    }
    if (!Number.isSafeInteger(wanted) || wanted < 0) throw new Mistake("a creation number is a whole number from 0 to 2⁵³ − 1", { node });
    for (const { serial } of this.nodes.values()) if (serial === wanted) throw new Mistake(`${wanted} is not a free creation number`, { node });
    return wanted;
  }

  private remove(names: ReadonlySet<string>): void {
    const edges: [string, string][] = [];
    const targets = new Set<string>();
    for (const name of names) {
      this.node(name);
      for (const edge of this.scene.inEdges(name)) edges.push([name, edge.port]);
      for (const edge of this.scene.outEdges(name)) {
        edges.push([edge.target, edge.port]);
        targets.add(edge.target);
      }
    }
    this.change({ removed_nodes: [...names], removed_edges: edges });
    for (const name of names) this.setTyped(name, undefined);
    this.settle(targets);
    if (names.has(this.rooted.name ?? "")) this.setPapers({ root: { name: null, chosen: false } });
  }

  private connect({ source, target, port }: EdgeView): void {
    const node = this.node(target);
    this.node(source);
    checkPort(target, this.ports(node), port);
    const { scene } = this;
    const other = scene.edge(target, port);
    if (other !== undefined) throw new Mistake(occupied(other), { node: target, port });
    const next = (name: string): string[] => this.targets(name);
    const back = way(target, source, next, (name) => scene.inEdges(name).map((edge) => edge.source));
    if (back !== null) throw new Mistake(told([source, ...back]), { node: target });
    const { [port]: displaced, ...constants } = node.constants;
    this.change({ nodes: displaced === undefined ? [] : [{ ...node, constants }], edges: [{ source, target, port }] });
    this.settle([target]);
  }

  private disconnect(target: string, port: string): void {
    checkPort(target, this.ports(this.node(target)), port);
    if (this.scene.source(target, port) === null) throw new Mistake(`port ${shown(port)} of ${shown(target)} has no edge`, { node: target, port });
    this.change({ removed_edges: [[target, port]] });
    this.settle([target]);
  }

  private move(positions: Readonly<Record<string, readonly [number, number]>>): void {
    const places = Object.entries(positions);
    for (const [name, [x, y]] of places) checkPosition(name, x, y);
    this.change({ nodes: places.map(([name, [x, y]]) => ({ ...this.node(name), x, y })) });
  }

  private rename(old: string, name: string): void {
    const node = this.node(old);
    if (name === old) return;
    checkName(name);
    this.checkFree(name);
    const [into, out] = [this.scene.inEdges(old), this.scene.outEdges(old)];
    this.change({
      removed_nodes: [old],
      removed_edges: [...into, ...out].map((edge) => [edge.target, edge.port]),
      nodes: [{ ...node, name }],
      edges: [
        ...into.map(({ source, port }) => ({ source, target: name, port })),
        ...out.map(({ target, port }) => ({ source: name, target, port })),
      ],
    });
    // The run knows it by its old name only.
    const value = this.typed.get(old) ?? (node.op === "leaf" ? this.known(old) : undefined);
    this.setTyped(old, undefined);
    this.setTyped(name, value);
    if (this.rooted.name === old) this.setPapers({ root: { ...this.rooted, name } });
    // What a node lacks is told by name.
    this.settle(this.targets(name));
  }

  private setConstant({ name, port, value }: SetConstant): void {
    const node = this.op(name);
    if (this.scene.source(name, port) !== null) {
      throw new Mistake(`port ${shown(port)} of ${shown(name)} has an edge${value == null ? "" : "; disconnect it first"}`, { node: name, port });
    }
    checkPort(name, this.ports(node), port);
    if (value != null) shapeFor(name, value, port);
    const { [port]: _, ...others } = node.constants;
    this.change({ nodes: [{ ...node, constants: value == null ? others : { ...others, [port]: value } }] });
    this.settle([name]);
  }

  private setAttribute({ name, attribute, value }: SetAttribute): void {
    const node = this.op(name);
    this.change({ nodes: [{ ...node, attributes: withAttribute(knownOp(this.ops(), node.op), name, node.attributes, attribute, value) }] });
  }

  private replace({ text, serials }: Replace): void {
    const file = readFile(text, this.ops(), serials ?? null);
    const gone = [...this.scene.edges()].map((edge): [string, string] => [edge.target, edge.port]);
    this.change({ removed_nodes: [...this.nodes.keys()], removed_edges: gone });
    for (const name of [...this.typed.keys()]) this.setTyped(name, undefined);
    this.change({ nodes: [...file.nodes], edges: [...file.edges] });
    for (const [name, value] of file.values) this.setTyped(name, value);
    this.settle(file.nodes.map((node) => node.name));
    this.arrange(file);
    this.setPapers({ title: file.title, root: { name: file.root, chosen: file.root !== null }, circuit: ++this.circuits });
  }

  /** Gives the nodes without a place one, in a block under the others. */
  private arrange({ nodes, unplaced }: Opened): void {
    if (unplaced.length === 0) return;
    const loose = new Set(unplaced);
    const others = this.scene.bounds(nodes.map((node) => node.name).filter((name) => !loose.has(name)));
    const places = Object.entries(arrange(this.scene, unplaced));
    const top = others === null ? 0 : others.y + others.height + GAP - places.reduce((least, [, [, y]]) => Math.min(least, y), Infinity);
    this.change({ nodes: places.map(([name, [x, y]]) => ({ ...this.node(name), x: within(x + (others?.x ?? 0)), y: within(y + top) })) });
  }

  /** Works out again whether nodes need a gradient and what they lack, and so on down from those that changed. */
  private settle(names: Iterable<string>): void {
    const waiting = new Set(names);
    for (const name of waiting) {
      waiting.delete(name);
      const node = this.nodes.get(name);
      if (node === undefined || node.op === "leaf") continue;
      const lacks: string[] = [];
      let requires_grad = false;
      for (const port of this.ports(node)) {
        const source = this.nodes.get(this.scene.source(name, port) ?? "");
        if (source === undefined && node.constants[port] === undefined) lacks.push(noInput(port));
        else if (source !== undefined && source.lacks.length > 0) lacks.push(`input ${shown(source.name)} cannot be computed`);
        requires_grad ||= source?.requires_grad ?? false;
      }
      if (requires_grad === node.requires_grad && same(lacks, node.lacks)) continue;
      this.change({ nodes: [{ ...node, requires_grad, lacks, shape: lacks.length > 0 ? null : node.shape }] });
      for (const target of this.targets(name)) waiting.add(target);
    }
  }

  private node(name: string): Known {
    const node = this.nodes.get(name);
    if (node === undefined) throw new Mistake(`there is no node ${quoted(name)}`, { node: name });
    return node;
  }

  private leaf(name: string): Known {
    const node = this.node(name);
    if (node.op !== "leaf") throw new Mistake(`${shown(name)} is computed by ${node.op}; only a leaf's value and requires_grad can be set`, { node: name });
    return node;
  }

  private op(name: string): Known {
    const node = this.node(name);
    if (node.op === "leaf") throw new Mistake(`${shown(name)} is a leaf; it has neither ports nor attributes`, { node: name });
    return node;
  }

  ports(node: Known): readonly string[] {
    return node.op === "leaf" ? [] : (findOp(this.ops(), node.op)?.ports ?? []);
  }

  private targets(name: string): string[] {
    return this.scene.outEdges(name).map((edge) => edge.target);
  }

  private get rooted(): Rooted {
    return this.papers.root ?? this.present;
  }

  /** Holds nothing yet. */
  private blank(): Image {
    return { nodes: new Map(), edges: new Map(), values: new Map(), papers: this.papers };
  }

  /** Puts a patch in, and notes how everything in it stood. */
  private change(patch: ScenePatch): void {
    const { nodes, edges } = this.journal;
    for (const name of [...(patch.removed_nodes ?? []), ...(patch.nodes ?? []).map((node) => node.name)]) {
      if (!nodes.has(name)) nodes.set(name, this.nodes.get(name) ?? null);
    }
    for (const [target, port] of [...(patch.removed_edges ?? []), ...(patch.edges ?? []).map((edge): [string, string] => [edge.target, edge.port])]) {
      const key = edgeKey(target, port);
      if (!edges.has(key)) edges.set(key, { source: this.scene.source(target, port), target, port });
    }
    this.put(patch);
  }

  private put(patch: ScenePatch): void {
    this.scene.apply(patch);
    for (const name of patch.removed_nodes ?? []) this.nodes.delete(name);
    for (const node of (patch.nodes ?? []) as Known[]) {
      this.nodes.set(node.name, node);
      this.newest = Math.max(this.newest, node.serial);
    }
  }

  private setTyped(name: string, value: Stored | undefined): void {
    if (!this.journal.values.has(name)) this.journal.values.set(name, this.typed.get(name));
    this.putTyped(name, value);
  }

  private putTyped(name: string, value: Stored | undefined): void {
    if (value === undefined) this.typed.delete(name);
    else this.typed.set(name, value);
  }

  private setPapers(papers: Partial<Papers>): void {
    this.papers = { ...this.papers, ...papers };
  }

  /** How everything in an image stands now. */
  now(image: Image): Image {
    const { nodes, edges, values, papers } = this.blank();
    for (const name of image.nodes.keys()) nodes.set(name, this.nodes.get(name) ?? null);
    for (const [key, { target, port }] of image.edges) edges.set(key, { source: this.scene.source(target, port), target, port });
    for (const name of image.values.keys()) values.set(name, this.typed.get(name));
    return { nodes, edges, values, papers };
  }

  /** Puts everything in an image back as it was. */
  restore(image: Image): void {
    const patch = { nodes: [] as Known[], edges: [] as EdgeView[], removed_nodes: [] as string[], removed_edges: [] as [string, string][] };
    for (const [name, node] of image.nodes) {
      if (node === null) patch.removed_nodes.push(name);
      else patch.nodes.push(node);
    }
    for (const { source, target, port } of image.edges.values()) {
      if (source === null) patch.removed_edges.push([target, port]);
      else patch.edges.push({ source, target, port });
    }
    this.put(patch);
    for (const [name, value] of image.values) this.putTyped(name, value);
    this.papers = image.papers;
  }

  /** Is it so already? Never true of what the server counts as a step: an undo is meant for a step by its number. */
  changesNothing(command: Single): boolean {
    if (command.type === "remove") return command.names.length === 0;
    if (command.type === "rename") return command.old === command.new;
    const standing = this.standing(command);
    return standing !== undefined && same(standing, given(command));
  }

  /** How what a command sets stands, in the form of `given`; undefined where it sets nothing, or where that is not known here. */
  standing(command: Command): unknown {
    if (command.type === "set_title") return this.papers.title ?? undefined;
    if (command.type === "set_value") return listed(this.typed.get(command.name));
    if (command.type === "move") return Object.keys(command.positions).flatMap((name) => [name, this.nodes.get(name)?.x, this.nodes.get(name)?.y]);
    const node = "name" in command ? this.nodes.get(command.name ?? "") : undefined;
    if (node === undefined) return undefined;
    if (command.type === "set_requires_grad") return node.requires_grad;
    // A port or an attribute that there is not may be called as every object's own things are.
    if (command.type === "set_constant") return listed(Object.hasOwn(node.constants, command.port) ? node.constants[command.port] : null);
    if (command.type !== "set_attribute") return undefined;
    const attribute = findOp(this.ops(), node.op)?.attributes?.find((each) => each.name === command.attribute);
    return Object.hasOwn(node.attributes, command.attribute) ? node.attributes[command.attribute] : attribute?.default;
  }
}

export function occupied(edge: SceneEdge): string {
  return `port ${edge.port} of ${shown(edge.target)} already has an input, ${shown(edge.source)}`;
}

function within(at: number): number {
  return Math.max(-FARTHEST, Math.min(FARTHEST, at));
}

function listed(value: Stored | null | undefined): Stored | null | undefined {
  return Array.isArray(value) && value.flat().length > MOST_LISTED ? undefined : value;
}

/** What a command sets something to. */
export function given(command: Command): unknown {
  if (command.type === "set_title") return command.title;
  if (command.type === "set_requires_grad") return command.requires_grad;
  if (command.type === "move") return Object.entries(command.positions).flatMap(([name, place]) => [name, ...place]);
  return "value" in command ? (command.value ?? null) : null;
}

/** Are two texts, numbers or lists the same? Objects are not looked into. */
export function same(one: unknown, other: unknown): boolean {
  if (!Array.isArray(one) || !Array.isArray(other)) return Object.is(one, other) && (typeof one !== "object" || one === null);
  return one.length === other.length && one.every((each, i) => same(each, other[i]));
}
