// All keys, from the same table that the keyboard is read with.
import { useEditor } from "../hooks";
import { HANDS, KEYS } from "../keys";
import { Dialog } from "./Dialog";

export function KeysDialog() {
  const editor = useEditor("dialog");
  if (editor.dialog !== "keys") return null;
  return (
    <Dialog title="Keys" onClose={() => editor.setDialog(null)}>
      <dl className="keys">
        {[...KEYS, ...HANDS].map((entry) => (
          <div key={entry.key}>
            <dt>{entry.key.split(" ").map((key, index) => <kbd key={index}>{key}</kbd>)}</dt>
            <dd>{entry.says}</dd>
          </div>
        ))}
      </dl>
    </Dialog>
  );
}
