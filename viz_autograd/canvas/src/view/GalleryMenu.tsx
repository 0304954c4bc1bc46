// The circuits that come with the app.
import { useRef } from "react";
import { useEditor } from "../hooks";
import { Dialog, walk } from "./Dialog";

export function GalleryMenu() {
  const editor = useEditor("dialog", "document");
  const list = useRef<HTMLUListElement>(null);
  if (editor.dialog !== "gallery") return null;
  const close = (): void => editor.setDialog(null);
  const choose = (id: string): void => {
    close();
    void editor.openGallery(id);
  };
  return (
    <Dialog title="Gallery" onClose={close}>
      <p className="dialog-lead">Opening one replaces the circuit on the canvas; undo brings it back.</p>
      <ul className="gallery" ref={list} onKeyDown={(event) => list.current !== null && walk(list.current, event)}>
        {editor.gallery.map((entry) => (
          <li key={entry.id}>
            <button className="gallery-entry" type="button" data-walk data-circuit={entry.id} onClick={() => choose(entry.id)}>
              <span className="gallery-title">{entry.title}</span>
              <span className="gallery-id">{entry.id}</span>
              <span className="gallery-says">{entry.says}</span>
            </button>
          </li>
        ))}
      </ul>
    </Dialog>
  );
}
