// The page's address: what it asks for when the page opens, and how it follows what is opened later.
import type { Wishes } from "./session";

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
    circuit: asked.get("circuit"),
    ...events(asked.get("t")),
    still: asked.get("still") === "1",
    near: asked.get("near"),
    shared: hash.startsWith("#g="),
  };
}

/** The address of a page that shows this gallery circuit, or (null) one that the address cannot name. */
export function addressOf(href: string, circuit: string | null): string {
  const url = new URL(href);
  for (const name of ["t", "near", "circuit"]) url.searchParams.delete(name);
  if (circuit !== null) url.searchParams.set("circuit", circuit);
  if (url.hash.startsWith("#g=")) url.hash = "";
  return url.href;
}

/** Names what is open in the address, so that a reload does not bring back what was open before. */
export function follow(circuit: string | null): void {
  window.history.replaceState(window.history.state, "", addressOf(window.location.href, circuit));
}
