// What holds for the whole page, as long as it holds: no server, or another tab that has the circuit.
import { useEditor, useFact } from "../hooks";
import { Icon } from "./icons";

/** At the canvas's upper edge, above what comes and goes there. */
export function OfflineNotice() {
  const connected = useFact("status", (editor) => editor.connected);
  // Always there, since what is told in it must come later than it to be read out.
  return (
    <div className="offline" role="status">
      {!connected && (
        <p className="offline-chip" title="Edit, open files, play and export; saving, sharing and the gallery come back with the server.">
          <Icon name="offline" />
          <b>offline, your edits are kept</b>
          <span>Numbers wait for the server; it is looked for by itself.</span>
        </p>
      )}
    </div>
  );
}

/** Between the bar and the canvas. */
export function ReadOnlyStrip() {
  const editor = useEditor();
  const readOnly = useFact("document", () => editor.readOnly);
  const inherits = useFact("document", () => editor.inherits);
  return (
    <div className="strip-place" role="status">
      {readOnly && (
        <p className="strip">
          <Icon name="lock" />
          <span>{inherits ? "The other tab is closed. This circuit can be edited here when the server is there again." : "This circuit is open in another tab. Here it is read-only."}</span>
          <button className="button line small" type="button" onClick={() => void editor.openCopy()}>Open a copy</button>
        </p>
      )}
    </div>
  );
}
