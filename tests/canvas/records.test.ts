// What the browser's store holds may have been written by anyone, or half of it.
import { expect, test } from "vitest";
import type { DocumentRecord } from "../../viz_autograd/canvas/src/documents";
import { abandoned, baseFrom, editFrom, recordFrom } from "../../viz_autograd/canvas/src/records";

const WHOLE: DocumentRecord = {
  id: "d", title: "four weights", changed: 1, opened: 2, edits: 3, saved: 0, nodes: 12, picture: "data:image/webp;base64,UklGRg==",
  moment: { t: 4, view: { x: 1, y: -2, zoom: 0.5 } }, origin: { circuit: "four-weights" }, file: { path: "/a", digest: "x" },
};
const { moment: _, ...WITHOUT_MOMENT } = WHOLE;

test("a whole record is as it was", () => {
  expect(recordFrom(WHOLE)).toEqual({ record: WHOLE, damaged: [] });
  const empty = { ...WHOLE, picture: null, moment: { t: null, view: null }, origin: {}, file: null };
  expect(recordFrom(empty)).toEqual({ record: empty, damaged: [] });
});

test.each<[string, unknown, string, Partial<DocumentRecord>]>([
  ["a title that is an object", { ...WHOLE, title: { a: 1 } }, "its title", { title: "" }],
  ["a time that is none", { ...WHOLE, opened: NaN }, "its dates", { opened: 0 }],
  ["a time that no date can hold", { ...WHOLE, opened: 1e300 }, "its dates", { opened: 0 }],
  ["a count that is a text", { ...WHOLE, edits: "many" }, "the number of its edits", { edits: 1 }],
  ["nodes that are an object", { ...WHOLE, nodes: {} }, "the number of its nodes", { nodes: 0 }],
  ["a picture elsewhere", { ...WHOLE, picture: "http://example.com/x.png" }, "its picture", { picture: null }],
  ["a picture that is a script", { ...WHOLE, picture: "javascript:alert(1)" }, "its picture", { picture: null }],
  ["a picture that holds others", { ...WHOLE, picture: "data:image/svg+xml;base64,PHN2Zz4=" }, "its picture", { picture: null }],
  ["no moment", WITHOUT_MOMENT, "where it was left", { moment: { t: null, view: null } }],
  ["a zoom below nothing", { ...WHOLE, moment: { t: 4, view: { x: 0, y: 0, zoom: -5 } } }, "where it was left", { moment: { t: 4, view: null } }],
  ["a zoom that is no number", { ...WHOLE, moment: { t: NaN, view: { x: 0, y: 0, zoom: NaN } } }, "where it was left", { moment: { t: null, view: null } }],
  ["an origin that is a number", { ...WHOLE, origin: 5 }, "what it began as", { origin: {} }],
  ["a file that is a text", { ...WHOLE, file: "x" }, "its file", { file: null }],
])("of a record with %s the rest is kept", (_, data, said, instead) => {
  expect(recordFrom(data)).toEqual({ record: { ...WHOLE, ...instead }, damaged: [said] });
});

test.each([null, 5, "x", [], {}, { ...WHOLE, id: 5 }])("%j is no record", (data) => {
  expect(recordFrom(data)).toBeNull();
});

test("a packed document is bytes and a number", () => {
  const state = new ArrayBuffer(1);
  expect(baseFrom(undefined)).toBeNull();
  expect(baseFrom({ id: "d", state, edits: 2 })).toEqual({ state, edits: 2 });
  for (const data of [null, { edits: 2 }, { state: "x", edits: 2 }, { state, edits: "2" }, { state, edits: 1e300 }]) expect(baseFrom(data)).toBe("damaged");
});

const EDIT = { type: "apply", edit: 2, gesture: null, command: { type: "move", positions: Object.fromEntries([["__proto__", [1, 2]]]) } };

/** Lists within each other. */
function deep(levels: number): unknown {
  let data: unknown = 1;
  for (let i = 0; i < levels; i++) data = [data];
  return data;
}

const CYCLE: Record<string, unknown> = { type: "batch" };
CYCLE["commands"] = [CYCLE, CYCLE];

test("an edit is as it was", () => {
  expect(editFrom({ id: "d", number: 2, edit: EDIT })).toBe(EDIT);
});

test.each<[string, unknown]>([
  ["nothing", null],
  ["no edit", { number: 2 }],
  ["an edit that is null", { number: 2, edit: null }],
  ["an edit without a number", { number: 2, edit: { ...EDIT, edit: undefined } }],
  ["an edit with another number", { number: 3, edit: EDIT }],
  ["a date", { number: 2, edit: { ...EDIT, command: new Date() } }],
  ["a map", { number: 2, edit: { ...EDIT, command: new Map() } }],
  ["a bigint", { number: 2, edit: { ...EDIT, command: 10n } }],
  ["a cycle", { number: 2, edit: { ...EDIT, command: CYCLE } }],
  ["1,500 lists within each other", { number: 2, edit: { ...EDIT, command: deep(1_500) } }],
])("%s is no edit", (_, data) => {
  expect(editFrom(data)).toBeNull();
});

test("of what was never edited the newest eight are kept", () => {
  const records = Array.from({ length: 20 }, (_, i): DocumentRecord => ({ ...WHOLE, id: `${i}`, edits: i % 2 }));
  expect(abandoned(records).map(({ id }) => id)).toEqual(["16", "18"]);
  expect(abandoned(records.slice(0, 16))).toEqual([]);
});
