// The edits of a document: numbered, kept until they are in what the server packed, and known as acknowledged or not.
import type { DocumentEdit } from "./protocol";

type WithoutId<E> = E extends DocumentEdit ? Omit<E, "id"> : never;
type WithoutNumber<E> = E extends DocumentEdit ? Omit<E, "id" | "edit"> : never;
/** An edit with its number. */
export type Numbered = WithoutId<DocumentEdit>;
export type Unnumbered = WithoutNumber<DocumentEdit>;

/** The document with its history as the server packed it, up to an edit. */
export interface Base {
  readonly state: ArrayBuffer;
  readonly edits: number;
}

export class Outbox {
  private packed: Base | null = null;
  private edits: Numbered[] = [];
  private done = 0;
  private newest = 0;

  /** Another document; `log` are its edits after the base, in order. */
  restore(base: Base | null, log: readonly Numbered[]): void {
    this.packed = base;
    this.edits = [...log];
    // The session that begins with these has not said yet that it did them.
    this.done = base?.edits ?? 0;
    this.newest = Math.max(this.done, log.at(-1)?.edit ?? 0);
  }

  get base(): Base | null {
    return this.packed;
  }

  /** The edits after the base, in order. */
  get log(): readonly Numbered[] {
    return this.edits;
  }

  /** The number of the newest edit. */
  get count(): number {
    return this.newest;
  }

  /** Edits up to this number are acknowledged. */
  get acknowledged(): number {
    return this.done;
  }

  get waiting(): readonly Numbered[] {
    return this.edits.filter((edit) => edit.edit > this.done);
  }

  /** About how many characters the waiting edits have: files that are opened are what counts. */
  get waitingSize(): number {
    return this.waiting.reduce((sum, edit) => sum + (edit.type === "open" ? edit.text.length : edit.type === "apply" && edit.command.type === "replace" ? edit.command.text.length : 100), 0);
  }

  add(edit: Unnumbered): Numbered {
    const numbered = { ...edit, edit: ++this.newest } as Numbered;
    this.edits.push(numbered);
    return numbered;
  }

  acknowledge(edits: number): void {
    this.done = Math.max(this.done, Math.min(edits, this.newest));
  }

  /** What the server refused is done by nobody; the edit that it was, or null where it was not kept. */
  refuse(edit: number): Numbered | null {
    const at = this.edits.findIndex((each) => each.edit === edit);
    return at < 0 ? null : (this.edits.splice(at, 1)[0] ?? null);
  }

  /** The server packed the document: the edits in it need not be kept one by one. */
  rebase(base: Base): void {
    if (this.packed !== null && base.edits < this.packed.edits) return;
    this.packed = base;
    this.acknowledge(base.edits);
    const first = this.edits.findIndex((each) => each.edit > base.edits);
    this.edits.splice(0, first < 0 ? this.edits.length : first);
  }
}
