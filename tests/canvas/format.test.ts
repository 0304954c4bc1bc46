import { describe, expect, it } from "vitest";
import { editText, exactJson, formatNumber, formatValue, formatWireValue, shapeText, toTensor } from "../../viz_autograd/canvas/src/format";
import { parseValue } from "../../viz_autograd/canvas/src/parse";

describe("formatNumber", () => {
  it.each([
    [4, "4"],
    [-202, "−202"],
    [0.1342089469634184, "0.134209"],
    [-0.02036821780864724, "−0.0203682"],
    [0.1 + 0.2, "0.3"],
    [123456, "123456"],
    [999999.7, "1e6"],
    [1234567, "1.23457e6"],
    [0.0001, "0.0001"],
    [0.00012345678, "0.000123457"],
    [0.00009, "9e−5"],
    [1.2e-7, "1.2e−7"],
    [-1.2e-7, "−1.2e−7"],
    [1e300, "1e300"],
    [5e-324, "4.94066e−324"],
    [100, "100"],
    [1.5, "1.5"],
    [99999.95, "99999.9"],
    [0.99999999, "1"],
    [NaN, "nan"],
    [Infinity, "inf"],
    [-Infinity, "−inf"],
    [0, "0"],
    [-0, "−0"],
  ])("writes %s as %s", (x, text) => expect(formatNumber(x)).toBe(text));

  it("never takes more than six significant digits", () => {
    for (let i = 0; i < 2000; i++) {
      const x = (Math.random() - 0.5) * 10 ** (Math.random() * 40 - 20);
      const digits = formatNumber(x).replace(/e.*$/, "").replace(/[−.]/g, "").replace(/^0+/, "");
      expect(digits.length).toBeLessThanOrEqual(6);
      expect(Number(formatNumber(x).replaceAll("−", "-"))).toBeCloseTo(x, 12 - Math.ceil(Math.log10(Math.abs(x) + 1)) - 6);
    }
  });
});

describe("arrays as text", () => {
  it("lists up to three elements and names the shape of more", () => {
    expect(formatValue([1, 2, 3], [3])).toBe("[1, 2, 3]");
    expect(formatValue([-7], [1])).toBe("[−7]");
    expect(formatValue([0.999797, -0.000202], [2])).toBe("[1, −0.000202]");
    expect(formatValue([-8.16469e-8, 8.16717e-8, 1e-9], [3])).toBe("float64 [3]");
    expect(formatValue([-8.16469e-8, 8.16717e-8], [2], 6)).toBe("[−8.16469e−8, 8.16717e−8]");
    expect(formatValue([1, 2, 3, 4], [4])).toBe("float64 [4]");
    expect(formatValue([1, 2, 3, 4], [2, 2])).toBe("float64 [2×2]");
    expect(formatWireValue([[1, 2], [3, "nan"]])).toBe("float64 [2×2]");
    expect(formatWireValue("-inf")).toBe("−inf");
  });

  it("names shapes", () => {
    expect([shapeText([]), shapeText([3]), shapeText([3, 4])]).toEqual(["scalar", "3", "3×4"]);
  });
});

describe("exact text", () => {
  it("writes full-precision JSON", () => {
    expect(exactJson([0.1 + 0.2], [])).toBe("0.30000000000000004");
    expect(exactJson([NaN, Infinity, -Infinity], [3])).toBe('["nan","inf","-inf"]');
    expect(exactJson([NaN], [])).toBe('"nan"');
    expect(exactJson([1, 2, 3, 4, 5, 6], [2, 3])).toBe("[[1,2,3],[4,5,6]]");
    expect(exactJson([-0], [])).toBe("-0");
    expect(JSON.parse(exactJson([1e300, -5e-324], [2]))).toEqual([1e300, -5e-324]);
  });

  it.each([[4], [-0.1], [1e-9], ["nan"], ["-inf"], [[1, 2.5, "inf"]], [[[1, 2], [3, 4e20]]]] as const)("edits %j and gets it back", (value) => {
    const { elements, shape } = toTensor(value as never);
    const parsed = parseValue(editText(elements, shape));
    expect(parsed).toEqual({ ok: true, value });
  });
});
