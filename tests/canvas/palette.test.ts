import { describe, expect, test } from "vitest";
import { entriesOf, found, grouped } from "../../viz_autograd/canvas/src/palette";
import type { OpView } from "../../viz_autograd/canvas/src/protocol";

function op(name: string, family: string, title: string, symbol = name): OpView {
  return { name, family, title, symbol, ports: ["a"], text: "", latex: "", rules: {} };
}

const ENTRIES = entriesOf([
  op("add", "arithmetic", "add", "+"),
  op("sin", "functions", "sine"),
  op("tanh", "activations", "hyperbolic tangent"),
  op("sum", "reduce", "sum of the elements", "Σ"),
  op("new", "novel", "of a family that the palette does not know"),
]);
const names = (query: string): string[] => found(ENTRIES, query).map((entry) => entry.name);

describe("the palette", () => {
  test("offers both kinds of leaves and every op", () => {
    expect(names("")).toEqual(["parameter", "constant", "add", "sin", "tanh", "sum", "new"]);
  });

  test("puts an exact name or symbol first, then beginnings, then what contains it", () => {
    expect(names("sin")).toEqual(["sin"]);
    expect(names("s")).toEqual(["sin", "sum", "constant"]);
    expect(names("Σ")[0]).toBe("sum");
    expect(names(" TAN ")).toEqual(["tanh", "constant"]);
  });

  test("finds by words of the title and by family", () => {
    expect(names("hyperbolic")).toEqual(["tanh"]);
    expect(names("arith")).toEqual(["add"]);
    expect(names("nothing")).toEqual([]);
  });

  test("groups by family in its own order, and keeps families it does not know", () => {
    expect(grouped(ENTRIES).map(([family]) => family)).toEqual(["leaves", "arithmetic", "functions", "activations", "reduce", "novel"]);
  });
});
