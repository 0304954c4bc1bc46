// The page's address: what it asks for when the page opens, and how it follows what is open.
import type { Wishes } from "./session";

const SHARED = "#g=";
/** What names a circuit or a moment of it: none of these is true any more when the page has gone on from there. */
const ASKED = ["doc", "circuit", "t", "near"];

/** Events that the address asks for; what is no such number is told, and everything is shown. */
function events(text: string | null): { t: number | null; complaint: string | null } {
  if (text === null || text.trim() === "") return { t: null, complaint: null };
  const t = Number(text);
  if (Number.isFinite(t) && t >= 0) return { t, complaint: null };
  return { t: Infinity, complaint: `The address asks for ?t=${text.slice(0, 40)}, which is no number of events; all are shown.` };
}

export function wishesOf({ search, hash }: Pick<Location, "search" | "hash">): Wishes {
  const asked = new URLSearchParams(search);
  return {
    doc: asked.get("doc"),
    circuit: asked.get("circuit"),
    ...events(asked.get("t")),
    still: asked.get("still") === "1",
    near: asked.get("near"),
    shared: hash.startsWith(SHARED) ? hash.slice(SHARED.length) : null,
  };
}

function without(href: string, names: readonly string[]): URL {
  const url = new URL(href);
  for (const name of names) url.searchParams.delete(name);
  if (url.hash.startsWith(SHARED)) url.hash = "";
  return url;
}

/** The address of a page that shows this document of this browser. */
export function addressOf(href: string, doc: string): string {
  // A session that the address named is not this page's to name again.
  const url = without(href, [...ASKED, "bokeh-session-id", "bokeh-token"]);
  url.searchParams.set("doc", doc);
  return url.href;
}

/** The address that names no circuit: what the server was started with, or what was open last. */
export function bareAddress(href: string): string {
  return without(href, [...ASKED, "bokeh-session-id", "bokeh-token"]).href;
}

/** An address that carries a circuit, packed, and a moment of it. */
export function sharedAddress(href: string, packed: string, t: number): string {
  const url = without(href, [...ASKED, "still", "bokeh-session-id", "bokeh-token"]);
  url.searchParams.set("t", String(t));
  url.hash = SHARED.slice(1) + packed;
  return url.href;
}

/** Names the open document in the address, so that a reload brings it back. */
export function follow(doc: string): void {
  window.history.replaceState(window.history.state, "", addressOf(window.location.href, doc));
}
