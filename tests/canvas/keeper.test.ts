import { beforeEach, expect, test, vi } from "vitest";
import type { Changes, DocumentRecord, Documents, Kept } from "../../viz_autograd/canvas/src/documents";
import { Keeper } from "../../viz_autograd/canvas/src/keeper";
import { Outbox, type Unnumbered } from "../../viz_autograd/canvas/src/outbox";

const undo: Unnumbered = { type: "undo", steps: 1 };
const record = { id: "d" } as DocumentRecord;

/** A store whose writes end when they are told to. */
class Store {
  readonly writes: { changes: Changes; end: (error?: Error) => void }[] = [];
  write(changes: Changes): Promise<void> {
    return new Promise((resolve, reject) => this.writes.push({ changes, end: (error) => (error === undefined ? resolve() : reject(error)) }));
  }
  async end(error?: Error): Promise<void> {
    this.writes.at(-1)?.end(error);
    await vi.advanceTimersByTimeAsync(0);
  }
}

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal("window", globalThis);
});

function bench(kept: Kept | null = null) {
  const outbox = new Outbox();
  if (kept !== null) outbox.restore(kept.base, kept.log);
  const store = new Store();
  const states: string[] = [];
  const keeper: Keeper = new Keeper(store as unknown as Documents, outbox, () => record, () => states.push(keeper.state), kept);
  const edit = (): void => {
    outbox.add(undo);
    keeper.changed();
  };
  return { outbox, store, keeper, states, edit };
}

test("an edit is written soon, once, and then it is kept", async () => {
  const { store, keeper, edit } = bench();
  edit();
  expect(keeper.state).toBe("keeping");
  await vi.advanceTimersByTimeAsync(350);
  expect(store.writes.map(({ changes }) => changes.added?.map((each) => each.edit))).toEqual([[1]]);
  expect(keeper.state).toBe("keeping");
  await store.end();
  expect(keeper.state).toBe("kept");
  edit();
  await vi.advanceTimersByTimeAsync(350);
  expect(store.writes[1]?.changes.added?.map((each) => each.edit)).toEqual([2]);
});

test("nothing is said to be kept while a later edit waits to be written", async () => {
  const { store, keeper, states, edit } = bench();
  edit();
  await vi.advanceTimersByTimeAsync(350);
  edit();
  await vi.advanceTimersByTimeAsync(350);
  expect(store.writes).toHaveLength(1);
  await store.end();
  expect(keeper.state).toBe("keeping");
  expect(store.writes).toHaveLength(2);
  edit();
  await store.end();
  expect(keeper.state).toBe("keeping");
  await vi.advanceTimersByTimeAsync(350);
  await store.end();
  expect(states).toEqual(["keeping", "kept"]);
});

test("what cannot be written is said, and written when it can be", async () => {
  const { store, keeper, edit } = bench();
  edit();
  await vi.advanceTimersByTimeAsync(350);
  await store.end(new Error("no room"));
  expect([keeper.state, keeper.problem]).toEqual(["failing", "no room"]);
  edit();
  await vi.advanceTimersByTimeAsync(350);
  expect(store.writes[1]?.changes.added?.map((each) => each.edit)).toEqual([1, 2]);
  await store.end();
  expect([keeper.state, keeper.problem]).toEqual(["kept", null]);
});

test("what the server packed takes the place of its edits", async () => {
  const { outbox, store, keeper, edit } = bench();
  for (let i = 0; i < 3; i++) edit();
  await vi.advanceTimersByTimeAsync(350);
  await store.end();
  outbox.rebase({ state: new ArrayBuffer(2), edits: 2 });
  keeper.changed();
  await vi.advanceTimersByTimeAsync(350);
  expect(store.writes[1]?.changes).toMatchObject({ base: { edits: 2 }, added: [], dropped: [1, 2] });
  await store.end();
  keeper.changed();
  await vi.advanceTimersByTimeAsync(350);
  expect(store.writes[2]?.changes.base).toBeUndefined();
});

test("an edit that could not be read is dropped, and a new one may take its place", async () => {
  const { store, edit, keeper } = bench({ record, base: null, log: [{ ...undo, edit: 1 }], lost: [2, 3], damaged: [] });
  edit();
  await vi.advanceTimersByTimeAsync(350);
  expect(store.writes[0]?.changes).toMatchObject({ added: [{ edit: 2 }], dropped: [3] });
  await store.end();
  keeper.changed();
  await vi.advanceTimersByTimeAsync(350);
  expect(store.writes[1]?.changes).toMatchObject({ added: [], dropped: [] });
});
