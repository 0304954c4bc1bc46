import { expect, test } from "vitest";
import { float64, int32, uint8 } from "../../viz_autograd/canvas/src/decode";

const numbers = new Float64Array([1.5, -0, NaN]);

test("columns come as typed arrays, as subclasses of them, as bytes and as base64", () => {
  class Shaped extends Float64Array {}
  const bytes = new Uint8Array(numbers.buffer);
  const base64 = btoa(String.fromCharCode(...bytes));
  for (const sent of [numbers, Shaped.from(numbers), numbers.buffer, bytes, new DataView(numbers.buffer), [...numbers], { array: { buffer: base64 } }]) {
    const got = float64(sent, "block");
    expect([...got]).toEqual([...numbers]);
    expect(got.subarray(1, 2).length).toBe(1);
  }
});

test("whole numbers of other widths are narrowed", () => {
  expect([...int32(new BigInt64Array([3n, -1n]), "node")]).toEqual([3, -1]);
  expect([...uint8([0, 3], "kind")]).toEqual([0, 3]);
});

test("anything else is refused by name", () => {
  expect(() => float64(undefined, "block")).toThrow(/block/);
});
