import { expect, test } from "vitest";
import { Connection, type Model } from "../../viz_autograd/canvas/src/connection";
import { Outbox } from "../../viz_autograd/canvas/src/outbox";
import type { Posted } from "../../viz_autograd/canvas/src/posting";
import type { Progress } from "../../viz_autograd/canvas/src/protocol";

interface Said {
  readonly type: string;
  readonly id: number;
  readonly of?: number;
}

/** A connection whose other end is the test. */
function connected() {
  const told: (Progress | null)[] = [];
  const said: Said[] = [];
  let listener: (event: unknown) => void = () => undefined;
  const model: Model = {
    send_msg: (message) => said.push(JSON.parse((message as Posted).json) as Said),
    on: (_, listen) => (listener = listen),
  };
  const nothing = (): void => undefined;
  const connection = new Connection(new Outbox(), { update: nothing, refused: nothing, heard: nothing, sent: nothing, progress: (progress) => told.push(progress) });
  connection.attach(model);
  const hear = (data: object): void => listener({ data });
  const update = (ack: number, edits: number, run: number): void => hear({ type: "update", ack, edits, run });
  const progress = (ack: number, done: number): void => hear({ type: "progress", ack, done, cancellable: true });
  void connection.begin({});
  return { connection, said, told, hear, update, progress };
}

const EDIT = { type: "undo", steps: 1 } as const;

test("a beginning's progress is told until it is shown", () => {
  const { said, told, update, progress } = connected();
  const begin = said.at(-1)!.id;
  progress(begin, 0.5);
  expect(told).toMatchObject([{ done: 0.5 }]);
  update(begin, 0, 1);
  expect(told.at(-1)).toBeNull();
  progress(begin, 0.9);
  expect(told).toHaveLength(2);
});

test("an edit's run can be ended, by the message that it answers", async () => {
  const { connection, said, told, hear, update, progress } = connected();
  update(said.at(-1)!.id, 0, 1);
  connection.cancel();
  expect(said).toHaveLength(1);
  const outcome = connection.edit(EDIT);
  const edit = said.at(-1)!.id;
  const next = connection.edit(EDIT);
  progress(edit, 0.25);
  connection.cancel();
  expect(said.at(-1)).toMatchObject({ type: "cancel", of: edit });
  hear({ type: "refusal", ack: edit, edit: 1, kind: "CancelledError", message: "cancelled" });
  expect(told.at(-1)).toBeNull();
  expect(await outcome).toMatchObject({ kind: "CancelledError" });
  expect(connection.outbox.log.map(({ edit: number }) => number)).toEqual([2]);
  progress(edit, 0.5);
  expect(told).toHaveLength(2);
  progress(said.at(-2)!.id, 0.1);
  expect(told.at(-1)).toMatchObject({ done: 0.1 });
  update(said.at(-2)!.id, 2, 2);
  expect(await next).toBeNull();
  expect(told.at(-1)).toBeNull();
});

test("no run is under way once the server is gone", () => {
  const { connection, said, told, update, progress } = connected();
  update(said.at(-1)!.id, 0, 1);
  void connection.edit(EDIT);
  progress(said.at(-1)!.id, 0.25);
  connection.detach();
  expect(told.at(-1)).toBeNull();
  connection.cancel();
  expect(said).toHaveLength(2);
});
