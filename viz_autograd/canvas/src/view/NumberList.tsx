// Nodes with their value and gradient, one a line; a click selects.
import { useState, useSyncExternalStore } from "react";
import { fitText } from "../fitting";
import { canvasText, formatValue, NOT_YET } from "../format";
import { useEditor } from "../hooks";
import { gradText, valueText } from "../terms";
import { useCursor } from "./cursor";
import { typedOffline } from "./numbers";
import { NodeLink } from "./parts";

/** Longer lists are drawn in part, since each new run draws them again. */
const MOST = 40;
/** How wide a number may be in the inspector's two widths (canvas.css), in a face of 13 px. */
const ROOM = 84;
const NARROW_ROOM = 66;
const SIZE = 13;

const narrow = matchMedia("(max-width: 1180px)");

function useRoom(): number {
  return useSyncExternalStore(
    (listener) => {
      narrow.addEventListener("change", listener);
      return () => narrow.removeEventListener("change", listener);
    },
    () => (narrow.matches ? NARROW_ROOM : ROOM),
  );
}

export function NumberList({ names }: { names: readonly string[] }) {
  const [all, setAll] = useState(false);
  const visible = all ? names : names.slice(0, MOST);
  return (
    <div className="number-list">
      <table>
        <thead><tr><th scope="col">name</th><th scope="col">value</th><th scope="col">grad</th></tr></thead>
        <tbody>{visible.map((name) => <Line key={name} name={name} />)}</tbody>
      </table>
      {visible.length < names.length && (
        <button className="button line small" type="button" onClick={() => setAll(true)}>{`Show all ${names.length}`}</button>
      )}
    </div>
  );
}

function Line({ name }: { name: string }) {
  const editor = useEditor();
  const { trace, shown } = useCursor(editor);
  const index = trace?.nodeIndex(name) ?? -1;
  const known = trace !== null && index >= 0;
  const typed = typedOffline(editor, name);
  return (
    <tr>
      <th scope="row"><NodeLink editor={editor} name={name} /></th>
      {typed !== null
        ? <Figure name={name} kind="value" elements={typed.elements} full={formatValue(typed.elements, typed.shape)} />
        : <Figure name={name} kind="value" elements={known ? trace.value(index, shown) : null} full={known ? valueText(trace, editor.scene, name, shown) : null} />}
      <Figure name={name} kind="grad" elements={known ? trace.grad(index, shown) : null} full={known ? gradText(trace, editor.scene, name, shown) : null} />
    </tr>
  );
}

interface FigureProps {
  name: string;
  kind: "value" | "grad";
  elements: ArrayLike<number> | null;
  full: string | null;
}

function Figure({ name, kind, elements, full }: FigureProps) {
  const editor = useEditor();
  const room = useRoom();
  if (full === null) return <td className="not-yet">{NOT_YET}</td>;
  const shape = editor.scene.node(name)?.shape ?? [];
  const sure = kind === "value" && editor.scene.node(name)?.op === "leaf";
  return <td className={sure ? `${kind} sure` : kind} title={full}>{elements === null ? canvasText(full) : fitText(elements, shape, room, SIZE)}</td>;
}
