// Edits that were kept and then could not be done: each by its name, with the reason.
import { editLabel } from "./offline_labels";
import type { Numbered } from "./outbox";
import type { Refusal } from "./protocol";

export interface RefusedEdit {
  readonly refusal: Refusal;
  /** Null where what was kept of it could not be read. */
  readonly edit: Numbered | null;
}

/** More are counted only. */
const MOST_NAMED = 20;

export function refusalText(refused: readonly RefusedEdit[]): string {
  const [one] = refused;
  if (one !== undefined && refused.length === 1) return `One edit that was kept could not be done: ${said(one)}`;
  const lines = refused.slice(0, MOST_NAMED).map((each) => `· ${said(each)}`);
  const more = refused.length - lines.length;
  if (more > 0) lines.push(`· and ${more} more`);
  return [`${refused.length} edits that were kept could not be done:`, ...lines].join("\n");
}

function said({ refusal, edit }: RefusedEdit): string {
  return edit === null ? refusal.message : `${called(edit)}: ${refusal.message}`;
}

/** As its undo is called, and of an edge also where it was to end. */
function called(edit: Numbered): string {
  const port = edit.type === "apply" && edit.command.type === "connect" ? `.${edit.command.port}` : "";
  return editLabel(edit) + port;
}
