// A circuit file read without a server: what is wrong in it is said with its place, as far as it can be seen without shapes.
import {
  checkName, checkPort, checkPosition, checkTitle, type Constants, counted, isRecord, type Known, kindOf, knownOp, leafNode, Mistake,
  MOST_NODES, opNode, quoted, shapeOf, shown, withAttribute,
} from "./offline_checks";
import { told, way } from "./offline_cycles";
import type { Binary, EdgeView, Value } from "./protocol";
import { edgeKey, type OpTable } from "./scene";

export interface Opened {
  readonly title: string;
  readonly root: string | null;
  /** In an order in which every edge points forward. */
  readonly nodes: readonly Known[];
  readonly edges: readonly EdgeView[];
  /** The leaves' values, by name. */
  readonly values: ReadonlyMap<string, Value | Binary>;
  /** The nodes that the file gives no place. */
  readonly unplaced: readonly string[];
}

const FORMAT = "viz-autograd";
const VERSION = 1;
const LARGEST = 32 * 2 ** 20;
const DEEPEST = 200;
const FARTHEST_PAN = 1e11;
const [LEAST_ZOOM, MOST_ZOOM] = [1e-4, 1e3];

/** The kinds that each field may be, none for one that is looked at later, and the fields that must be there. */
interface Fields {
  readonly kinds: Readonly<Record<string, readonly string[]>>;
  readonly due: readonly string[];
}

const TEXT = ["a text"];
const NUMBER = ["a number"];
const OBJECT = ["an object"];
const LIST = ["a list"];
const FILE: Fields = {
  kinds: { format: TEXT, version: NUMBER, nodes: LIST, edges: LIST, name: TEXT, root: [...TEXT, "null"], seed: [], view: [...OBJECT, "null"] },
  due: ["nodes", "edges"],
};
const NODE: Fields = {
  kinds: { name: TEXT, op: TEXT, value: [], requires_grad: ["true or false"], attributes: OBJECT, constants: OBJECT, x: NUMBER, y: NUMBER },
  due: ["name", "op"],
};
const EDGE: Fields = { kinds: { source: TEXT, target: TEXT, port: TEXT }, due: ["source", "target", "port"] };
const VIEW: Fields = { kinds: { x: NUMBER, y: NUMBER, zoom: NUMBER }, due: ["x", "y", "zoom"] };

interface FileNode {
  name: string;
  op: string;
  value?: unknown;
  requires_grad?: boolean;
  attributes?: Record<string, unknown>;
  constants?: Record<string, unknown>;
  x?: number;
  y?: number;
}

/** Reads a circuit file. `serials` number its nodes instead of 0, 1, 2 … Throws a Mistake, whose message begins with the place. */
export function readFile(text: string, ops: OpTable, serials: readonly number[] | null = null): Opened {
  if (serials === null && text.length > LARGEST) {
    throw new Mistake(`the file is too large: ${Math.ceil((10 * text.length) / 2 ** 20) / 10} MB; the limit is 32 MB`);
  }
  const data = parsed(text.startsWith("\ufeff") ? text.slice(1) : text);
  if (!isRecord(data)) throw new Mistake(`file: expected an object, found ${kindOf(data)}`);
  checkHeader(data);
  const file = fields<{ name?: string; nodes: unknown[]; edges: unknown[]; root?: string | null; seed?: unknown; view?: unknown }>(data, "", FILE);
  const title = file.name ?? "untitled";
  within("name", () => checkTitle(title));
  if (file.nodes.length > MOST_NODES) throw new Mistake(`nodes: ${counted(file.nodes.length)} nodes; a circuit holds at most ${counted(MOST_NODES)}`);
  if (serials !== null && (serials.length !== file.nodes.length || !serials.every((serial, i) => serial > (serials[i - 1] ?? -1)))) {
    throw new Mistake("serials: they must rise from 0 or more, one for each node");
  }
  const nodes = new Map<string, Known>();
  const values = new Map<string, Value | Binary>();
  const unplaced: string[] = [];
  file.nodes.forEach((entry, i) => {
    const place = `nodes[${i}]`;
    const node = fields<FileNode>(entry, place, NODE);
    within(`${place}.name`, () => checkName(node.name));
    if (nodes.has(node.name)) throw new Mistake(`${place}.name: there is already a node ${quoted(node.name)}`);
    nodes.set(node.name, nodeOf(node, serials?.[i] ?? i, place, ops));
    if (node.op === "leaf") values.set(node.name, node.value as Value | Binary);
    if (node.x === undefined) unplaced.push(node.name);
  });
  const edges = file.edges.map((entry, i) => fields<EdgeView>(entry, `edges[${i}]`, EDGE));
  checkEdges(nodes, edges, ops);
  if (file.root != null && !nodes.has(file.root)) throw new Mistake(`root: there is no node ${said(file.root)}`);
  if (file.seed != null) within("seed", () => shapeOf(file.seed));
  if (file.view != null) checkView(fields(file.view, "view", VIEW));
  const order = inOrder([...nodes.keys()], edges);
  return { title, root: file.root ?? null, nodes: order.map((name) => nodes.get(name)!), edges, values, unplaced };
}

function said(text: string): string {
  return `"${shown(text, 60)}"`;
}

function parsed(text: string): unknown {
  if (text.trim() === "") throw new Mistake("line 1, column 1: the file is empty");
  checkText(text);
  try {
    return JSON.parse(text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : "";
    const at = /position (\d+)/.exec(reason)?.[1];
    const place = at === undefined ? (/line \d+ column \d+/.exec(reason)?.[0].replace(" column", ", column") ?? "file") : position(text, Number(at));
    const cut = /end of/.test(reason) || Number(at) >= text.length;
    throw new Mistake(`${place}: ${cut ? "the file ends in the middle; it was cut off" : "this is not JSON"}`);
  }
}

function position(text: string, at: number): string {
  const lines = text.slice(0, at).split("\n");
  return `line ${lines.length}, column ${lines.at(-1)!.length + 1}`;
}

/** Looks at brackets and strings only: how deep they nest, before anything follows them down, and whether a key stands twice. */
function checkText(text: string): void {
  const open: (Set<string> | null)[] = [];
  let [from, to] = [0, 0];
  for (let i = 0; i < text.length; i++) {
    const letter = text[i];
    if (letter === '"') {
      [from, to] = [i, closing(text, i) + 1];
      if (to === 0) return;
      i = to - 1;
    } else if (letter === "{" || letter === "[") {
      if (open.length === DEEPEST) throw new Mistake(`${position(text, i)}: lists and objects nested more than ${DEEPEST} deep; a circuit needs 5`);
      open.push(letter === "{" ? new Set() : null);
    } else if (letter === "}" || letter === "]") open.pop();
    else if (letter === ":") {
      const key = unescaped(text.slice(from, to));
      if (open.at(-1)?.has(key)) throw new Mistake(`${said(key)} stands twice in the same place; take one of the two away`);
      open.at(-1)?.add(key);
    }
  }
}

/** Where a string ends; -1 where it does not. */
function closing(text: string, start: number): number {
  for (let end = text.indexOf('"', start + 1); end >= 0; end = text.indexOf('"', end + 1)) {
    let slashes = 0;
    while (text[end - 1 - slashes] === "\\") slashes++;
    if (slashes % 2 === 0) return end;
  }
  return -1;
}

function unescaped(key: string): string {
  try {
    return JSON.parse(key) as string;
  } catch {
    return key;
  }
}

function checkHeader({ format, version }: Record<string, unknown>): void {
  const found = (data: unknown): string => (data === undefined ? "nothing" : shown(JSON.stringify(data), 60));
  if (format !== FORMAT) throw new Mistake(`format: this is no circuit file: its format is ${found(format)}, not "${FORMAT}"`);
  if (Number.isInteger(version) && (version as number) > VERSION) {
    throw new Mistake(`version: the file is of version ${found(version)}, newer than this program, which reads up to ${VERSION}; update the program`);
  }
  if (version !== VERSION) throw new Mistake(`version: expected a whole number from 1 to ${VERSION}, found ${found(version)}`);
}

/** The fields of an object: every one known and of its kind. */
function fields<T>(data: unknown, place: string, { kinds, due }: Fields): T {
  if (!isRecord(data)) throw new Mistake(`${place}: expected an object, found ${kindOf(data)}`);
  const inside = (key: string): string => (place === "" ? key : `${place}.${key}`);
  for (const [key, value] of Object.entries(data)) {
    const kind = Object.hasOwn(kinds, key) ? kinds[key] : undefined;
    if (kind === undefined) throw new Mistake(`${inside(shown(key, 60))}: there is no such field`);
    if (kind.length > 0 && !kind.includes(kindOf(value))) throw new Mistake(`${inside(key)}: expected ${kind.join(" or ")}, found ${kindOf(value)}`);
  }
  for (const key of due) if (!Object.hasOwn(data, key)) throw new Mistake(`${inside(key)}: this field is missing`);
  return data as T;
}

/** Puts the place before what is wrong there. */
function within<T>(place: string, look: () => T): T {
  try {
    return look();
  } catch (mistake) {
    if (mistake instanceof Mistake) throw new Mistake(`${place}${mistake.where.place ?? ""}: ${mistake.message}`);
    throw mistake;
  }
}

function nodeOf(entry: FileNode, serial: number, place: string, ops: OpTable): Known {
  const { name, x = 0, y = 0 } = entry;
  const without = (keys: readonly (keyof FileNode)[], why: string): void => {
    for (const key of keys) if (entry[key] !== undefined) throw new Mistake(`${place}.${key}: ${why}`);
  };
  if ((entry.x === undefined) !== (entry.y === undefined)) throw new Mistake(`${place}: x and y go together; one of them is missing`);
  within(place, () => checkPosition(name, x, y));
  if (entry.op === "leaf") {
    without(["attributes", "constants"], "a leaf has none");
    if (entry.value === undefined) throw new Mistake(`${place}.value: this field is missing`);
    return leafNode(name, serial, x, y, within(`${place}.value`, () => shapeOf(entry.value)), entry.requires_grad ?? false);
  }
  const op = within(`${place}.op`, () => knownOp(ops, entry.op));
  without(["value", "requires_grad"], "only a leaf has one");
  let attributes = {};
  for (const [attribute, value] of Object.entries(entry.attributes ?? {})) {
    attributes = within(`${place}.attributes.${shown(attribute, 60)}`, () => withAttribute(op, name, attributes, attribute, value));
  }
  for (const [port, value] of Object.entries(entry.constants ?? {})) {
    within(`${place}.constants.${shown(port, 60)}`, () => {
      checkPort(name, op.ports, port);
      shapeOf(value);
    });
  }
  return opNode(op, name, serial, x, y, attributes, (entry.constants ?? {}) as Constants);
}

function checkEdges(nodes: ReadonlyMap<string, Known>, edges: readonly EdgeView[], ops: OpTable): void {
  const taken = new Map<string, string>();
  edges.forEach(({ source, target, port }, i) => {
    const place = `edges[${i}]`;
    for (const [end, name] of [["source", source], ["target", target]] as const) {
      if (!nodes.has(name)) throw new Mistake(`${place}.${end}: there is no node ${said(name)}`);
    }
    const node = nodes.get(target)!;
    within(`${place}.port`, () => checkPort(target, node.op === "leaf" ? [] : knownOp(ops, node.op).ports, port));
    if (node.constants[port] !== undefined) {
      throw new Mistake(`${place}.port: port ${port} of ${shown(target)} already holds a constant; take one of the two away`);
    }
    const other = taken.get(edgeKey(target, port));
    if (other !== undefined) throw new Mistake(`${place}.port: port ${port} of ${shown(target)} already has an input, ${shown(other)}`);
    taken.set(edgeKey(target, port), source);
  });
}

function checkView({ x, y, zoom }: { x: number; y: number; zoom: number }): void {
  if (![x, y, zoom].every(Number.isFinite)) throw new Mistake("view: x, y and zoom are finite numbers");
  if (!(zoom >= LEAST_ZOOM && zoom <= MOST_ZOOM)) throw new Mistake(`view: zoom = ${zoom} is not between ${LEAST_ZOOM} and ${MOST_ZOOM}`);
  if (Math.max(Math.abs(x), Math.abs(y)) > FARTHEST_PAN) throw new Mistake(`view: x and y reach from −${counted(FARTHEST_PAN)} to ${counted(FARTHEST_PAN)}`);
}

/** The names in an order in which every edge points forward. Where there is none, the first edge that closes a cycle is to blame. */
function inOrder(names: readonly string[], edges: readonly EdgeView[]): string[] {
  const order = sorted(names, edges);
  if (order.length === names.length) return order;
  let [low, high] = [0, edges.length - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted(names, edges.slice(0, middle + 1)).length < names.length) high = middle;
    else low = middle + 1;
  }
  const { source, target } = edges[low]!;
  const followers = new Map<string, string[]>(names.map((name) => [name, []]));
  for (const edge of edges.slice(0, low)) followers.get(edge.source)!.push(edge.target);
  const back = way(target, source, (name) => followers.get(name)!) ?? [];
  throw new Mistake(`edges[${low}]: ${told([source, ...back])}`);
}

/** The names that no cycle keeps back, in order. */
function sorted(names: readonly string[], edges: readonly EdgeView[]): string[] {
  const waitsFor = new Map(names.map((name) => [name, 0]));
  const followers = new Map<string, string[]>(names.map((name) => [name, []]));
  for (const { source, target } of edges) {
    waitsFor.set(target, waitsFor.get(target)! + 1);
    followers.get(source)!.push(target);
  }
  const order = names.filter((name) => waitsFor.get(name) === 0);
  for (const name of order) {
    for (const follower of followers.get(name)!) {
      const left = waitsFor.get(follower)! - 1;
      waitsFor.set(follower, left);
      if (left === 0) order.push(follower);
    }
  }
  return order;
}
