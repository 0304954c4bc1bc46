import { describe, expect, it } from "vitest";
import { parseValue } from "../../viz_autograd/canvas/src/parse";

describe("parseValue reads", () => {
  it.each([
    ["4", 4],
    [" -1e3 ", -1000],
    ["−2", -2],
    ["+.5", 0.5],
    ["1.", 1],
    ["nan", "nan"],
    ["NaN", "nan"],
    ["inf", "inf"],
    ["−Infinity", "-inf"],
    ["∞", "inf"],
    ["[1, 2, 3]", [1, 2, 3]],
    ["[1]", [1]],
    ["[ −1 ,nan,\n2 ]", [-1, "nan", 2]],
    ["[[1,2],[3,4]]", [[1, 2], [3, 4]]],
  ])("%s", (text, value) => expect(parseValue(text)).toEqual({ ok: true, value }));
});

describe("parseValue says what is wrong and where", () => {
  it.each([
    ["", "Type a number such as 4 or -1e3, or a list such as [1, 2, 3].", 0],
    ["1/3", 'Only numbers here, no arithmetic: "/" at character 2.', 1],
    ["2+2", 'Only numbers here, no arithmetic: "+" at character 2.', 1],
    ["1,5", "A comma at character 2: decimals take a point (1.5), lists take brackets ([1, 5]).", 1],
    ["[1, 2", 'The "[" at character 1 is not closed: a "]" is missing.', 5],
    ["[1, 2]]", 'The "]" at character 7 closes nothing.', 6],
    ["[]", "A list needs at least one number.", 1],
    ["[[1, 2], [3]]", "Row 2 has 1 number, row 1 has 2.", 9],
    ["[[1], 2]", "Row 2 is no list: write [ before character 7.", 6],
    ["[1, [2]]", "A list inside a list of numbers at character 5.", 4],
    ["[[[1]]]", "Lists nest at most two deep; a third begins at character 3.", 2],
    ["[1 2]", "A comma is missing before character 4.", 3],
    ["[1, ]", '"]" at character 5, where a number belongs. Type a number such as 4 or -1e3, or a list such as [1, 2, 3].', 4],
    ["[1, ", "A number is missing at the end.", 4],
    ["[[1], []]", "Row 2 is empty.", 7],
    ["1e999", "1e999 is too large for a float64; write inf if you mean it.", 0],
    ["four", '"four" at character 1, where a number belongs. Type a number such as 4 or -1e3, or a list such as [1, 2, 3].', 0],
    ["4 apples", '"apples" at character 3, after the value. Type a number such as 4 or -1e3, or a list such as [1, 2, 3].', 2],
  ])("%j", (text, error, at) => expect(parseValue(text)).toEqual({ ok: false, error, at }));

  it("takes long nonsense", () => {
    expect(parseValue("[".repeat(100_000)).ok).toBe(false);
    expect(parseValue(`[${"1,".repeat(200_000)}`).ok).toBe(false);
    expect(parseValue(`[${"1,".repeat(200_000)}1]`).ok).toBe(true);
  });
});
