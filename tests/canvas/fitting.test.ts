import { describe, expect, it } from "vitest";
import { fitLeaf, fitText, roomForValue } from "../../viz_autograd/canvas/src/fitting";
import { fittedNumber, formatNumber } from "../../viz_autograd/canvas/src/format";
import { textWidth } from "../../viz_autograd/canvas/src/measure";

describe("numbers in little room", () => {
  it("are whole: smaller first, then with fewer digits", () => {
    const room = roomForValue({ name: "w1", width: 128 });
    expect(fitLeaf([4], [], room)).toEqual({ text: "4", size: 17 });
    for (const x of [123456789.123, -0.509205, -1.23456e-200, 99999.9, -0.000123457, 123456]) {
      const { text, size } = fitLeaf([x], [], room);
      expect(textWidth(text, size)).toBeLessThanOrEqual(room);
      expect(Math.abs(Number(text.replaceAll("−", "-")) / x - 1)).toBeLessThan(0.05);
    }
    expect(fitLeaf([1.5, -2.25, 3.125], [3], 40).text).toBe("[3]");
    expect(fitText([-0.0203682178], [], 60, 13)).toBe("−0.0204");
    expect(fitText([[1, 2], [3, 4]].flat(), [2, 2], 200, 13)).toBe("[[1, 2], [3, 4]]");
  });

  it("keep their size when digits go", () => {
    expect([formatNumber(123456, 3), formatNumber(1234, 4), formatNumber(1000, 3)]).toEqual(["1.23e5", "1234", "1000"]);
    expect(fittedNumber(123456789.123, (text) => text.length <= 6)).toBe("1.23e8");
    expect(fittedNumber(0.1234496, (text) => text.length <= 6)).toBe("0.1234");
  });
});
