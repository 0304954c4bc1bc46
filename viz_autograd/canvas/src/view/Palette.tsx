// What can be put on the canvas: by click, by Enter, or dragged to its place.
import { useEffect, useMemo, useRef, useState, type DragEvent, type KeyboardEvent } from "react";
import { useEditor } from "../hooks";
import { DRAG_TYPE, entriesOf, type Entry, found, grouped } from "../palette";
import { READ_ONLY } from "../session";
import { isLong } from "../signs";
import { Icon, OpSign } from "./icons";
import { PaletteTip } from "./PaletteTip";

export { DRAG_TYPE };

export function Palette() {
  const editor = useEditor("document");
  const [query, setQuery] = useState("");
  const [tip, setTip] = useState<{ entry: Entry; at: DOMRect } | null>(null);
  const place = useRef<HTMLElement>(null);
  const entries = useMemo(() => entriesOf(editor.ops), [editor.ops]);
  const hits = useMemo(() => found(entries, query), [entries, query]);
  const searching = query.trim() !== "";
  const told = tip !== null;
  useEffect(() => {
    if (!told) return;
    // After a drag the browser may not say that the pointer is gone from the entry.
    const elsewhere = (event: PointerEvent): void => {
      if (!event.composedPath().some((element) => element instanceof HTMLElement && element.dataset.op !== undefined)) setTip(null);
    };
    window.addEventListener("pointermove", elsewhere, { passive: true });
    return () => window.removeEventListener("pointermove", elsewhere);
  }, [told]);
  const add = (entry: Entry): void => {
    setTip(null);
    if (editor.readOnly) {
      editor.fail(READ_ONLY);
      return;
    }
    void editor.addFromPalette(entry.name);
  };
  const onSearchKey = (event: KeyboardEvent<HTMLInputElement>): void => {
    event.stopPropagation();
    const first = hits[0];
    if (event.key === "Enter" && searching && first !== undefined) {
      add(first);
      setQuery("");
    } else if (event.key === "ArrowDown") {
      event.preventDefault();
      place.current?.querySelector<HTMLElement>("[data-op]")?.focus();
    } else if (event.key === "Escape") {
      setQuery("");
      event.currentTarget.blur();
    }
  };
  const groups: [string, Entry[]][] = searching ? [["found", hits]] : grouped(entries);
  return (
    <aside className="palette" data-testid="palette" aria-label="Palette" ref={place} onScroll={() => setTip(null)}>
      <label className="search">
        <Icon name="search" size={14} />
        <input type="search" placeholder="Search ops" aria-label="Search ops" value={query} spellCheck={false} autoComplete="off"
          onChange={(event) => setQuery(event.target.value)} onKeyDown={onSearchKey} />
        <kbd aria-hidden="true">/</kbd>
      </label>
      {searching && hits.length === 0 && <p className="palette-none">Nothing here is called “{query.trim()}”.</p>}
      {groups.map(([family, group]) => group.length > 0 && (
        <section key={family} aria-label={family}>
          <h3>{family}</h3>
          <div className="ops">
            {group.map((entry, index) => (
              <EntryButton key={entry.name} entry={entry} first={searching && index === 0} off={editor.readOnly} add={add} tell={setTip} />
            ))}
          </div>
        </section>
      ))}
      {tip !== null && <PaletteTip entry={tip.entry} at={tip.at} />}
    </aside>
  );
}

interface EntryButtonProps {
  entry: Entry;
  /** It is what Enter in the search field adds. */
  first: boolean;
  /** Nothing can be added. */
  off: boolean;
  add: (entry: Entry) => void;
  tell: (tip: { entry: Entry; at: DOMRect } | null) => void;
}

/** Columns of the palette, for the arrow keys. */
const COLUMNS = 2;

function EntryButton({ entry, first, off, add, tell }: EntryButtonProps) {
  const onKeyDown = (event: KeyboardEvent<HTMLElement>): void => {
    const steps: Record<string, number> = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -COLUMNS, ArrowDown: COLUMNS };
    const step = steps[event.key];
    if (event.key === "Enter" || event.key === " ") add(entry);
    else if (event.key === "Escape") tell(null);
    else if (step !== undefined) {
      const all = [...(event.currentTarget.closest(".palette")?.querySelectorAll<HTMLElement>("[data-op]") ?? [])];
      all[all.indexOf(event.currentTarget) + step]?.focus();
    } else return;
    event.preventDefault();
    event.stopPropagation();
  };
  const dragged = useRef(false);
  const onDragStart = (event: DragEvent<HTMLElement>): void => {
    tell(null);
    dragged.current = true;
    event.dataTransfer.setData(DRAG_TYPE, entry.name);
    event.dataTransfer.effectAllowed = "copy";
  };
  const onDragEnd = (): void => {
    tell(null);
    // The browser takes the pointer for still here, and says so, until it moves again.
    window.addEventListener("pointermove", () => { dragged.current = false; }, { once: true });
  };
  const show = (element: HTMLElement): void => tell({ entry, at: element.getBoundingClientRect() });
  return (
    <div className={`op${first ? " first" : ""}${isLong(entry.name, entry.symbol) ? " bare" : ""}`} role="button" tabIndex={0} draggable={!off} aria-disabled={off || undefined} data-op={entry.name} aria-label={entry.name}
      onClick={() => add(entry)} onKeyDown={onKeyDown} onDragStart={onDragStart} onDragEnd={onDragEnd}
      onPointerEnter={(event) => !dragged.current && show(event.currentTarget)} onPointerLeave={() => tell(null)}
      onFocus={(event) => event.currentTarget.matches(":focus-visible") && show(event.currentTarget)} onBlur={() => tell(null)}>
      {!isLong(entry.name, entry.symbol) && <OpSign op={entry.name} symbol={entry.symbol} />}
      <span className="op-name">{entry.label}</span>
    </div>
  );
}
