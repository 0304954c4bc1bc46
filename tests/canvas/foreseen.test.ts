import { expect, test } from "vitest";
import { foreseen } from "../../viz_autograd/canvas/src/foreseen";
import type { Numbered } from "../../viz_autograd/canvas/src/outbox";

const set = (edit: number, value: number, gesture: string | null = null): Numbered => ({ type: "apply", edit, command: { type: "set_value", name: "a", value }, gesture });
const undo = (edit: number, steps = 1): Numbered => ({ type: "undo", edit, steps });
const redo = (edit: number): Numbered => ({ type: "redo", edit, steps: 1 });
const NOW = { undo: "connect a → b", redo: "add tanh" };

test("what waits for a run is what an undo takes back", () => {
  expect(foreseen(NOW, [])).toEqual(NOW);
  expect(foreseen(NOW, [set(1, 5)])).toEqual({ undo: "set a = 5", redo: null });
  expect(foreseen(NOW, [set(1, 5), { type: "open", edit: 2, name: "x.json", text: "{}" }])).toEqual({ undo: "load x.json", redo: null });
  expect(foreseen({ undo: null, redo: null }, [{ type: "open_gallery", edit: 1, circuit: "empty" }])).toEqual({ undo: "load empty", redo: null });
});

test("an undo that waits too leads to the step before, whose name may not be known", () => {
  expect(foreseen(NOW, [set(1, 5), undo(2)])).toEqual({ undo: "connect a → b", redo: "set a = 5" });
  expect(foreseen(NOW, [undo(1)])).toEqual({ undo: "", redo: "connect a → b" });
  expect(foreseen(NOW, [undo(1), undo(2), undo(3, 500)])).toEqual({ undo: "", redo: "" });
  expect(foreseen(NOW, [set(1, 5), undo(2), redo(3)])).toEqual({ undo: "set a = 5", redo: null });
  expect(foreseen({ undo: null, redo: null }, [undo(1)])).toEqual({ undo: null, redo: null });
});

test("a slider's drag is one step", () => {
  expect(foreseen(NOW, [set(1, 5, "slide"), set(2, 6, "slide"), undo(3)])).toEqual({ undo: "connect a → b", redo: "set a = 6" });
});
