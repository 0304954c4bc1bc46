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
let first: Model | null = null;

function bokeh(): BokehGlobal {
  return (window as unknown as { Bokeh: BokehGlobal }).Bokeh;
}

/** Takes a model that was mounted to succeed the page's first one. False for that one itself, which has a page to show. */
export function arrived(model: Model): boolean {
  first ??= model;
  if (model === first) return false;
  // One that comes when nobody waits any more, because it took too long, is of no use.
  expecting?.(model);
  expecting = null;
  return true;
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
      stop.addEventListener("abort", () => reject(new Error("no session came in time")));
      embed.embed_items({}, [item]).catch(reject);
    });
    forget(documents, before);
    return model;
  } catch (error) {
    console.debug("The server is not there yet, or gone again:", error);
    expecting = null;
    place.remove();
    forget(documents, documents.filter((each) => !before.includes(each)));
    return null;
  }
}

/** Takes documents from the page's. */
function forget(documents: BokehDocument[], gone: readonly BokehDocument[]): void {
  documents.splice(0, documents.length, ...documents.filter((each) => !gone.includes(each)));
}
