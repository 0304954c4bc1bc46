// An op's attributes: which settings fit one, how one is typed, and how Python writes it.
import { formatNumber } from "./format";
import type { AttributeView } from "./protocol";

export type Setting = boolean | number | string | number[] | null;
export type Attributes = Record<string, Setting>;

const LARGEST_DIM = 2 ** 63;
const MOST = 64;
const WHOLE = /^[-−]?\d{1,15}$/;
const WORDS = new Set(["inf", "-inf", "nan"]);

/** What fits each kind, and how a message says it: as the server has it. */
const KINDS: Record<string, readonly [(value: Setting) => boolean, string]> = {
  bool: [(value) => typeof value === "boolean", "True or False"],
  dim: [(value) => value === null || isWhole(value), "None or a whole number"],
  dims: [(value) => value === null || isWhole(value) || areWhole(value), "None, a whole number or several of them"],
  shape: [(value) => isWhole(value) || areWhole(value), "whole numbers"],
  int: [isWhole, "a whole number"],
  "optional int": [(value) => value === null || isWhole(value), "None or a whole number"],
  float: [isReal, "a number"],
  "optional float": [(value) => value === null || isReal(value), "None or a number"],
  choice: [() => true, "one of its choices"],
  text: [(value) => typeof value === "string", "text"],
};

function isWhole(value: Setting): boolean {
  return typeof value === "number" && Number.isInteger(value);
}

function areWhole(value: Setting): boolean {
  return Array.isArray(value) && value.every((each) => Number.isInteger(each));
}

function isReal(value: Setting): boolean {
  return typeof value === "number" || (typeof value === "string" && WORDS.has(value));
}

/** Whether data can be a setting at all. */
export function isSetting(data: unknown): data is Setting {
  if (data === null || typeof data === "boolean" || typeof data === "number" || typeof data === "string") return true;
  return Array.isArray(data) && data.length <= MOST && data.every((each) => typeof each === "number");
}

export function sameSetting(one: Setting | undefined, other: Setting | undefined): boolean {
  if (Array.isArray(one) && Array.isArray(other)) return one.length === other.length && one.every((each, at) => each === other[at]);
  return one === other;
}

/** Why a setting does not fit, in the server's words; null when it does. */
export function problemOf(attribute: AttributeView, value: Setting): string | null {
  const { name } = attribute;
  if (Array.isArray(value) && value.length > MOST) return `${name} has at most ${MOST} numbers`;
  if (typeof value === "number" && Math.abs(value) >= LARGEST_DIM && attribute.kind.startsWith("dim")) return `${name} is too large a number for a dimension`;
  const [fits, wanted] = KINDS[attribute.kind] ?? [() => true, ""];
  if (!fits(value)) return `${name} must be ${wanted}, not ${written(value)}`;
  const choices = attribute.choices ?? [];
  if (choices.length > 0 && !choices.includes(value as never)) return `${name} must be one of ${choices.map(written).join(", ")}, not ${written(value)}`;
  return null;
}

/** A setting as Python code has it. */
export function written(value: unknown): string {
  if (value === null || value === undefined) return "None";
  if (typeof value === "boolean") return value ? "True" : "False";
  if (typeof value === "number") return formatNumber(value);
  if (Array.isArray(value)) return value.length === 1 ? `(${written(value[0])},)` : `(${value.map(written).join(", ")})`;
  return typeof value === "string" && WORDS.has(value) ? `float("${value}")` : `'${String(value)}'`;
}

/** A setting as it stands in its field. */
export function typedText(value: Setting | undefined): string {
  if (value === null || value === undefined) return "";
  if (Array.isArray(value)) return value.map((each) => formatNumber(each)).join(", ");
  return typeof value === "number" ? formatNumber(value) : String(value);
}

/** What a field says that may be left empty. */
export function emptyText(attribute: AttributeView): string {
  if (attribute.kind.startsWith("dim")) return "all";
  return attribute.kind.startsWith("optional") ? "none" : "";
}

/** The setting that a text means, or why it means none. */
export function parsed(attribute: AttributeView, text: string): { readonly value: Setting } | { readonly problem: string } {
  const { name, kind } = attribute;
  const typed = text.trim().replaceAll("−", "-");
  if (typed === "" || typed === "None") {
    if (kind === "dim" || kind === "dims" || kind.startsWith("optional")) return { value: null };
    if (kind === "shape") return { value: [] };
    return { problem: `${name} cannot be left empty.` };
  }
  if (kind === "text") return { value: typed };
  if (kind === "float" || kind === "optional float") {
    const word = typed.toLowerCase().replace(/^\+/, "");
    if (WORDS.has(word)) return { value: word };
    const number = Number(typed);
    return Number.isFinite(number) ? { value: number } : { problem: `${name} is a number such as 0.5.` };
  }
  if (kind === "dim" || kind === "int" || kind === "optional int") {
    return WHOLE.test(typed) ? { value: Number(typed) } : { problem: `${name} is a whole number such as 0 or −1${kind === "int" ? "" : ", or nothing"}.` };
  }
  const parts = typed.replace(/^[[(]|[\])]$/g, "").split(/[\s,×]+/).filter((part) => part !== "");
  if (!parts.every((part) => WHOLE.test(part))) return { problem: `${name} is whole numbers such as 2, 3${kind === "dims" ? ", or nothing" : ""}.` };
  const numbers = parts.map(Number);
  return { value: kind === "dims" && numbers.length === 1 ? (numbers[0] ?? null) : numbers };
}
