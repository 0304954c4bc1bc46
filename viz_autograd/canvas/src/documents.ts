// The documents that this browser keeps, in IndexedDB: what each is called and looks like, what the server packed of it, and the edits since.
import { type DBSchema, type IDBPDatabase, openDB } from "idb";
import type { Origin } from "./connection";
import type { Base, Numbered } from "./outbox";
import type { View } from "./protocol";
import { baseFrom, editFrom, recordFrom } from "./records";

/** Where a document was left. */
export interface Moment {
  /** Events shown; null is the end. */
  readonly t: number | null;
  readonly view: View | null;
}

export interface DocumentRecord {
  readonly id: string;
  readonly title: string;
  /** Milliseconds since 1970. */
  readonly changed: number;
  readonly opened: number;
  /** The number of its newest edit, and of the newest one that was saved to a file. */
  readonly edits: number;
  readonly saved: number;
  readonly nodes: number;
  /** A small picture of it (picture.ts), as a data URL. */
  readonly picture: string | null;
  readonly moment: Moment;
  readonly origin: Origin;
  /** The file on the server's disk that it is the content of, and what that content was when it was opened or saved. */
  readonly file: { readonly path: string; readonly digest: string } | null;
}

export interface Kept {
  readonly record: DocumentRecord;
  readonly base: Base | null;
  readonly log: Numbered[];
  /** Numbers of edits that could not be read. */
  readonly lost: readonly number[];
  /** In words, what of it could not be read and is left out. */
  readonly damaged: readonly string[];
}

/** What is kept of a document is not enough to open it. */
export class DamagedError extends Error {}

/** What is to be written; all of it, or nothing. */
export interface Changes {
  readonly record: DocumentRecord;
  readonly base?: Base;
  readonly added?: readonly Numbered[];
  /** Numbers of edits that nobody has to do any more. */
  readonly dropped?: readonly number[];
}

interface Schema extends DBSchema {
  documents: { key: string; value: DocumentRecord };
  bases: { key: string; value: Base & { readonly id: string } };
  edits: { key: [string, number]; value: { readonly id: string; readonly edit: Numbered } & { readonly number: number } };
}

const NAME = "viz-autograd";
const VERSION = 1;

function editsOf(id: string, upTo = Infinity): IDBKeyRange {
  return IDBKeyRange.bound([id, 0], [id, upTo]);
}

export class Documents {
  private constructor(private readonly store: IDBPDatabase<Schema>) {}

  /** Null in a browser that forbids it. */
  static async open(): Promise<Documents | null> {
    try {
      const store = await openDB<Schema>(NAME, VERSION, {
        upgrade(fresh) {
          fresh.createObjectStore("documents", { keyPath: "id" });
          fresh.createObjectStore("bases", { keyPath: "id" });
          fresh.createObjectStore("edits", { keyPath: ["id", "number"] });
        },
        // A newer page wants to change what is stored: this one must not be in its way.
        blocking: (_current, _wanted, event) => (event.target as IDBDatabase).close(),
      });
      return new Documents(store);
    } catch {
      return null;
    }
  }

  /** All of them, the one that was opened last first. */
  async list(): Promise<DocumentRecord[]> {
    const all = await this.store.getAll("documents");
    const records = all.map(recordFrom).flatMap((checked) => (checked === null ? [] : [checked.record]));
    return records.sort((a, b) => b.opened - a.opened);
  }

  /** What is kept of a document; null where that is nothing. Throws a DamagedError where it cannot be opened. */
  async read(id: string): Promise<Kept | null> {
    const transaction = this.store.transaction(["documents", "bases", "edits"]);
    const [record, base, log] = await Promise.all([
      transaction.objectStore("documents").get(id),
      transaction.objectStore("bases").get(id),
      transaction.objectStore("edits").getAll(editsOf(id)),
    ]);
    if (record === undefined) return null;
    const checked = recordFrom(record);
    const packed = baseFrom(base);
    if (checked === null || packed === "damaged") throw new DamagedError(`What this browser keeps of ${checked?.record.title || "a circuit"} is damaged and cannot be opened; it stays as it is, under Open.`);
    const edits = log.map((each) => ({ number: each.number, edit: editFrom(each) }));
    const lost = edits.filter(({ edit }) => edit === null).map(({ number }) => number);
    const damaged = lost.length === 0 ? checked.damaged : [...checked.damaged, lost.length === 1 ? "one of its edits" : `${lost.length} of its edits`];
    return { record: checked.record, base: packed, log: edits.flatMap(({ edit }) => (edit === null ? [] : [edit])), lost, damaged };
  }

  async write(changes: Changes): Promise<void> {
    const { record, base, added = [], dropped = [] } = changes;
    const { id } = record;
    const transaction = this.store.transaction(["documents", "bases", "edits"], "readwrite");
    const edits = transaction.objectStore("edits");
    const work: Promise<unknown>[] = [transaction.objectStore("documents").put(record)];
    if (base !== undefined) work.push(transaction.objectStore("bases").put({ id, ...base }), edits.delete(editsOf(id, base.edits)));
    for (const edit of added) work.push(edits.put({ id, number: edit.edit, edit }));
    for (const number of dropped) work.push(edits.delete([id, number]));
    await Promise.all([...work, transaction.done]);
  }

  async remove(id: string): Promise<void> {
    const transaction = this.store.transaction(["documents", "bases", "edits"], "readwrite");
    await Promise.all([
      transaction.objectStore("documents").delete(id),
      transaction.objectStore("bases").delete(id),
      transaction.objectStore("edits").delete(editsOf(id)),
      transaction.done,
    ]);
  }
}

/** A name for a document that no other has. */
export function newId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(9));
  return btoa(String.fromCharCode(...bytes)).replaceAll("+", "-").replaceAll("/", "_");
}
