import { expect, test } from "vitest";
import { Outbox, type Unnumbered } from "../../viz_autograd/canvas/src/outbox";

const undo: Unnumbered = { type: "undo", steps: 1 };
const numbers = (edits: readonly { readonly edit: number }[]): number[] => edits.map(({ edit }) => edit);
const base = (edits: number) => ({ state: new ArrayBuffer(1), edits });

function withEdits(count: number): Outbox {
  const outbox = new Outbox();
  for (let i = 0; i < count; i++) outbox.add(undo);
  return outbox;
}

test("edits are numbered from 1 and wait until they are acknowledged", () => {
  const outbox = withEdits(3);
  expect(numbers(outbox.log)).toEqual([1, 2, 3]);
  outbox.acknowledge(2);
  expect(numbers(outbox.waiting)).toEqual([3]);
  outbox.acknowledge(1);
  expect(outbox.acknowledged).toBe(2);
  outbox.acknowledge(99);
  expect(outbox.acknowledged).toBe(3);
});

test("what was packed needs not be kept one by one", () => {
  const outbox = withEdits(5);
  outbox.rebase(base(3));
  expect(numbers(outbox.log)).toEqual([4, 5]);
  expect(outbox.acknowledged).toBe(3);
  outbox.rebase(base(2));
  expect(outbox.base?.edits).toBe(3);
  outbox.rebase(base(5));
  expect(outbox.log).toEqual([]);
  expect(outbox.add(undo).edit).toBe(6);
});

test("what was refused is done by nobody, and its number is not given again", () => {
  const outbox = withEdits(3);
  outbox.refuse(3);
  expect(numbers(outbox.log)).toEqual([1, 2]);
  expect(outbox.add(undo).edit).toBe(4);
});

test("what was kept goes on where it was left, and nobody has acknowledged its edits", () => {
  const outbox = new Outbox();
  const log = [7, 9].map((edit) => ({ ...undo, edit }) as const);
  outbox.restore(base(6), log);
  expect(outbox.count).toBe(9);
  expect(numbers(outbox.waiting)).toEqual([7, 9]);
  expect(outbox.add(undo).edit).toBe(10);
  expect(log).toHaveLength(2);
});
