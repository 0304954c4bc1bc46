import { expect, test } from "vitest";
import { KEYS } from "../../viz_autograd/canvas/src/keys";

test("no press means two things", () => {
  const presses = KEYS.flatMap((entry) => entry.presses);
  expect(new Set(presses).size).toBe(presses.length);
});

test("every key says what it does", () => {
  for (const entry of KEYS) {
    expect(entry.says).not.toBe("");
    expect(entry.presses.length).toBeGreaterThan(0);
  }
});
