// Messages reach the server whatever their nodes are called, and what cannot reach it is not kept.
import { expect, test } from "vitest";
import { Connection, type Model } from "../../viz_autograd/canvas/src/connection";
import { Outbox, type Unnumbered } from "../../viz_autograd/canvas/src/outbox";
import { posted, type Posted } from "../../viz_autograd/canvas/src/posting";

const NAMES = ["constructor", "__proto__", "toString", "hasOwnProperty", "valueOf", "prototype", "a b", "∂"];

/** What BokehJS takes for plain data. */
function isPlain(data: unknown): boolean {
  return typeof data !== "object" || data === null || data instanceof ArrayBuffer || (data.constructor === Object && Object.values(data).every(isPlain));
}

function connected() {
  const said: Posted[] = [];
  const model: Model = { send_msg: (message) => said.push(message as Posted), on: () => undefined };
  const nothing = (): void => undefined;
  const connection = new Connection(new Outbox(), { update: nothing, refused: nothing, heard: nothing, sent: nothing, progress: nothing });
  connection.attach(model);
  return { connection, said };
}

function moving(names: readonly string[]): Unnumbered {
  return { type: "apply", command: { type: "move", positions: Object.fromEntries(names.map((name, i) => [name, [i, 0]])) }, gesture: null };
}

test.each(NAMES)("a node called %s is moved", (name) => {
  const { connection, said } = connected();
  void connection.edit(moving([name]));
  void connection.begin({});
  expect(said.every(isPlain)).toBe(true);
  const [edit, begin] = said.map(({ json }) => JSON.parse(json) as { command: object; log: { command: object }[] });
  for (const command of [edit!.command, begin!.log[0]!.command]) expect(JSON.stringify(command)).toBe(`{"type":"move","positions":{${JSON.stringify(name)}:[0,0]}}`);
});

test("names keep their order", () => {
  const { connection, said } = connected();
  void connection.edit(moving(NAMES));
  const { command } = JSON.parse(said[0]!.json) as { command: { positions: object } };
  expect(Object.keys(command.positions)).toEqual(NAMES);
});

test("bytes travel beside the text, and numbers that JSON has no word for as in a file", () => {
  const state = new ArrayBuffer(3);
  expect(posted({ type: "begin", state })).toEqual({ json: '{"type":"begin"}', state });
  expect(posted({ type: "begin", state: null })).toEqual({ json: '{"type":"begin"}' });
  expect(posted({ value: [NaN, Infinity, -Infinity, 0.1] }).json).toBe('{"value":["nan","inf","-inf",0.1]}');
});

test("what no server can be sent is refused, and not kept", async () => {
  const { connection, said } = connected();
  const command: Record<string, unknown> = { type: "set_title" };
  command["title"] = command;
  const outcome = await connection.edit({ type: "apply", command, gesture: null } as unknown as Unnumbered);
  expect(outcome?.message).toContain("nothing that can be sent");
  expect([connection.outbox.log, connection.outbox.count, said]).toEqual([[], 0, []]);
});
