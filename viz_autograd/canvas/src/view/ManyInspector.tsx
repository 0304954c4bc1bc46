// Several nodes: which they are, and what can be done with them at once.
import { useEditor } from "../hooks";
import { NumberList } from "./NumberList";

export function ManyInspector() {
  const editor = useEditor("selection", "scene", "document");
  const names = [...editor.selection.nodes];
  return (
    <>
      <header className="inspector-head">
        <h2>{`${names.length} nodes`}</h2>
        <p className="mute">Drag one to move them all.</p>
      </header>
      <div className="actions">
        <button className="button line small" type="button" onClick={() => editor.duplicate()}>Duplicate</button>
        <button className="button line small" type="button" onClick={() => editor.copy()}>Copy</button>
        <button className="button line small" type="button" onClick={() => editor.deleteSelection()}>Delete</button>
      </div>
      <NumberList names={names} />
    </>
  );
}
