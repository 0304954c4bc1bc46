// Is the server there? Asks when it is silent, says when it is gone, and looks for it without ever giving up. The clock is handed in, so that tests own time.
export interface Timers {
  after(milliseconds: number, run: () => void): number;
  cancel(timer: number): void;
  /** From 0 to 1. */
  random(): number;
}

export interface Line {
  /** Sends what the server answers at once. */
  ping(): void;
  /** Milliseconds that what is under way may well take, beyond the usual. */
  allowance(): number;
  /** Looks for the server until it is told to stop; whether a session there has taken over. */
  revive(stop: AbortSignal): Promise<boolean>;
  changed(): void;
}

/** Milliseconds of silence after which the server is asked whether it is there, and after which it counts as gone. */
const QUIET = 5_000;
const SOON = 1_000;
const SILENCE = 3_000;
/** The first wait before the server is looked for again; each is twice as long as the last, up to the longest. */
const FIRST_WAIT = 250;
const LONGEST_WAIT = 5_000;
/** Until the first attempt counts as failed; the later ones are given longer, since the server may be slow. */
const PATIENCE = 10_000;
const MOST_PATIENCE = 60_000;
/** What takes too long is given twice the time when it is tried again, at most so often. */
const MOST_DOUBLINGS = 5;

export class Heartbeat {
  private isOnline = true;
  private asking: number | null = null;
  private giving: number | null = null;
  private waiting: number | null = null;
  private attempts = 0;
  private doublings = 0;
  private reviving = false;
  private abort: (() => void) | null = null;
  private stopped = false;

  constructor(
    private readonly timers: Timers,
    private readonly line: Line,
  ) {}

  get online(): boolean {
    return this.isOnline;
  }

  /** A message that will be answered is on its way. */
  sent(): void {
    if (!this.isOnline || this.giving !== null) return;
    this.giving = this.timers.after(SILENCE * 2 ** this.doublings + this.line.allowance(), () => {
      this.doublings = Math.min(this.doublings + 1, MOST_DOUBLINGS);
      this.lost();
    });
    this.askAfter(SOON);
  }

  /** Something came from the server. */
  heard(): void {
    if (this.stopped || !this.isOnline) return;
    this.clear("giving");
    this.askAfter(QUIET);
  }

  /** The document is open at the server. */
  settled(): void {
    this.doublings = 0;
  }

  /** The connection is closed, or seems to be. */
  lost(): void {
    this.abort?.();
    if (!this.isOnline || this.stopped) return;
    this.isOnline = false;
    this.attempts = 0;
    this.clear("asking");
    this.clear("giving");
    this.line.changed();
    this.wait(FIRST_WAIT);
  }

  /** Something says that the network is there again, or that someone looks: does not wait for the next attempt. */
  hurry(): void {
    if (this.isOnline || this.reviving) return;
    this.attempts = 0;
    this.wait(0);
  }

  /** Something says that the network may be gone: asks at once. */
  doubt(): void {
    if (this.isOnline) this.line.ping();
  }

  stop(): void {
    this.stopped = true;
    this.clear("asking");
    this.clear("giving");
    this.clear("waiting");
  }

  private askAfter(milliseconds: number): void {
    this.clear("asking");
    this.asking = this.timers.after(milliseconds, () => {
      this.asking = null;
      this.line.ping();
    });
  }

  private wait(milliseconds: number): void {
    this.clear("waiting");
    // Not all pages of a class at the same moment.
    const spread = milliseconds * (0.75 + 0.5 * this.timers.random());
    this.waiting = this.timers.after(spread, () => void this.attempt());
  }

  private async attempt(): Promise<void> {
    this.waiting = null;
    this.reviving = true;
    const stop = new AbortController();
    this.abort = () => stop.abort();
    const patience = this.timers.after(Math.min(MOST_PATIENCE, PATIENCE * (1 + this.attempts)), this.abort);
    const failed = new Promise<false>((resolve) => stop.signal.addEventListener("abort", () => resolve(false)));
    const there = await Promise.race([this.tryOnce(stop.signal), failed]);
    this.timers.cancel(patience);
    this.abort = null;
    this.reviving = false;
    if (this.stopped) return;
    if (!there) {
      this.wait(Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** ++this.attempts));
      return;
    }
    this.isOnline = true;
    this.askAfter(QUIET);
    this.line.changed();
  }

  /** Whatever goes wrong with one attempt, the next one is made. */
  private async tryOnce(stop: AbortSignal): Promise<boolean> {
    try {
      return await this.line.revive(stop);
    } catch (error) {
      console.error(error);
      return false;
    }
  }

  private clear(timer: "asking" | "giving" | "waiting"): void {
    const handle = this[timer];
    if (handle !== null) this.timers.cancel(handle);
    this[timer] = null;
  }
}

export const TIMERS: Timers = {
  after: (milliseconds, run) => window.setTimeout(run, milliseconds),
  cancel: (timer) => window.clearTimeout(timer),
  random: () => Math.random(),
};
