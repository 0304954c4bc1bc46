// The player's place in a trace, and its motion. The clock is handed in, so that tests own time.
import type { Trace } from "./trace";

export interface Clock {
  /** Milliseconds. */
  now(): number;
  requestFrame(callback: () => void): number;
  cancelFrame(handle: number): void;
}

export type PlayerListener = (player: Player) => void;

/** Milliseconds of one event at speed 1: forward, seed, contribution, accumulate. */
export const DURATIONS: readonly number[] = [350, 400, 500, 250];
/** A whole trace takes no longer than this at speed 1. */
const LONGEST = 20_000;
/** How long the end stands before a loop begins anew. */
const LOOP_REST = 900;

export class Player {
  private trace: Trace | null = null;
  /** Sum of the durations before each event; one longer than the trace. */
  private starts: Float64Array = new Float64Array(1);
  private place = 0;
  private isPlaying = false;
  /** Where a single step comes to rest; null while playing or still. */
  private target: number | null = null;
  private lastTime = 0;
  private resting = 0;
  private frame: number | null = null;
  private rate = 1;
  private loops = false;
  private noMotion = false;
  private readonly listeners = new Set<PlayerListener>();

  constructor(private readonly clock: Clock) {}

  /** How many events are shown; the fraction is how far the next one has come. */
  get t(): number {
    return this.noMotion ? Math.floor(this.place) : this.place;
  }

  /** Whole events shown. */
  get shown(): number {
    return Math.floor(this.place);
  }

  get length(): number {
    return this.trace?.length ?? 0;
  }

  get playing(): boolean {
    return this.isPlaying;
  }

  /** Does anything move, be it play or a single step? */
  get moving(): boolean {
    return this.frame !== null;
  }

  get atEnd(): boolean {
    return this.place >= this.length;
  }

  get speed(): number {
    return this.rate;
  }

  set speed(rate: number) {
    this.rate = Math.min(16, Math.max(0.1, rate));
    this.tell();
  }

  get loop(): boolean {
    return this.loops;
  }

  set loop(on: boolean) {
    this.loops = on;
    this.tell();
  }

  /** Without motion every frame is final: a step jumps, and playing shows whole events one after the other. */
  get still(): boolean {
    return this.noMotion;
  }

  set still(on: boolean) {
    this.noMotion = on;
    if (on && this.target !== null) this.seek(this.target);
    else this.tell();
  }

  subscribe(listener: PlayerListener): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Takes another trace and keeps the place in it; `place` sets it instead. A step under way comes to its rest. */
  setTrace(trace: Trace | null, place?: number): void {
    const old = this.trace;
    const settle = this.target;
    const before = settle ?? this.place;
    if (trace === null) this.place = 0;
    else if (place !== undefined) this.place = clamp(place, trace.length);
    else if (old === null) this.place = clamp(this.place, trace.length);
    else this.place = trace.keepPlace(old, before);
    if (old === null || trace === null || trace.columns !== old.columns) this.starts = startsOf(trace);
    this.trace = trace;
    if (settle !== null || !this.isPlaying || this.length === 0) this.halt();
    this.tell();
  }

  play(): void {
    if (this.length === 0) return;
    if (this.atEnd) this.place = 0;
    this.target = null;
    this.isPlaying = true;
    this.resting = 0;
    this.run();
    this.tell();
  }

  pause(): void {
    this.halt();
    this.tell();
  }

  toggle(): void {
    if (this.isPlaying) this.pause();
    else this.play();
  }

  /** Goes to a moment and rests there. */
  seek(t: number): void {
    this.halt();
    this.place = clamp(t, this.length);
    this.tell();
  }

  start(): void {
    this.seek(0);
  }

  end(): void {
    this.seek(this.length);
  }

  /** One event on, or back, coming to rest at a whole number. Repeated steps add up. */
  step(by: 1 | -1): void {
    const from = this.target ?? (by > 0 ? Math.floor(this.place) : Math.ceil(this.place));
    const to = clamp(from + by, this.length);
    if (this.noMotion) {
      this.seek(to);
      return;
    }
    this.isPlaying = false;
    // A second press does not wait for the first event: it stands at once.
    if (this.target !== null) this.place = this.target;
    if (to === this.place) {
      this.seek(to);
      return;
    }
    this.target = to;
    this.run();
    this.tell();
  }

  /** Milliseconds that event i takes at speed 1. */
  duration(i: number): number {
    return (this.starts[i + 1] ?? 0) - (this.starts[i] ?? 0);
  }

  /** Milliseconds of the whole trace at speed 1. */
  get total(): number {
    return this.starts[this.starts.length - 1] ?? 0;
  }

  dispose(): void {
    this.halt();
    this.listeners.clear();
  }

  private run(): void {
    this.lastTime = this.clock.now();
    if (this.frame === null) this.frame = this.clock.requestFrame(this.advance);
  }

  private halt(): void {
    if (this.frame !== null) this.clock.cancelFrame(this.frame);
    this.frame = null;
    this.isPlaying = false;
    this.target = null;
    this.resting = 0;
  }

  private readonly advance = (): void => {
    this.frame = null;
    const now = this.clock.now();
    // A tab that slept does not leap.
    const passed = Math.min(Math.max(0, now - this.lastTime), 250) * this.rate;
    this.lastTime = now;
    if (this.target !== null) this.advanceStep(this.target, passed);
    else if (this.isPlaying) this.advancePlay(passed);
    if (this.isPlaying || this.target !== null) this.frame = this.clock.requestFrame(this.advance);
    this.tell();
  };

  private advanceStep(target: number, passed: number): void {
    const back = target < this.place;
    const event = back ? target : target - 1;
    const part = passed / Math.max(1, stepDuration(this.trace, event) * (back ? 0.6 : 1));
    this.place = back ? Math.max(target, this.place - part) : Math.min(target, this.place + part);
    if (this.place === target) this.target = null;
  }

  private advancePlay(passed: number): void {
    if (this.atEnd) {
      this.resting += passed;
      if (this.resting < LOOP_REST) return;
      this.resting = 0;
      this.place = 0;
      return;
    }
    this.place = this.placeAt(this.timeAt(this.place) + passed);
    if (this.atEnd && !this.loops) this.isPlaying = false;
  }

  private timeAt(t: number): number {
    const i = Math.floor(t);
    return (this.starts[i] ?? this.total) + (t - i) * this.duration(i);
  }

  private placeAt(time: number): number {
    if (time >= this.total) return this.length;
    let low = 0;
    let high = this.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.starts[middle]! <= time) low = middle;
      else high = middle - 1;
    }
    const within = (time - this.starts[low]!) / Math.max(1e-9, this.duration(low));
    return low + Math.min(within, 1 - 1e-9);
  }

  private tell(): void {
    for (const listener of [...this.listeners]) listener(this);
  }
}

function clamp(t: number, length: number): number {
  return Number.isFinite(t) ? Math.min(length, Math.max(0, t)) : t > 0 ? length : 0;
}

function stepDuration(trace: Trace | null, event: number): number {
  return DURATIONS[trace?.columns.kind[event] ?? 0] ?? 350;
}

function startsOf(trace: Trace | null): Float64Array {
  const kind = trace?.columns.kind ?? new Uint8Array(0);
  const starts = new Float64Array(kind.length + 1);
  for (let i = 0; i < kind.length; i++) starts[i + 1] = starts[i]! + DURATIONS[kind[i]!]!;
  const total = starts[kind.length]!;
  if (total > LONGEST) for (let i = 0; i < starts.length; i++) starts[i]! *= LONGEST / total;
  return starts;
}

