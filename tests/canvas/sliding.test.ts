import { expect, test } from "vitest";
import { sliderRange, Sliding } from "../../viz_autograd/canvas/src/sliding";

test("the range holds the value with room to both sides", () => {
  for (const value of [0, 4, -9, 12, 100, -3500, 1e12, 1e-9]) {
    const { min, max } = sliderRange(value);
    expect(min).toBeLessThan(value);
    expect(max).toBeGreaterThan(value);
    expect(min).toBe(-max);
  }
});

test("what is no number still has a range", () => {
  expect(sliderRange(NaN)).toEqual({ min: -10, max: 10 });
  expect(sliderRange(Infinity).max).toBeGreaterThan(0);
});

test("one message is under way at a time, the latest value wins, and a drag is one gesture", async () => {
  const sent: [number, string][] = [];
  let answer: () => void = () => undefined;
  let gestures = 0;
  const sliding = new Sliding(
    (command, gesture) => {
      if (command.type === "set_value" && typeof command.value === "number") sent.push([command.value, gesture]);
      return new Promise<void>((resolve) => (answer = resolve));
    },
    () => `slide ${++gestures}`,
  );
  sliding.slide("a", 1);
  sliding.slide("a", 2);
  sliding.slide("a", 3);
  expect(sent).toEqual([[1, "slide 1"]]);
  answer();
  await new Promise((resolve) => setTimeout(resolve));
  expect(sent).toEqual([[1, "slide 1"], [3, "slide 1"]]);
  answer();
  await new Promise((resolve) => setTimeout(resolve));
  sliding.end();
  sliding.slide("a", 4);
  expect(sent.at(-1)).toEqual([4, "slide 2"]);
});
