import { expect, test } from "vitest";
import { Connection, type Model } from "../../viz_autograd/canvas/src/connection";
import { Outbox, type Numbered } from "../../viz_autograd/canvas/src/outbox";
import { refusalText, type RefusedEdit } from "../../viz_autograd/canvas/src/refusals";

const refused = (edit: Numbered | null, message: string): RefusedEdit => ({ edit, refusal: { type: "refusal", ack: 0, kind: "ShapeError", message } });
const connect: Numbered = { type: "apply", edit: 4, command: { type: "connect", source: "p2", target: "add1", port: "b" } };
const set: Numbered = { type: "apply", edit: 5, command: { type: "set_value", name: "p1", value: [5, 6] } };

test("each edit that was refused is named, with its reason", () => {
  expect(refusalText([refused(connect, "[2] and [3] do not broadcast")])).toBe("One edit that was kept could not be done: connect p2 → add1.b: [2] and [3] do not broadcast");
  expect(refusalText([refused(connect, "no."), refused(set, "neither."), refused(null, "not understood.")])).toBe(
    "3 edits that were kept could not be done:\n· connect p2 → add1.b: no.\n· set p1 = [5, 6]: neither.\n· not understood.",
  );
});

test("of very many the rest is counted", () => {
  const lines = refusalText(Array.from({ length: 23 }, () => refused(set, "no."))).split("\n");
  expect(lines.length).toBe(22);
  expect(lines.at(-1)).toBe("· and 3 more");
});

test("what is refused on coming back is told with the edit that was kept", () => {
  const outbox = new Outbox();
  outbox.restore(null, [connect, set]);
  const told: (readonly RefusedEdit[])[] = [];
  const nothing = (): void => undefined;
  let listener: (event: unknown) => void = nothing;
  const model: Model = { send_msg: nothing, on: (_, listen) => (listener = listen) };
  const connection = new Connection(outbox, { update: (_update, _began, refused) => told.push(refused), refused: nothing, heard: nothing, sent: nothing, progress: nothing });
  connection.attach(model);
  void connection.begin({});
  const refusal = { type: "refusal", ack: 0, kind: "ShapeError", message: "no", edit: 4, node: "add1" };
  listener({ data: { type: "update", ack: 1, edits: 5, run: 1, refused: [refusal] } });
  expect(told).toEqual([[{ refusal, edit: connect }]]);
  expect(outbox.log).toEqual([set]);
});
