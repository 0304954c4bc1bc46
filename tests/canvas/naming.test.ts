import { expect, test } from "vitest";
import { Names, titleOfCopy } from "../../viz_autograd/canvas/src/naming";

test("names are the op and the smallest free counter", () => {
  const names = new Names((name) => ["add1", "p1"].includes(name));
  expect(names.fresh("add")).toBe("add2");
  expect(names.fresh("parameter")).toBe("p2");
  expect(names.fresh("constant")).toBe("c1");
});

test("a name that is promised is not given twice, until it is settled", () => {
  const names = new Names(() => false);
  expect(names.fresh("add")).toBe("add1");
  expect(names.fresh("add")).toBe("add2");
  names.settle(["add1"]);
  expect(names.fresh("add")).toBe("add1");
});

test("a copy counts on from its original's stem", () => {
  const names = new Names((name) => ["w1", "w2", "loss"].includes(name));
  expect(names.copy("w1")).toBe("w3");
  expect(names.copy("loss")).toBe("loss1");
  expect(names.copy("7")).toBe("7_1");
});

test("what is pasted keeps its name where that is free", () => {
  const names = new Names((name) => name === "w1");
  expect(names.keep("loss")).toBe("loss");
  expect(names.keep("loss")).toBe("loss1");
  expect(names.keep("w1")).toBe("w2");
});

test("a copy is told from its original by its title, which no other has", () => {
  expect(titleOfCopy("four weights", new Set())).toBe("four weights (copy)");
  expect(titleOfCopy("four weights", new Set(["four weights (copy)"]))).toBe("four weights (copy 2)");
  expect(titleOfCopy("four weights (copy 2)", new Set(["four weights (copy)", "four weights (copy 2)"]))).toBe("four weights (copy 3)");
  expect(titleOfCopy("", new Set())).toBe("untitled (copy)");
  const long = titleOfCopy("𝒘".repeat(100), new Set());
  expect([...long].length).toBe(100);
  expect(long.endsWith("𝒘 (copy)")).toBe(true);
});
