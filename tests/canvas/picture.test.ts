import { expect, test } from "vitest";
import { HEIGHT, placed, WIDTH } from "../../viz_autograd/canvas/src/picture";

const corner = (bounds: { x: number; y: number; width: number; height: number }, fx: number, fy: number): [number, number] => {
  const { scale, x, y } = placed(bounds);
  return [x + scale * (bounds.x + fx * bounds.width), y + scale * (bounds.y + fy * bounds.height)];
};

test.each([
  { x: -5_000, y: 20, width: 12_000, height: 90 },
  { x: 0, y: -300, width: 40, height: 9_000 },
  { x: 3, y: 4, width: 900, height: 500 },
  { x: 0, y: 0, width: 0, height: 0 },
])("all of $width × $height is in the picture, in its middle", (bounds) => {
  const [left, top] = corner(bounds, 0, 0);
  const [right, bottom] = corner(bounds, 1, 1);
  expect(Math.min(left, top)).toBeGreaterThanOrEqual(12 - 1e-6);
  expect(right).toBeLessThanOrEqual(WIDTH - 12 + 1e-6);
  expect(bottom).toBeLessThanOrEqual(HEIGHT - 12 + 1e-6);
  const [x, y] = corner(bounds, 0.5, 0.5);
  expect(x).toBeCloseTo(WIDTH / 2);
  expect(y).toBeCloseTo(HEIGHT / 2);
});

test("a small circuit is not made larger", () => {
  expect(placed({ x: 0, y: 0, width: 60, height: 50 }).scale).toBe(1);
});
