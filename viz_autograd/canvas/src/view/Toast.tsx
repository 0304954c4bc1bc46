// What just happened, and what could not: short texts at the canvas's upper edge, which go by themselves.
import { useEffect, useState } from "react";
import { useEditor } from "../hooks";
import type { ToastAction, ToastView } from "../toasts";
import { Icon } from "./icons";
import { OfflineNotice } from "./Notices";
import { Running } from "./Running";

/** Milliseconds that a text stays when nobody points at it. */
const STAYS = { error: 10_000, info: 5_000 } as const;

export function Toasts() {
  const editor = useEditor("toasts");
  const error = editor.toasts.find((toast) => toast.kind === "error");
  const infos = editor.toasts.filter((toast) => toast.kind === "info");
  return (
    <div className="toasts">
      <OfflineNotice />
      <Running />
      {error !== undefined && <Toast key={error.id} toast={error} />}
      <div className="toast-list" role="status">
        {infos.map((toast) => <Toast key={toast.id} toast={toast} />)}
      </div>
    </div>
  );
}

function Toast({ toast }: { toast: ToastView }) {
  const editor = useEditor();
  const [hovered, setHovered] = useState(false);
  const [focused, setFocused] = useState(false);
  // A still page changes only when someone does something.
  const held = hovered || focused || editor.wishes.still;
  useEffect(() => {
    if (held) return;
    const timer = setTimeout(() => editor.dismiss(toast.id), STAYS[toast.kind]);
    return () => clearTimeout(timer);
  }, [editor, held, toast]);
  const act = (action: ToastAction | null): void => {
    editor.dismiss(toast.id);
    action?.run();
  };
  return (
    <div className={`toast ${toast.kind}`} onPointerEnter={() => setHovered(true)} onPointerLeave={() => setHovered(false)} onFocus={() => setFocused(true)} onBlur={() => setFocused(false)}>
      <Icon name={toast.kind === "error" ? "warning" : "check"} />
      <span className="toast-text" role={toast.kind === "error" ? "alert" : undefined}>{toast.text}</span>
      {toast.action !== null && <button className="button line small" type="button" onClick={() => act(toast.action)}>{toast.action.label}</button>}
      <button className="button quiet square" type="button" aria-label="Dismiss" onClick={() => editor.dismiss(toast.id)}><Icon name="close" size={14} /></button>
    </div>
  );
}
