// What the browser's store holds, checked as it is read: others may have written it, or half of it. What is damaged is left out, and named.
import type { Origin } from "./connection";
import type { DocumentRecord } from "./documents";
import type { Base, Numbered } from "./outbox";
import type { View } from "./protocol";
import { LEAST_ZOOM, MOST_ZOOM } from "./viewport";

type Fields = Readonly<Record<string, unknown>>;

/** Only these are pictures that this page made; an address would be asked for. */
const PICTURE = /^data:image\/(?:webp|png);base64,[A-Za-z0-9+/]+={0,2}$/;
/** The latest moment that a Date can hold. */
const LATEST = 8.64e15;
/** As deep as the server reads; and so many parts no edit has, while what holds itself has no end of them. */
const DEEPEST = 200;
const MOST_PARTS = 10_000_000;

export interface Checked {
  readonly record: DocumentRecord;
  /** In words, what of it was left out. */
  readonly damaged: readonly string[];
}

function isFields(data: unknown): data is Fields {
  return typeof data === "object" && data !== null && !Array.isArray(data);
}

function isText(data: unknown): data is string {
  return typeof data === "string";
}

function isCount(data: unknown): data is number {
  return Number.isSafeInteger(data) && (data as number) >= 0;
}

function isMoment(data: unknown): data is number {
  return typeof data === "number" && Math.abs(data) <= LATEST;
}

function isView(data: unknown): data is View {
  if (!isFields(data)) return false;
  const { x, y, zoom } = data;
  return Number.isFinite(x) && Number.isFinite(y) && typeof zoom === "number" && zoom >= LEAST_ZOOM && zoom <= MOST_ZOOM;
}

function isOrigin(data: unknown): data is Origin {
  if (!isFields(data)) return false;
  const { circuit, name, text } = data;
  return (circuit == null || isText(circuit)) && (name === undefined || isText(name)) && (text === undefined || isText(text));
}

function isFile(data: unknown): data is NonNullable<DocumentRecord["file"]> {
  return isFields(data) && isText(data["path"]) && isText(data["digest"]);
}

/** What a record says; null where it is none. */
export function recordFrom(data: unknown): Checked | null {
  if (!isFields(data) || !isText(data["id"]) || data["id"] === "") return null;
  const damaged: string[] = [];
  const take = <T>(part: unknown, fits: (part: unknown) => part is T, otherwise: T, called: string): T => {
    if (fits(part)) return part;
    if (!damaged.includes(called)) damaged.push(called);
    return otherwise;
  };
  const orNull = <T>(fits: (part: unknown) => part is T) => (part: unknown): part is T | null => part === null || fits(part);
  const moment = isFields(data["moment"]) ? data["moment"] : {};
  const record: DocumentRecord = {
    id: data["id"],
    title: take(data["title"], isText, "", "its title"),
    changed: take(data["changed"], isMoment, 0, "its dates"),
    opened: take(data["opened"], isMoment, 0, "its dates"),
    // What counts no edits would not be listed.
    edits: take(data["edits"], isCount, 1, "the number of its edits"),
    saved: take(data["saved"], isCount, 0, "the number of its edits"),
    nodes: take(data["nodes"], isCount, 0, "the number of its nodes"),
    picture: take(data["picture"], orNull((part): part is string => isText(part) && PICTURE.test(part)), null, "its picture"),
    moment: {
      t: take(moment["t"], orNull((part): part is number => typeof part === "number" && part >= 0 && part < Infinity), null, "where it was left"),
      view: take(moment["view"], orNull(isView), null, "where it was left"),
    },
    origin: take(data["origin"], isOrigin, {}, "what it began as"),
    file: take(data["file"], orNull(isFile), null, "its file"),
  };
  return { record, damaged };
}

/** Of documents that were never edited, which Open does not list, so many are kept, for a reload and the way back to them. */
const MOST_UNEDITED = 8;

/** Those that need not be kept any longer; the newest come first. */
export function abandoned(records: readonly DocumentRecord[]): DocumentRecord[] {
  return records.filter((record) => record.edits === 0).slice(MOST_UNEDITED);
}

/** The packed document; null where there is none, and "damaged" where it is no such thing. */
export function baseFrom(data: unknown): Base | null | "damaged" {
  if (data === undefined) return null;
  if (!isFields(data)) return "damaged";
  const { state, edits } = data;
  return state instanceof ArrayBuffer && isCount(edits) ? { state, edits } : "damaged";
}

/** One edit of the log, kept under a number; null where it is none. What it does is the server's to judge. */
export function editFrom(data: unknown): Numbered | null {
  if (!isFields(data)) return null;
  const { number, edit } = data;
  if (!isCount(number) || number === 0 || !isFields(edit) || edit["edit"] !== number || !isText(edit["type"]) || !isPlain(edit)) return null;
  return edit as unknown as Numbered;
}

/** Texts, numbers, lists and objects, no deeper than the server reads: what a message can hold. */
export function isPlain(data: unknown): boolean {
  let parts = 0;
  let level: unknown[] = [data];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > DEEPEST) return false;
    const inner: unknown[] = [];
    for (const part of level) {
      if (typeof part === "object" && part !== null) {
        if (!Array.isArray(part) && !isObject(part)) return false;
        for (const each of Array.isArray(part) ? (part as unknown[]) : Object.values(part)) inner.push(each);
      } else if (typeof part === "bigint" || typeof part === "symbol" || typeof part === "function") return false;
    }
    parts += inner.length;
    if (parts > MOST_PARTS) return false;
    level = inner;
  }
  return true;
}

/** No date, map, bytes or whatever else can be stored. */
function isObject(data: object): boolean {
  return Object.prototype.toString.call(data) === "[object Object]";
}
