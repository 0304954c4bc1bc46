// What is copied, as data: read back from a store that others may have written, and with its arrays in a form that travels.
import { type Attributes, isSetting } from "./attributes";
import type { Value } from "./format";
import type { Binary, EdgeView } from "./protocol";

export interface Copied {
  readonly name: string;
  readonly op: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly attributes: Attributes;
  readonly constants: Record<string, Value | Binary>;
  readonly value: Value | Binary | null;
  readonly requires_grad: boolean;
}

export interface Clip {
  readonly nodes: readonly Copied[];
  readonly edges: readonly EdgeView[];
}

const CHUNK = 8192;

/** An array as a file has it: little-endian float64, base64. */
export function binary(elements: ArrayLike<number>, shape: readonly number[]): Binary {
  const view = new DataView(new ArrayBuffer(8 * elements.length));
  for (let i = 0; i < elements.length; i += 1) view.setFloat64(8 * i, elements[i] ?? NaN, true);
  const bytes = new Uint8Array(view.buffer);
  let letters = "";
  for (let at = 0; at < bytes.length; at += CHUNK) letters += String.fromCharCode(...bytes.subarray(at, at + CHUNK));
  return { shape: [...shape], base64: btoa(letters) };
}

function isRecord(data: unknown): data is Record<string, unknown> {
  return typeof data === "object" && data !== null && !Array.isArray(data);
}

function isText(data: unknown): data is string {
  return typeof data === "string" && data !== "";
}

function isPlace(data: unknown): data is number {
  return typeof data === "number" && Number.isFinite(data);
}

function isValue(data: unknown, depth = 0): data is Value {
  if (typeof data === "number" || data === "nan" || data === "inf" || data === "-inf") return true;
  return Array.isArray(data) && depth < 2 && data.every((each) => isValue(each, depth + 1));
}

function isStored(data: unknown): data is Value | Binary {
  if (isValue(data)) return true;
  return isRecord(data) && typeof data.base64 === "string" && Array.isArray(data.shape) && data.shape.every((side) => Number.isInteger(side));
}

function isCopied(data: unknown): data is Copied {
  if (!isRecord(data)) return false;
  const { name, op, x, y, width, height, attributes, constants, value, requires_grad } = data;
  return (
    isText(name) && isText(op) && [x, y, width, height].every(isPlace) && typeof requires_grad === "boolean" &&
    (value === null ? op !== "leaf" : isStored(value)) && isRecord(constants) && Object.values(constants).every(isStored) &&
    isRecord(attributes) && Object.values(attributes).every(isSetting)
  );
}

/** What a text says was copied, or null where it is none. What the nodes are is the server's to judge. */
export function clipOf(text: string): Clip | null {
  let clip: unknown;
  try {
    clip = JSON.parse(text);
  } catch {
    return null;
  }
  if (!isRecord(clip) || !Array.isArray(clip.nodes) || !Array.isArray(clip.edges)) return null;
  const { nodes, edges } = clip as { nodes: unknown[]; edges: unknown[] };
  if (nodes.length === 0 || !nodes.every(isCopied)) return null;
  const names = new Set(nodes.map((node) => node.name));
  if (names.size !== nodes.length) return null;
  const isEdge = (edge: unknown): edge is EdgeView =>
    isRecord(edge) && isText(edge.source) && isText(edge.target) && isText(edge.port) && names.has(edge.source) && names.has(edge.target);
  return edges.every(isEdge) ? { nodes, edges } : null;
}
