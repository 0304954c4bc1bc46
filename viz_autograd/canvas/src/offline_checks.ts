// What a command or a file may say of a node, checked where there is no server: its rules, in its words.
import { type Attributes, isSetting, problemOf, sameSetting, type Setting } from "./attributes";
import type { Binary, NodeView, OpView, Value } from "./protocol";
import { findOp, type OpTable } from "./scene";

export type { Attributes };
export type Constants = Record<string, Value | Binary>;
/** A node with everything that is told of it. */
export type Known = Required<NodeView>;

/** Why something cannot be done, and where: a node, its port, or a place within a value (`[1][0]`, `.shape`) or a node (`.x`). */
export class Mistake extends Error {
  constructor(
    message: string,
    readonly where: { readonly node?: string; readonly port?: string; readonly place?: string } = {},
  ) {
    super(message);
  }
}

export const MOST_NODES = 100_000;
const MOST_ELEMENTS = 1_000_000;
export const FARTHEST = 1e7;
const LONGEST_NAME = 100;
const LONGEST_TITLE = 200;

/** Control characters, halves of surrogate pairs, line and paragraph separators. */
const FORBIDDEN = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}]/u;
const PADDED = /^[\p{Z}\t-\r\x1c-\x1f\x85]|[\p{Z}\t-\r\x1c-\x1f\x85]$/u;
const UNSEEN = /^[\p{Cf}\p{Zs}\p{Mn}\u115f\u1160\u3164\uffa0\u2800]*$/u;
const NOT_SHOWN = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;
const BLANK = /^[\p{Z}\t-\r\x1c-\x1f\x85]*$/u;

/** A name as a message tells it: not too long, what cannot be seen in it replaced. */
export function shown(name: string, most = 80): string {
  const letters = [...name.slice(0, 2 * most + 2)];
  return (letters.length > most ? `${letters.slice(0, most - 1).join("")}…` : name).replace(NOT_SHOWN, "�");
}

export function quoted(name: string): string {
  const text = shown(name).replaceAll("\\", "\\\\");
  return text.includes("'") && !text.includes('"') ? `"${text}"` : `'${text.replaceAll("'", "\\'")}'`;
}

export function counted(n: number): string {
  return n.toLocaleString("en-US");
}

export function isRecord(data: unknown): data is Record<string, unknown> {
  return typeof data === "object" && data !== null && !Array.isArray(data);
}

export function checkName(name: string): void {
  const length = [...name].length;
  if (length === 0) throw new Mistake("a name cannot be empty");
  if (length > LONGEST_NAME) throw new Mistake(`a name has at most ${LONGEST_NAME} characters, this one has ${length}`);
  if (PADDED.test(name)) throw new Mistake("a name cannot begin or end with a space");
  const bad = FORBIDDEN.exec(name)?.[0];
  if (bad !== undefined) {
    const kind = /\p{Cs}/u.test(bad) ? "half of a surrogate pair," : "the control character";
    throw new Mistake(`a name cannot hold ${kind} U+${bad.charCodeAt(0).toString(16).toUpperCase().padStart(4, "0")}`);
  }
  if (UNSEEN.test(name)) throw new Mistake("a name needs a character that can be seen");
}

export function checkTitle(title: string): void {
  if (BLANK.test(title)) throw new Mistake("a title needs at least one character");
  const length = [...title].length;
  if (length > LONGEST_TITLE) throw new Mistake(`a title has at most ${LONGEST_TITLE} characters; this one has ${counted(length)}`);
  if (FORBIDDEN.test(title)) throw new Mistake(`a title cannot hold control characters: ${quoted(title)}`);
}

export function checkPosition(node: string, x: number, y: number): void {
  for (const [axis, at] of [["x", x], ["y", y]] as const) {
    if (Math.abs(at) <= FARTHEST) continue;
    throw new Mistake(`${axis} = ${at} is no place on the canvas: it reaches from −10,000,000 to 10,000,000`, { node, place: `.${axis}` });
  }
}

/** The shape of a value from anywhere. */
export function shapeOf(value: unknown): number[] {
  if (isRecord(value)) return binaryShape(value);
  if (!Array.isArray(value)) {
    if (!isNumber(value)) throw noNumber(value, "");
    return [];
  }
  const first: unknown = value[0];
  if (value.length === 0) throw new Mistake("a value cannot be empty");
  if (!Array.isArray(first)) {
    checkCount([value.length]);
    checkRow(value, "");
    return [value.length];
  }
  checkCount([value.length, first.length]);
  value.forEach((row: unknown, i) => {
    const place = `[${i}]`;
    if (!Array.isArray(row)) throw new Mistake(`every row is a list of numbers; found ${kindOf(row)} at ${place}`, { place });
    if (row.length !== first.length) throw new Mistake(`rows differ in length: ${first.length} at [0], ${row.length} at ${place}`, { place });
    if (row.length === 0) throw new Mistake(`a row cannot be empty at ${place}`, { place });
    checkRow(row, place);
  });
  return [value.length, first.length];
}

function checkRow(row: readonly unknown[], place: string): void {
  const wrong = row.findIndex((each) => !isNumber(each));
  if (wrong >= 0) throw noNumber(row[wrong], `${place}[${wrong}]`);
}

function isNumber(data: unknown): boolean {
  return (typeof data === "number" && Number.isFinite(data)) || data === "nan" || data === "inf" || data === "-inf";
}

function noNumber(data: unknown, place: string): Mistake {
  if (typeof data === "number") return new Mistake('a number too large for float64; "inf" is infinity', { place });
  if (typeof data === "string") return new Mistake(`"${shown(data, 60)}" is no number; of texts only "nan", "inf" and "-inf" are`, { place });
  if (Array.isArray(data)) return new Mistake("lists are nested at most two deep: a vector, or the rows of a matrix", { place });
  return new Mistake(`a number is due here, not ${kindOf(data)}`, { place });
}

function checkCount(shape: readonly number[], place = ""): void {
  const count = shape.reduce((product, side) => product * side, 1);
  if (count <= MOST_ELEMENTS) return;
  throw new Mistake(`a node holds at most ${counted(MOST_ELEMENTS)} elements; ${shape.join(" × ")} makes ${counted(count)}`, { place });
}

function binaryShape({ shape, base64, ...others }: Record<string, unknown>): number[] {
  const other = Object.keys(others)[0];
  if (other !== undefined) throw new Mistake("there is no such field", { place: `.${shown(other, 60)}` });
  if (!Array.isArray(shape) || shape.length > 8 || !shape.every((side) => Number.isInteger(side) && side >= 1)) {
    throw new Mistake("a shape is at most 8 whole numbers, each at least 1", { place: ".shape" });
  }
  checkCount(shape, ".shape");
  if (typeof base64 !== "string" || base64.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(base64)) {
    throw new Mistake("this is no base64", { place: ".base64" });
  }
  const bytes = (base64.length / 4) * 3 - (/=*$/.exec(base64.slice(-2))?.[0].length ?? 0);
  const due = 8 * shape.reduce((product: number, side: number) => product * side, 1);
  if (bytes === due) return [...shape];
  const needs = `${counted(due / 8)} float64 numbers, which are ${counted(due)} bytes`;
  throw new Mistake(`${counted(bytes)} bytes, but the shape needs ${needs}`, { place: ".base64" });
}

/** What stands in a file, in the words that its messages have for it. */
export function kindOf(data: unknown): string {
  if (data === null) return "null";
  if (Array.isArray(data)) return "a list";
  const kinds: Record<string, string> = { string: "a text", number: "a number", boolean: "true or false", object: "an object" };
  return kinds[typeof data] ?? "nothing";
}

export function knownOp(ops: OpTable, name: string): OpView {
  const op = findOp(ops, name);
  if (op === undefined) throw new Mistake(`there is no op ${quoted(name)}; there are ${ops.map((each) => each.name).join(", ")}`);
  return op;
}

export function checkPort(node: string, ports: readonly string[], port: string): void {
  if (ports.includes(port)) return;
  const has = ports.length > 0 ? `it has ${ports.join(", ")}` : "it is a leaf and takes no input";
  throw new Mistake(`${shown(node)} has no port ${quoted(port)}; ${has}`, { node });
}

/** The attributes with one set; those that equal the op's defaults are left out. */
export function withAttribute(op: OpView, node: string, attributes: Attributes, name: string, value: unknown): Attributes {
  const there = op.attributes ?? [];
  const attribute = there.find((each) => each.name === name);
  if (attribute === undefined) {
    throw new Mistake(`${op.name} has no attribute ${quoted(name)} (it has ${there.map((each) => each.name).join(", ") || "none"})`, { node });
  }
  const { [name]: _, ...others } = attributes;
  const setting = isSetting(value) ? value : null;
  const problem = problemOf(attribute, setting);
  if (problem !== null) throw new Mistake(problem, { node });
  return sameSetting(setting, attribute.default as Setting) ? others : { ...others, [name]: setting };
}

/** The shape of a value that is meant for a node, or for one of its ports. */
export function shapeFor(node: string, value: unknown, port?: string): number[] {
  try {
    return shapeOf(value);
  } catch (mistake) {
    if (mistake instanceof Mistake) throw new Mistake(mistake.message, { node, port, place: mistake.where.place });
    throw mistake;
  }
}

/** A new op node as it is before anything is joined to it. */
export function opNode(op: OpView, name: string, serial: number, x: number, y: number, attributes: Attributes, constants: Constants): Known {
  const lacks = op.ports.filter((port) => constants[port] === undefined).map(noInput);
  return { name, op: op.name, serial, x, y, shape: null, requires_grad: false, constants, attributes, lacks };
}

export function leafNode(name: string, serial: number, x: number, y: number, shape: number[], requires_grad: boolean): Known {
  return { name, op: "leaf", serial, x, y, shape, requires_grad, constants: {}, attributes: {}, lacks: [] };
}

export function noInput(port: string): string {
  return `port ${port} has no input`;
}
