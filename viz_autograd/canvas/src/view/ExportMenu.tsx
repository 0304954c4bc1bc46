// The circuit as a picture, as it stands at the cursor.
import { useEffect, useRef, type KeyboardEvent } from "react";
import { useEditor } from "../hooks";
import { walk } from "./Dialog";
import { Icon } from "./icons";

export function ExportMenu() {
  const editor = useEditor("dialog");
  const open = editor.dialog === "export";
  const place = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (!open) return;
    place.current?.querySelector<HTMLElement>("[data-walk]")?.focus();
    const outside = (event: PointerEvent): void => {
      if (place.current !== null && !event.composedPath().includes(place.current)) editor.setDialog(null);
    };
    window.addEventListener("pointerdown", outside, true);
    return () => window.removeEventListener("pointerdown", outside, true);
  }, [open, editor]);
  const close = (): void => {
    editor.setDialog(null);
    button.current?.focus();
  };
  const choose = (work: () => unknown): void => {
    close();
    void work();
  };
  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>): void => {
    if (!open) return;
    event.stopPropagation();
    if (event.key === "Escape") close();
    else if (event.key === "Tab") editor.setDialog(null);
    else walk(event.currentTarget, event);
  };
  return (
    <div className="menu-place" ref={place} onKeyDown={onKeyDown}>
      <button className="button" type="button" ref={button} title="The circuit as a picture" aria-haspopup="menu" aria-expanded={open} onClick={() => editor.setDialog(open ? null : "export")}>
        <Icon name="export" /><span className="word">Export</span>
      </button>
      {open && (
        <div className="menu" role="menu" aria-label="Picture of the circuit">
          <button className="menu-item" type="button" role="menuitem" data-walk onClick={() => choose(() => editor.exportPng())}>
            <b>PNG</b><span>a picture, twice the size</span>
          </button>
          <button className="menu-item" type="button" role="menuitem" data-walk onClick={() => choose(() => editor.exportSvg())}>
            <b>SVG</b><span>a drawing that scales</span>
          </button>
        </div>
      )}
    </div>
  );
}
