// A window over the page: closes with Escape or a click beside it, and gives the focus back.
import { useEffect, useId, useRef, type KeyboardEvent, type MouseEvent, type ReactNode } from "react";
import { Icon } from "./icons";

interface DialogProps {
  title: string;
  onClose: () => void;
  children: ReactNode;
}

export function Dialog({ title, onClose, children }: DialogProps) {
  const place = useRef<HTMLDialogElement>(null);
  const heading = useId();
  useEffect(() => {
    const dialog = place.current;
    if (dialog === null) return;
    const root = dialog.getRootNode();
    const before = root instanceof ShadowRoot || root instanceof Document ? root.activeElement : null;
    // Who opened it by mouse goes back to the canvas.
    const back = before instanceof HTMLElement && before.matches(":focus-visible") ? before : null;
    dialog.showModal();
    dialog.querySelector<HTMLElement>("[data-walk], [data-first]")?.focus();
    return () => {
      dialog.close();
      back?.focus();
    };
  }, []);
  const onKeyDown = (event: KeyboardEvent): void => {
    // The page's keys (Space, Delete …) rest while a window is open.
    event.stopPropagation();
    if (event.key === "Escape") {
      event.preventDefault();
      onClose();
    }
  };
  const onClick = (event: MouseEvent): void => {
    if (event.target === place.current) onClose();
  };
  return (
    <dialog className="dialog" ref={place} aria-labelledby={heading} onKeyDown={onKeyDown} onClick={onClick} onCancel={(event) => { event.preventDefault(); onClose(); }}>
      <div className="dialog-inner">
        <header className="dialog-head">
          <h2 id={heading}>{title}</h2>
          <button className="button quiet square" type="button" aria-label="Close" onClick={onClose}><Icon name="close" /></button>
        </header>
        {children}
      </div>
    </dialog>
  );
}

/** Arrow keys, Home and End walk over the buttons inside `list`. Returns whether the key was one of them. */
export function walk(list: HTMLElement, event: KeyboardEvent): boolean {
  const items = [...list.querySelectorAll<HTMLElement>("[data-walk]")];
  const root = list.getRootNode();
  const active = root instanceof ShadowRoot || root instanceof Document ? root.activeElement : null;
  const at = items.findIndex((item) => item === active);
  const last = items.length - 1;
  const steps: Record<string, number> = {
    ArrowDown: at < last ? at + 1 : 0,
    ArrowUp: at > 0 ? at - 1 : last,
    Home: 0,
    End: last,
  };
  const next = steps[event.key];
  if (next === undefined) return false;
  event.preventDefault();
  items[next]?.focus();
  return true;
}
