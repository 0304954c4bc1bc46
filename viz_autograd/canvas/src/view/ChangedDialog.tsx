// The server's file has another content than this page knows: what is there and what is here are both kept until a person chooses.
import { useRef } from "react";
import { useEditor } from "../hooks";
import { OPEN_ON_DISK } from "../session";
import { Dialog, walk } from "./Dialog";

export function ChangedDialog() {
  const editor = useEditor("dialog");
  const place = useRef<HTMLDivElement>(null);
  const { changed } = editor;
  if (editor.dialog !== "changed" || changed === null) return null;
  const choices = [
    { word: "Save elsewhere", says: "Downloads this circuit; the file stays as it is.", run: () => editor.download() },
    { word: OPEN_ON_DISK, says: "This circuit stays under Open.", run: () => editor.openOnDisk() },
    { word: "Overwrite", says: `Puts this circuit into ${changed.name}; what is there now is lost.`, run: () => editor.overwrite() },
  ];
  const choose = (run: () => Promise<void>): void => {
    editor.setDialog(null);
    void run();
  };
  return (
    <Dialog title={`${changed.name} has changed on disk`} onClose={() => editor.setDialog(null)}>
      <p className="dialog-lead">It is not what was opened or saved here: another program wrote it. Nothing was saved yet.</p>
      <div className="gallery" ref={place} onKeyDown={(event) => place.current !== null && walk(place.current, event)}>
        {choices.map(({ word, says, run }) => (
          <button key={word} className="gallery-entry" type="button" data-walk aria-label={word} onClick={() => choose(run)}>
            <span className="gallery-title">{word}</span>
            <span className="gallery-says">{says}</span>
          </button>
        ))}
      </div>
    </Dialog>
  );
}
