// Nodes with their value and gradient, one a line; a click selects.
import { useState } from "react";
import { NOT_YET } from "../format";
import { useEditor } from "../hooks";
import { NodeLink } from "./parts";

export interface NumberItem {
  name: string;
  value: string | null;
  grad: string | null;
}

/** Longer lists are drawn in part, since each new run draws them again. */
const MOST = 40;

export function NumberList({ items }: { items: readonly NumberItem[] }) {
  const editor = useEditor();
  const [all, setAll] = useState(false);
  const visible = all ? items : items.slice(0, MOST);
  return (
    <div className="number-list">
      <table>
        <thead><tr><th scope="col">name</th><th scope="col">value</th><th scope="col">grad</th></tr></thead>
        <tbody>
          {visible.map((item) => (
            <tr key={item.name}>
              <th scope="row"><NodeLink editor={editor} name={item.name} /></th>
              <Figure kind="value" text={item.value} />
              <Figure kind="grad" text={item.grad} />
            </tr>
          ))}
        </tbody>
      </table>
      {visible.length < items.length && (
        <button className="button line small" type="button" onClick={() => setAll(true)}>{`Show all ${items.length}`}</button>
      )}
    </div>
  );
}

function Figure({ kind, text }: { kind: "value" | "grad"; text: string | null }) {
  if (text === null) return <td className="not-yet">{NOT_YET}</td>;
  // All is float64: in a narrow column the shape says enough.
  return <td className={kind} title={text}>{text.replace(/^float64 /, "")}</td>;
}
