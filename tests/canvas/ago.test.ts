import { expect, test } from "vitest";
import { ago } from "../../viz_autograd/canvas/src/ago";

const NOW = new Date(2024, 4, 20, 15, 0, 0).getTime();
const at = (day: number, hour: number, minute = 0): number => new Date(2024, 4, day, hour, minute).getTime();

test.each([
  [NOW + 5_000, "just now"],
  [NOW - 59_000, "just now"],
  [at(20, 14, 59), "1 minute ago"],
  [at(20, 14, 1), "59 minutes ago"],
  [at(20, 14), "1 hour ago"],
  [at(20, 0, 10), "14 hours ago"],
  [at(19, 23), "yesterday"],
  [at(19, 1), "yesterday"],
  [at(18, 23), "2 days ago"],
  [at(13, 15), "7 days ago"],
  [at(12, 15), "May 12, 2024"],
])("%d is %s", (then, says) => {
  expect(ago(then, NOW)).toBe(says);
});

test("a night ago is hours ago while it is not long", () => {
  const now = at(20, 1);
  expect(ago(at(19, 23), now)).toBe("2 hours ago");
});
