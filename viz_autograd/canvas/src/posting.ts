// Messages to the server as they travel: one JSON text, and beside it the bytes that opening a document may take. BokehJS has a form of its own for objects, but
// takes one with a key `constructor` for none, and what a message holds by name may be called anything.
import { toScalar } from "./format";

/** What `codec.read` understands. */
export interface Posted {
  readonly json: string;
  readonly state?: ArrayBuffer;
}

/** JSON has no word for these numbers: they travel as values are written in a file. */
function written(_: string, data: unknown): unknown {
  return typeof data === "number" && !Number.isFinite(data) ? toScalar(data) : data;
}

/** Throws what JSON.stringify does for what is no data: a cycle, a bigint, lists nested without end. */
export function posted(message: object): Posted {
  if (!("state" in message)) return { json: JSON.stringify(message, written) };
  const { state, ...rest } = message;
  const json = JSON.stringify(rest, written);
  return state instanceof ArrayBuffer ? { json, state } : { json };
}

/** Why this cannot be sent; null where it can. */
export function unsendable(message: object): string | null {
  try {
    posted(message);
    return null;
  } catch (error) {
    return `This cannot be done: it is nothing that can be sent (${error instanceof Error ? error.message : String(error)}).`;
  }
}
