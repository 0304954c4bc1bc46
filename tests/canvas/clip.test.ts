import { expect, test } from "vitest";
import { binary, clipOf, type Copied } from "../../viz_autograd/canvas/src/clip";
import { allOf } from "../../viz_autograd/canvas/src/clipboard";
import type { Piece } from "../../viz_autograd/canvas/src/protocol";

const LEAF: Copied = { name: "a", op: "leaf", x: 0, y: 0, width: 128, height: 56, attributes: {}, constants: {}, value: [1, "nan"], requires_grad: true };
const GATE: Copied = { ...LEAF, name: "b", op: "sum", value: null, attributes: { dim: null }, constants: { a: 2 } };
const EDGE = { source: "a", target: "b", port: "a" };

test("what was copied is read back", () => {
  const clip = { nodes: [LEAF, GATE], edges: [EDGE] };
  expect(clipOf(JSON.stringify(clip))).toEqual(clip);
});

test("what is not a copy is none", () => {
  const wrong: unknown[] = [
    null, 4, [], {}, { nodes: [], edges: [] }, { nodes: [LEAF], edges: {} }, { nodes: [LEAF, LEAF], edges: [] }, { nodes: [LEAF], edges: [EDGE] },
    { nodes: [{ ...LEAF, x: null }], edges: [] }, { nodes: [{ ...LEAF, value: null }], edges: [] }, { nodes: [{ ...LEAF, value: [[[1]]] }], edges: [] },
    { nodes: [{ ...GATE, constants: null }], edges: [] }, { nodes: [{ ...GATE, attributes: { dim: {} } }], edges: [] }, { nodes: [{ ...LEAF, name: 7 }], edges: [] },
  ];
  for (const data of wrong) expect(clipOf(JSON.stringify(data)), JSON.stringify(data)).toBeNull();
  expect(clipOf("{")).toBeNull();
});

test("an array travels as little-endian bytes", () => {
  const { shape, base64 } = binary([1, -0, NaN], [3]);
  const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
  const view = new DataView(bytes.buffer);
  expect(shape).toEqual([3]);
  expect([0, 8, 16].map((at) => view.getFloat64(at, true))).toEqual([1, -0, NaN]);
});

test("a large array is asked for in pieces", async () => {
  const asked: [number, number][] = [];
  const ask = (offset: number, limit: number): Promise<Piece> => {
    asked.push([offset, limit]);
    return Promise.resolve({ type: "piece", ack: 0, shape: [25_000], offset, elements: Array.from({ length: limit }, (_, i) => (offset + i === 3 ? "-inf" : offset + i)) });
  };
  const all = await allOf(ask, 25_000);
  expect(asked).toEqual([[0, 10_000], [10_000, 10_000], [20_000, 5_000]]);
  expect([all[3], all[24_999]]).toEqual([-Infinity, 24_999]);
});
