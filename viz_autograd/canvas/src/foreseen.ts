// What Undo and Redo will be about while a run takes long: by then the edits that wait for it are done, and they are what comes last.
import { editLabel } from "./offline_labels";
import type { Numbered } from "./outbox";

/** What the next undo and redo are called; null where there is none, "" where its name is not known. */
export interface HistoryLabels {
  readonly undo: string | null;
  readonly redo: string | null;
}

/** The server says only the next step's name: there may be more beneath it. */
const UNKNOWN = "";

export function foreseen({ undo, redo }: HistoryLabels, waiting: readonly Numbered[]): HistoryLabels {
  const done = undo === null ? [] : [UNKNOWN, undo];
  let undone = redo === null ? [] : [UNKNOWN, redo];
  let gesture: string | null = null;
  for (const edit of waiting) {
    if (edit.type === "undo") take(done, undone, edit.steps ?? 1);
    else if (edit.type === "redo") take(undone, done, edit.steps ?? 1);
    else {
      const now = edit.type === "apply" ? (edit.gesture ?? null) : null;
      if (now !== null && now === gesture) done.pop();
      gesture = now;
      done.push(editLabel(edit));
      undone = [];
      continue;
    }
    gesture = null;
  }
  return { undo: done.at(-1) ?? null, redo: undone.at(-1) ?? null };
}

/** Takes steps from the one end of the history to the other. */
function take(from: string[], to: string[], steps: number): void {
  for (let i = 0; i < steps; i++) {
    const last = from.at(-1);
    if (last === undefined) return;
    to.push(last);
    // Beneath what has no known name there may be more of the kind: it stays, and a second one says nothing new.
    if (last === UNKNOWN) return;
    from.pop();
  }
}
