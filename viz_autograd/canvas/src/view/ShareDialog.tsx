// A link that the browser did not let be copied: here it can be, by hand.
import { useEditor } from "../hooks";
import { Dialog } from "./Dialog";

export function ShareDialog() {
  const editor = useEditor("dialog");
  if (editor.dialog !== "share") return null;
  return (
    <Dialog title="Share" onClose={() => editor.setDialog(null)}>
      <p className="dialog-lead">The browser did not let the link be copied. It is selected: Ctrl C (⌘ C) copies it. It holds the circuit and this moment.</p>
      <input className="link" aria-label="Link" readOnly data-first value={editor.link} spellCheck={false} onFocus={(event) => event.target.select()} />
    </Dialog>
  );
}
