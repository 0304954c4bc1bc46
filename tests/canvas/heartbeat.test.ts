import { expect, test } from "vitest";
import { Heartbeat, type Line } from "../../viz_autograd/canvas/src/heartbeat";

/** Time that passes when it is told to. */
class Clock {
  now = 0;
  private last = 0;
  private readonly timers = new Map<number, { at: number; run: () => void }>();

  after = (milliseconds: number, run: () => void): number => {
    this.timers.set(++this.last, { at: this.now + milliseconds, run });
    return this.last;
  };
  cancel = (timer: number): void => void this.timers.delete(timer);
  random = (): number => 0.5;

  async pass(milliseconds: number): Promise<void> {
    const end = this.now + milliseconds;
    for (let i = 0; i < 10; i++) await Promise.resolve();
    for (;;) {
      const due = [...this.timers].filter(([, { at }]) => at <= end).sort((a, b) => a[1].at - b[1].at)[0];
      if (due === undefined) break;
      this.now = due[1].at;
      this.timers.delete(due[0]);
      due[1].run();
      for (let i = 0; i < 10; i++) await Promise.resolve();
    }
    this.now = end;
  }
}

class Server implements Line {
  there = true;
  /** A server that takes a connection and says nothing. */
  mute = false;
  /** Milliseconds that its work may take. */
  heavy = 0;
  pings = 0;
  attempts: number[] = [];
  /** Attempts that were told to stop. */
  stopped = 0;
  states: boolean[] = [];
  readonly clock = new Clock();
  readonly heartbeat = new Heartbeat(this.clock, this);

  ping(): void {
    this.pings += 1;
    this.heartbeat.sent();
    if (this.there) this.clock.after(10, () => this.heartbeat.heard());
  }
  allowance(): number {
    return this.heavy;
  }
  revive(stop: AbortSignal): Promise<boolean> {
    this.attempts.push(this.clock.now);
    stop.addEventListener("abort", () => (this.stopped += 1));
    return this.mute ? new Promise(() => undefined) : Promise.resolve(this.there);
  }
  changed(): void {
    this.states.push(this.heartbeat.online);
  }
}

async function running(): Promise<Server> {
  const server = new Server();
  server.heartbeat.sent();
  server.heartbeat.heard();
  await server.clock.pass(60_000);
  return server;
}

test("a server that is there is asked now and then, and nothing else happens", async () => {
  const { pings, states } = await running();
  expect(pings).toBeGreaterThan(8);
  expect(pings).toBeLessThan(15);
  expect(states).toEqual([]);
});

test("a closed connection is known at once, silence after three seconds", async () => {
  const closed = await running();
  closed.there = false;
  closed.heartbeat.lost();
  expect(closed.states).toEqual([false]);
  const silent = await running();
  silent.there = false;
  silent.heartbeat.sent();
  await silent.clock.pass(2_900);
  expect(silent.states).toEqual([]);
  await silent.clock.pass(200);
  expect(silent.states).toEqual([false]);
});

test("silence while nothing is done is noticed too", async () => {
  const server = await running();
  server.there = false;
  await server.clock.pass(9_000);
  expect(server.states).toEqual([false]);
});

test.each([5, 20, 60, 600, 36_000])("after %i seconds without network the page comes back by itself, soon after the network", async (seconds) => {
  const server = await running();
  server.there = false;
  server.heartbeat.lost();
  await server.clock.pass(seconds * 1_000);
  expect(server.states).toEqual([false]);
  server.there = true;
  await server.clock.pass(5_100);
  expect(server.states).toEqual([false, true]);
  const attempts = server.attempts.length;
  await server.clock.pass(60_000);
  expect(server.attempts).toHaveLength(attempts);
  expect(server.states).toEqual([false, true]);
});

test("the waits grow, and never beyond five seconds", async () => {
  const server = await running();
  server.there = false;
  server.heartbeat.lost();
  await server.clock.pass(100_000);
  const waits = server.attempts.map((at, i) => at - (server.attempts[i - 1] ?? 60_000));
  expect(waits.slice(0, 5)).toEqual([250, 500, 1_000, 2_000, 4_000]);
  expect(Math.max(...waits)).toBe(5_000);
});

test("a server that takes the connection and says nothing does not end the search", async () => {
  const server = await running();
  server.there = false;
  server.mute = true;
  server.heartbeat.lost();
  await server.clock.pass(120_000);
  expect(server.attempts.length).toBeGreaterThan(3);
  expect(server.stopped).toBe(server.attempts.length - 1);
  server.mute = false;
  server.there = true;
  await server.clock.pass(65_000);
  expect(server.states.at(-1)).toBe(true);
});

test("a connection that is lost while it is being made is not waited for", async () => {
  const server = await running();
  server.mute = true;
  server.heartbeat.lost();
  await server.clock.pass(300);
  expect(server.attempts).toHaveLength(1);
  server.mute = false;
  server.heartbeat.lost();
  await server.clock.pass(600);
  expect(server.attempts).toHaveLength(2);
  expect(server.states).toEqual([false, true]);
});

test("someone who comes back to the page does not wait", async () => {
  const server = await running();
  server.there = false;
  server.heartbeat.lost();
  await server.clock.pass(100_000);
  server.there = true;
  server.heartbeat.hurry();
  await server.clock.pass(1);
  expect(server.states.at(-1)).toBe(true);
});

test("a page that is left asks no more", async () => {
  const server = await running();
  server.heartbeat.stop();
  const { pings } = server;
  await server.clock.pass(60_000);
  expect(server.pings).toBe(pings);
});

test("work that may take long is waited for", async () => {
  const server = await running();
  server.there = false;
  server.heavy = 20_000;
  server.heartbeat.sent();
  await server.clock.pass(22_000);
  expect(server.states).toEqual([]);
  await server.clock.pass(2_000);
  expect(server.states).toEqual([false]);
});

test("a document that takes longer to open than anyone thought is waited for twice as long the next time", async () => {
  const server = await running();
  const waits: number[] = [];
  server.there = false;
  server.revive = () => Promise.resolve(true);
  for (let i = 0; i < 5; i++) {
    server.heartbeat.sent();
    const before = server.clock.now;
    for (let n = 0; n < 1_000 && server.heartbeat.online; n++) await server.clock.pass(100);
    waits.push(Math.round((server.clock.now - before) / 1_000));
    await server.clock.pass(300);
  }
  expect(waits).toEqual([3, 6, 12, 24, 48]);
  server.heartbeat.heard();
  server.heartbeat.settled();
  server.heartbeat.sent();
  await server.clock.pass(3_100);
  expect(server.heartbeat.online).toBe(false);
});
