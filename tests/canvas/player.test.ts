import { beforeEach, describe, expect, it } from "vitest";
import { Player, type Clock } from "../../viz_autograd/canvas/src/player";
import { fourWeights, gate, leaf, recorded } from "./fixture";

class HandClock implements Clock {
  time = 0;
  waiting = new Map<number, () => void>();
  private handles = 0;
  now = (): number => this.time;
  requestFrame = (callback: () => void): number => {
    this.waiting.set(++this.handles, callback);
    return this.handles;
  };
  cancelFrame = (handle: number): void => {
    this.waiting.delete(handle);
  };
  /** Lets time pass in frames of 10 ms. */
  pass(milliseconds: number): void {
    for (const end = this.time + milliseconds; this.time < end; ) {
      this.time += 10;
      const due = [...this.waiting.values()];
      this.waiting.clear();
      for (const callback of due) callback();
    }
  }
}

const { trace } = fourWeights();
/** 6 forward, the seed, 11 contributions, 5 accumulations. */
const WHOLE = 6 * 350 + 400 + 11 * 500 + 5 * 250;
let clock: HandClock;
let player: Player;

beforeEach(() => {
  clock = new HandClock();
  player = new Player(clock);
  player.setTrace(trace);
});

describe("playing", () => {
  it("takes each event its time and rests at the end with no frame asked for", () => {
    expect(player.total).toBe(WHOLE);
    player.play();
    clock.pass(350 + 170);
    expect(player.t).toBeCloseTo(1 + 170 / 350, 6);
    clock.pass(WHOLE);
    expect([player.t, player.playing, player.moving, clock.waiting.size]).toEqual([23, false, false, 0]);
  });

  it("starts anew from the end", () => {
    player.end();
    player.play();
    expect(player.t).toBe(0);
  });

  it("pauses where it is, and goes on from there", () => {
    player.play();
    clock.pass(500);
    player.pause();
    const { t } = player;
    clock.pass(1000);
    expect([player.t, clock.waiting.size]).toEqual([t, 0]);
    player.toggle();
    clock.pass(100);
    expect(player.t).toBeGreaterThan(t);
  });

  it("obeys the speed, and does not leap after a sleep", () => {
    player.speed = 2;
    player.play();
    clock.pass(350);
    expect(player.t).toBeCloseTo(2, 6);
    player.speed = 1;
    player.seek(0);
    player.play();
    clock.time += 60_000;
    clock.pass(10);
    expect(player.t).toBeLessThan(1);
  });

  it("loops after standing at the end for a moment", () => {
    player.loop = true;
    player.seek(22.9);
    player.play();
    clock.pass(100);
    expect([player.t, player.playing]).toEqual([23, true]);
    clock.pass(1000);
    expect(player.t).toBeLessThan(2);
    expect(player.playing).toBe(true);
  });

  it("takes a long trace in at most 20 seconds", () => {
    const many = Array.from({ length: 100 }, (_, i) => ({ ...gate(`n${i}`, "neg", i + 1, 0, 0), value: 1, grad: 1 }));
    const long = recorded({
      nodes: [{ ...leaf("x", 0, 0, 0), value: 1, grad: 1 }, ...many],
      edges: many.map((node, i) => ({ source: i === 0 ? "x" : `n${i - 1}`, target: node.name, port: "a", contribution: 1 })),
      root: "n99",
    });
    player.setTrace(long.trace, 0);
    expect(player.total).toBeCloseTo(20_000, 6);
    player.play();
    clock.pass(20_050);
    expect(player.t).toBe(long.trace.length);
  });
});

describe("stepping", () => {
  it("runs the one event and rests at a whole number", () => {
    player.step(1);
    clock.pass(100);
    expect(player.t).toBeGreaterThan(0);
    expect(player.playing).toBe(false);
    clock.pass(400);
    expect([player.t, player.moving]).toEqual([1, false]);
  });

  it("goes back, also from the middle of an event", () => {
    player.seek(18);
    player.step(-1);
    clock.pass(600);
    expect(player.t).toBe(17);
    player.seek(4.5);
    player.step(-1);
    clock.pass(600);
    expect(player.t).toBe(4);
    player.seek(4.5);
    player.step(1);
    clock.pass(600);
    expect(player.t).toBe(5);
  });

  it("adds up when pressed again before it rests", () => {
    for (let i = 0; i < 5; i++) player.step(1);
    clock.pass(1000);
    expect(player.t).toBe(5);
    player.step(1);
    player.step(-1);
    clock.pass(1000);
    expect(player.t).toBe(5);
  });

  it("stops at both ends", () => {
    player.step(-1);
    expect([player.t, clock.waiting.size]).toEqual([0, 0]);
    player.end();
    player.step(1);
    expect([player.t, clock.waiting.size]).toEqual([23, 0]);
  });

  it("jumps where nothing may move", () => {
    player.still = true;
    player.step(1);
    expect([player.t, clock.waiting.size]).toEqual([1, 0]);
    player.play();
    clock.pass(400);
    expect(Number.isInteger(player.t)).toBe(true);
    expect(player.t).toBe(2);
  });
});

describe("another trace", () => {
  it("stays at the end, keeps an event elsewhere, and goes on playing", () => {
    player.end();
    player.setTrace(trace.withRun(trace.block, trace.locals, {}));
    expect(player.t).toBe(23);
    player.seek(17);
    player.setTrace(fourWeights().trace);
    expect(player.t).toBe(17);
    player.play();
    clock.pass(100);
    const { t } = player;
    player.setTrace(fourWeights().trace);
    expect([player.t, player.playing]).toEqual([t, true]);
    clock.pass(100);
    expect(player.t).toBeGreaterThan(t);
  });

  it("lets a step under way come to its rest", () => {
    player.seek(17);
    player.step(1);
    clock.pass(50);
    player.setTrace(fourWeights().trace);
    expect([player.t, player.moving]).toEqual([18, false]);
  });

  it("may be none", () => {
    player.seek(5);
    player.setTrace(null);
    player.play();
    expect([player.t, player.length, player.playing, clock.waiting.size]).toEqual([0, 0, false, 0]);
  });

  it("tells listeners until they leave", () => {
    let told = 0;
    const leave = player.subscribe(() => told++);
    player.seek(3);
    leave();
    player.seek(4);
    expect(told).toBe(1);
    expect(() => player.seek(NaN)).not.toThrow();
    expect(player.t).toBe(0);
  });
});
