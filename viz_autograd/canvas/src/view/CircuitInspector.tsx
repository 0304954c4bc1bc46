// Nothing is selected: the circuit as a whole, and how to begin.
import { useEditor } from "../hooks";
import { valueText } from "../terms";
import { useCursor } from "./cursor";
import { NumberList } from "./NumberList";
import { NodeLink, Row } from "./parts";
import { RootProblem } from "./RootPart";

const FIRST_HINT = "Drag an op from the left, or click it";
const HINTS = [
  "Drag from port to port to wire",
  "Double-click the canvas to add",
  "Drop a gate on an edge to insert it",
  "Click a number to type another",
];

function counted(count: number, word: string): string {
  return `${count} ${word}${count === 1 ? "" : "s"}`;
}

export function CircuitInspector() {
  const editor = useEditor("document", "scene");
  const { trace, shown } = useCursor(editor);
  const { scene, root } = editor;
  const leaves = scene.nodes().filter((node) => node.op === "leaf");
  const parameters = leaves.filter((leaf) => leaf.requires_grad).length;
  const rootValue = root.name === null || trace === null ? null : valueText(trace, scene, root.name, shown);
  return (
    <>
      <header className="inspector-head">
        <h2>{editor.title}</h2>
        <p className="mute">{[counted(scene.size, "node"), counted(scene.edgeCount, "edge"), counted(parameters, "parameter")].join(" · ")}</p>
      </header>
      <dl className="rows">
        <Row label="root">
          {root.name === null ? <span className="mute">{editor.connected || scene.size === 0 ? "none yet" : "known when the server is there again"}</span> : <><NodeLink editor={editor} name={root.name} />{rootValue !== null && <> = <span className="value">{rootValue}</span></>}</>}
        </Row>
      </dl>
      <RootProblem />
      {leaves.length > 0 && <NumberList names={leaves.map((leaf) => leaf.name)} />}
      <section className="hints" aria-label="How to begin">
        <h3>{scene.size === 0 ? "Begin here" : "Try"}</h3>
        <ul>{(scene.size === 0 ? [FIRST_HINT, ...HINTS] : HINTS).map((hint) => <li key={hint}>{hint}</li>)}</ul>
        <p className="mute"><kbd>Space</kbd> plays, <kbd>?</kbd> shows all keys</p>
      </section>
    </>
  );
}
