// The browser's outbox against real sessions, over a network that loses, repeats, delays and reorders, and servers that die: at the end every edit was done once, in
// order, and can be undone.
import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { afterAll, beforeAll, expect, test } from "vitest";
import { Connection, type Model } from "../../viz_autograd/canvas/src/connection";
import { Outbox, type Unnumbered } from "../../viz_autograd/canvas/src/outbox";
import type { Command } from "../../viz_autograd/canvas/src/protocol";

const SEEDS = Number(process.env.SEEDS ?? 200);
const EDITS = 25;

let python: ChildProcessWithoutNullStreams;
const waiting: ((line: string) => void)[] = [];

beforeAll(() => {
  python = spawn("python", ["-m", "tests.canvas.session_pipe"], { stdio: ["pipe", "pipe", "pipe"] });
  createInterface({ input: python.stdout }).on("line", (line) => waiting.shift()?.(line));
});

afterAll(() => {
  python.stdin.end();
});

/** Asks the process at the other end of the pipe. */
async function ask(line: object): Promise<unknown> {
  const answer = new Promise<string>((resolve) => waiting.push(resolve));
  const bytes = (_: string, value: unknown): unknown => (value instanceof ArrayBuffer ? { base64: Buffer.from(value).toString("base64") } : value);
  python.stdin.write(`${JSON.stringify(line, bytes)}\n`);
  return JSON.parse(await answer, (_, value: unknown) => {
    if (typeof value !== "object" || value === null || !("base64" in value) || typeof value.base64 !== "string") return value;
    return Uint8Array.from(Buffer.from(value.base64, "base64")).buffer;
  });
}

/** Numbers from 0 to 1, the same for the same seed. */
function randomOf(seed: number): () => number {
  let state = seed + 1;
  return () => {
    state = (Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x9e3779b9) | 0;
    const mixed = Math.imul(state ^ (state >>> 13), 0x297a2d39);
    return ((mixed ^ (mixed >>> 16)) >>> 0) / 2 ** 32;
  };
}

type Held = { readonly to: "session" | "page"; readonly data: unknown; readonly session: string };

/** What is under way, in an order that nobody promises. */
class Network {
  held: Held[] = [];
  session = "";
  private listener: ((event: unknown) => void) | null = null;
  private sessions = 0;

  constructor(
    private readonly name: string,
    private readonly random: () => number,
    public trouble: number,
  ) {}

  /** A fresh session in a fresh process: nothing is known there. */
  model(): Model {
    const session = `${this.name}.${++this.sessions}`;
    this.session = session;
    return {
      send_msg: (data) => this.put({ to: "session", data: structuredClone(data), session }),
      on: (_, listener) => (this.listener = listener),
      off: () => undefined,
    };
  }

  private put(held: Held): void {
    const fate = this.random();
    if (fate < this.trouble) return;
    this.held.push(held);
    if (fate < 2 * this.trouble) this.held.push({ ...held, data: structuredClone(held.data) });
  }

  /** Delivers one thing that is under way: mostly the oldest. */
  async step(): Promise<boolean> {
    if (this.held.length === 0) return false;
    const at = this.random() < this.trouble * 2 ? Math.floor(this.random() * this.held.length) : 0;
    const [held] = this.held.splice(at, 1) as [Held];
    // What was sent to or by a session that is gone gets nowhere.
    if (held.session !== this.session) return true;
    if (held.to === "page") this.listener?.({ data: held.data });
    else for (const data of (await ask({ session: held.session, message: held.data })) as unknown[]) this.put({ to: "page", data, session: held.session });
    return true;
  }
}

function anEdit(random: () => number, count: number): Unnumbered {
  const apply = (command: Command, gesture: string | null = null): Unnumbered => ({ type: "apply", command, gesture });
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
  const [leaf, op] = [`p${1 + Math.floor(random() * 6)}`, `add${1 + Math.floor(random() * 6)}`];
  const kind = random();
  if (kind < 0.25) return apply({ type: "add_leaf", name: leaf, value: count, requires_grad: true });
  if (kind < 0.4) return apply({ type: "add_op", name: op, op: "add" });
  if (kind < 0.6) return apply({ type: "connect", source: pick([leaf, op]), target: op, port: pick(["a", "b"]) });
  if (kind < 0.75) return apply({ type: "set_value", name: leaf, value: count }, pick([null, "slide"]));
  if (kind < 0.8) return apply({ type: "remove", names: [pick([leaf, op])] });
  if (kind < 0.9) return { type: "undo", steps: 1 };
  if (kind < 0.97) return { type: "redo", steps: 1 };
  return { type: "open_gallery", circuit: pick(["tanh-mse", "empty"]) };
}

async function exercise(seed: number): Promise<{ lost: number; restarts: number }> {
  const random = randomOf(seed);
  const network = new Network(`s${seed}`, random, random() * 0.25);
  const said: Unnumbered[] = [];
  let restarts = 0;
  const outbox = new Outbox();
  outbox.restore(null, []);
  const connection = new Connection(outbox, { update: () => undefined, refused: () => undefined, heard: () => undefined, sent: () => undefined, progress: () => undefined });
  connection.attach(network.model());
  void connection.begin({ circuit: "empty" });
  while (said.length < EDITS) {
    const what = random();
    if (what < 0.3) {
      const edit = anEdit(random, said.length);
      said.push(edit);
      void connection.edit(edit);
    } else if (what < 0.33) {
      restarts += 1;
      connection.detach();
      // Some edits are made while there is no server.
      for (let i = 0; i < 3 && said.length < EDITS; i++) {
        const edit = anEdit(random, said.length);
        said.push(edit);
        void connection.edit(edit);
      }
      connection.attach(network.model());
      void connection.begin({ circuit: "empty" });
    } else if (what < 0.37) void pack(connection, outbox);
    else if (what < 0.45) void connection.ask({ type: "ping" });
    else await network.step();
  }
  // The network heals; the heart beats on until all is acknowledged.
  network.trouble = 0;
  for (let beat = 0; beat < 60 && (outbox.waiting.length > 0 || beat < 2); beat++) {
    while (await network.step());
    void connection.ask({ type: "ping" });
    while (await network.step());
  }
  expect(outbox.waiting, `seed ${seed}`).toEqual([]);
  await compare(seed, network.session, said);
  return { lost: network.trouble, restarts };
}

async function pack(connection: Connection, outbox: Outbox): Promise<void> {
  const reply = await connection.ask({ type: "ask_state" });
  if (reply.type === "state") outbox.rebase({ state: (reply as unknown as { state: ArrayBuffer }).state, edits: reply.edits });
}

/** The session against one that was told every edit once, without any trouble. */
async function compare(seed: number, session: string, said: readonly Unnumbered[]): Promise<void> {
  const due = `due${seed}`;
  await ask({ session: due, message: { type: "begin", id: 1, circuit: "empty" } });
  for (const [i, edit] of said.entries()) await ask({ session: due, message: { ...edit, id: i + 2, edit: i + 1 } });
  const [found, wanted] = [await ask({ session, file: true }), await ask({ session: due, file: true })];
  expect(found, `seed ${seed}`).toEqual(wanted);
  const { steps } = wanted as { steps: string[] };
  if (steps.length > 0) {
    for (const [name, edit] of [[session, outboxNumber(said)], [due, outboxNumber(said)]] as const)
      await ask({ session: name, message: { type: "undo", id: 10_000, edit, steps: steps.length } });
    expect(await ask({ session, file: true }), `seed ${seed}, undone`).toEqual(await ask({ session: due, file: true }));
  }
  await ask({ session, forget: true });
  await ask({ session: due, forget: true });
}

function outboxNumber(said: readonly Unnumbered[]): number {
  return said.length + 1;
}

test(`every edit is done once and in order: ${SEEDS} seeds`, { timeout: 600_000 }, async () => {
  let restarts = 0;
  for (let seed = 0; seed < SEEDS; seed++) restarts += (await exercise(seed)).restarts;
  // The test is about these.
  expect(restarts).toBeGreaterThan(SEEDS / 4);
});
