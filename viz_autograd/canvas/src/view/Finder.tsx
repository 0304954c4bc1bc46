// Type to add a node: where the canvas was double-clicked, or where an edge was let go.
import { useEffect, useId, useMemo, useRef, useState, type KeyboardEvent } from "react";
import type { Editor, FinderPlace } from "../editor";
import type { Value } from "../format";
import * as gestures from "../gestures";
import { useEditor } from "../hooks";
import { parseValue } from "../parse";
import type { OpView } from "../protocol";
import { OpSign } from "./icons";

const WIDTH = 236;
const HEIGHT = 320;

interface Choice {
  readonly entry: string;
  readonly symbol: string;
  readonly label: string;
  readonly says: string;
  readonly value?: Value;
}

/** Ops whose inputs must have dimensions; all others take any shape. */
const LEAST_DIMENSIONS: Readonly<Record<string, number>> = { dot: 1, matmul: 1 };

function fits(op: OpView, editor: Editor, place: FinderPlace): boolean {
  if (place.from?.kind !== "out") return true;
  const shape = editor.scene.node(place.from.source)?.shape ?? null;
  if (shape === null) return true;
  return shape.length >= (LEAST_DIMENSIONS[op.name] ?? 0) && (op.name !== "dot" || shape.length === 1);
}

function choicesFor(editor: Editor, place: FinderPlace): Choice[] {
  const leaves: Choice[] =
    place.from?.kind === "out"
      ? []
      : [
          { entry: "parameter", symbol: "w", label: "parameter", says: "a leaf that requires grad" },
          { entry: "constant", symbol: "7", label: "constant", says: "a leaf without gradient" },
        ];
  return [...leaves, ...editor.ops.filter((op) => fits(op, editor, place)).map((op) => ({ entry: op.name, symbol: op.symbol, label: op.name, says: op.title }))];
}

function found(choices: Choice[], query: string, leaves: boolean): Choice[] {
  const wanted = query.trim().toLowerCase();
  if (wanted === "") return choices;
  const typed = leaves ? parseValue(wanted) : null;
  if (typed?.ok) {
    return [
      { entry: "parameter", symbol: "w", label: `parameter ${wanted}`, says: "requires grad", value: typed.value },
      { entry: "constant", symbol: "7", label: `constant ${wanted}`, says: "no gradient", value: typed.value },
    ];
  }
  const rank = ({ label, symbol, says }: Choice): number => {
    if (label === wanted || symbol === wanted) return 0;
    if (label.startsWith(wanted)) return 1;
    if (label.includes(wanted)) return 2;
    return says.toLowerCase().includes(wanted) ? 3 : 9;
  };
  return choices.filter((choice) => rank(choice) < 9).sort((a, b) => rank(a) - rank(b));
}

export function Finder() {
  const editor = useEditor("finder");
  const { finder } = editor;
  return finder === null ? null : <Open key={`${finder.world.x} ${finder.world.y}`} editor={editor} place={finder} />;
}

function Open({ editor, place }: { editor: Editor; place: FinderPlace }) {
  const [query, setQuery] = useState("");
  const [at, setAt] = useState(0);
  const root = useRef<HTMLDivElement>(null);
  const list = useId();
  const choices = useMemo(() => choicesFor(editor, place), [editor, place]);
  const hits = found(choices, query, place.from?.kind !== "out");
  const current = Math.min(at, Math.max(0, hits.length - 1));
  const moving = place.from?.moving ?? null;
  const close = (): void => editor.openFinder(null);
  const pick = (choice: Choice | undefined): void => {
    if (choice === undefined) return;
    close();
    void gestures.addJoined(editor, choice.entry, place.world, place.from, choice.value);
  };
  useEffect(() => {
    const outside = (event: PointerEvent): void => {
      if (root.current !== null && !event.composedPath().includes(root.current)) editor.openFinder(null);
    };
    window.addEventListener("pointerdown", outside, true);
    return () => window.removeEventListener("pointerdown", outside, true);
  }, [editor]);
  useEffect(() => {
    root.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: "nearest" });
  }, [current, query]);
  const onKeyDown = (event: KeyboardEvent): void => {
    event.stopPropagation();
    const steps: Record<string, number> = { ArrowDown: 1, ArrowUp: -1 };
    const step = steps[event.key];
    if (event.key === "Escape") close();
    else if (event.key === "Enter") pick(hits[current]);
    else if (step !== undefined && hits.length > 0) setAt((current + step + hits.length) % hits.length);
    else return;
    event.preventDefault();
  };
  const corner = editor.viewport.toCanvas(place.world);
  const left = Math.max(8, Math.min(corner.x, editor.viewport.width - WIDTH - 8));
  const top = Math.max(8, Math.min(corner.y, editor.viewport.height - HEIGHT - 8));
  return (
    <div className="finder" data-testid="finder" ref={root} style={{ left, top, width: WIDTH }} onKeyDown={onKeyDown} onDoubleClick={(event) => event.stopPropagation()}>
      <input type="text" role="combobox" aria-label="Add a node" aria-expanded="true" aria-controls={list} aria-activedescendant={hits[current] ? `${list}-${current}` : undefined}
        placeholder={place.from === null ? "Type an op, or a number" : "Type an op that fits"} autoFocus spellCheck={false} autoComplete="off" value={query}
        onChange={(event) => {
          setQuery(event.target.value);
          setAt(0);
        }} />
      <ul role="listbox" id={list} aria-label="Ops">
        {hits.map((choice, index) => (
          <li key={choice.label} id={`${list}-${index}`} role="option" aria-selected={index === current} data-op={choice.entry} onPointerEnter={() => setAt(index)} onClick={() => pick(choice)}>
            <OpSign op={choice.entry} symbol={choice.symbol} />
            <span>{choice.label}</span>
            {choice.says !== choice.label && <small>{choice.says}</small>}
          </li>
        ))}
        {hits.length === 0 && <li className="none">Nothing of that name.</li>}
      </ul>
      {moving !== null && <hr />}
      {moving !== null && (
        <button type="button" className="button small" onClick={() => {
          close();
          void editor.apply({ type: "disconnect", ...moving });
        }}>
          Take the edge away
        </button>
      )}
    </div>
  );
}
