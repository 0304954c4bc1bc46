// A slider's drag: one message under way at a time, the latest value wins, and the whole drag is one step of undo.
import type { Command } from "./protocol";

type Send = (command: Command, gesture: string) => Promise<unknown>;

export class Sliding {
  private name: string | null = null;
  private gesture = "";
  private busy = false;
  private next: { name: string; value: number; gesture: string } | null = null;

  constructor(
    private readonly send: Send,
    private readonly newGesture: () => string,
  ) {}

  slide(name: string, value: number): void {
    if (this.name !== name) {
      this.name = name;
      this.gesture = this.newGesture();
    }
    this.next = { name, value, gesture: this.gesture };
    if (!this.busy) void this.pump();
  }

  /** The drag is over: what comes next is a step of its own. */
  end(): void {
    this.name = null;
  }

  get active(): boolean {
    return this.name !== null;
  }

  private async pump(): Promise<void> {
    this.busy = true;
    try {
      while (this.next !== null) {
        const { name, value, gesture } = this.next;
        this.next = null;
        await this.send({ type: "set_value", name, value }, gesture);
      }
    } finally {
      this.busy = false;
    }
  }
}

/** The range of a slider around a value: the same both sides of zero, round, with room beyond the value. */
export function sliderRange(value: number): { min: number; max: number } {
  const size = Math.abs(value);
  if (!(size > 9)) return { min: -10, max: 10 };
  if (size > 1e300) return { min: -size, max: size };
  const unit = 10 ** Math.floor(Math.log10(size));
  const reach = [1, 2, 5, 10, 20].map((step) => step * unit).find((limit) => limit >= 1.2 * size) ?? 20 * unit;
  return { min: -reach, max: reach };
}
