// A new session in the place of a lost one, without loading the page anew: the page is asked for once more, and the session that the server made for it is joined.
// What is mounted for that has nothing to show; it hands its model to the editor that is there.
import type { Model } from "./connection";

/** What is used of the BokehJS that the page loaded. */
interface BokehView {
  readonly model: { readonly document?: BokehDocument | null };
}
interface BokehDocument {
  on_event(name: string, listener: () => void): void;
}
interface BokehGlobal {
  readonly documents: BokehDocument[];
  readonly index: { readonly roots: BokehView[]; delete(view: BokehView): void };
  readonly embed: { embed_items(documents: object, items: RenderItem[]): Promise<unknown> };
}
interface RenderItem {
  readonly token: string;
  readonly roots: Readonly<Record<string, string>>;
}

let expecting: ((model: Model) => void) | null = null;

function bokeh(): BokehGlobal {
  return (window as unknown as { Bokeh: BokehGlobal }).Bokeh;
}

/** Takes a model that was mounted to succeed another. False when nobody waits for one. */
export function arrived(model: Model): boolean {
  const take = expecting;
  expecting = null;
  take?.(model);
  return take !== null;
}

/** Tells when the connection of the page's document is lost. */
export function onLost(lost: () => void): void {
  for (const document of bokeh().documents) watch(document, lost);
}

const watched = new WeakSet<BokehDocument>();

function watch(document: BokehDocument, lost: () => void): void {
  if (watched.has(document)) return;
  watched.add(document);
  // A document that was succeeded is no longer among the page's.
  document.on_event("connection_lost", () => bokeh().documents.includes(document) && lost());
}

/** The session that the server made for a page asked for now. Null where there is no such server. */
async function newItem(stop: AbortSignal): Promise<RenderItem | null> {
  const response = await fetch(window.location.href, { cache: "no-store", signal: stop });
  if (!response.ok) return null;
  const items = /render_items = (\[.*\]);/.exec(await response.text());
  const found: unknown = items === null ? null : JSON.parse(items[1] ?? "null");
  const item: unknown = Array.isArray(found) ? found[0] : null;
  return typeof item === "object" && item !== null && "token" in item && "roots" in item ? (item as RenderItem) : null;
}

/** A model of a fresh session, or null where the server cannot be reached, or not before it is told to stop. */
export async function succeed(stop: AbortSignal): Promise<Model | null> {
  const place = document.createElement("div");
  place.hidden = true;
  const { documents, index, embed } = bokeh();
  const before = [...documents];
  try {
    const item = await newItem(stop);
    if (item === null) return null;
    for (const id of Object.values(item.roots)) {
      const root = document.createElement("div");
      root.id = id;
      place.append(root);
    }
    document.body.append(place);
    // Another process may number its models alike: Panel would find the old one. What is drawn stays.
    for (const view of index.roots) index.delete(view);
    const model = await new Promise<Model>((resolve, reject) => {
      expecting = resolve;
      stop.addEventListener("abort", () => reject(new Error("no model came in time")));
      embed.embed_items({}, [item]).catch(reject);
    });
    for (const old of before) documents.splice(documents.indexOf(old), 1);
    return model;
  } catch {
    // Not there yet, or gone again: the next attempt will tell.
    expecting = null;
    place.remove();
    for (const half of documents.filter((each) => !before.includes(each))) documents.splice(documents.indexOf(half), 1);
    return null;
  }
}
