// Writes what happens to a document into the browser's store, soon after it happens.
import type { DocumentRecord, Documents, Kept } from "./documents";
import type { Base, Outbox } from "./outbox";

/** Milliseconds between a change and its writing. */
const SOON = 20;

export type KeepState = "kept" | "keeping" | "failing";

export class Keeper {
  state: KeepState = "kept";
  /** Why it could not be written. */
  problem: string | null = null;
  private timer: number | null = null;
  private writing: Promise<void> = Promise.resolve();
  /** Writes that are under way or wait their turn. */
  private writes = 0;
  private stored = new Set<number>();
  /** What is stored and could not be read: dropped with the next write. */
  private lost: readonly number[] = [];
  private storedBase: Base | null = null;

  /** `kept` is what the store holds of the document already. */
  constructor(
    private readonly documents: Documents,
    private readonly outbox: Outbox,
    private readonly describe: () => DocumentRecord,
    private readonly tell: () => void,
    kept: Kept | null = null,
  ) {
    if (kept === null) return;
    this.stored = new Set(kept.log.map(({ edit }) => edit));
    this.lost = kept.lost;
    this.storedBase = kept.base;
  }

  /** Something is to be written. */
  changed(): void {
    if (this.state === "kept") this.turn("keeping");
    this.timer ??= window.setTimeout(() => void this.flush(), SOON);
  }

  /** Writes now; resolves when it is written, or could not be. */
  flush(): Promise<void> {
    if (this.timer !== null) window.clearTimeout(this.timer);
    this.timer = null;
    this.writes += 1;
    this.writing = this.writing.then(() => this.write());
    return this.writing;
  }

  private async write(): Promise<void> {
    const { base, log } = this.outbox;
    const numbers = new Set(log.map(({ edit }) => edit));
    const added = log.filter(({ edit }) => !this.stored.has(edit));
    const dropped = [...this.stored, ...this.lost].filter((edit) => !numbers.has(edit));
    try {
      await this.documents.write({ record: this.describe(), added, dropped, ...(base !== null && base !== this.storedBase ? { base } : {}) });
      this.stored = numbers;
      this.lost = [];
      this.storedBase = base;
      this.problem = null;
    } catch (error) {
      this.problem = error instanceof Error ? error.message : String(error);
    }
    this.writes -= 1;
    if (this.problem !== null) this.turn("failing");
    else this.turn(this.writes === 0 && this.timer === null ? "kept" : "keeping");
  }

  private turn(state: KeepState): void {
    if (state === this.state) return;
    this.state = state;
    this.tell();
  }
}
