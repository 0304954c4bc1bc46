// What just happened, and what could not: short texts above the transport. How long they stay is the editor's business (toasts.ts).
import { useEditor } from "../hooks";
import type { ToastView } from "../toasts";
import { Icon } from "./icons";

export function Toasts() {
  const editor = useEditor("toasts");
  const errors = editor.toasts.filter((toast) => toast.kind === "error");
  const infos = editor.toasts.filter((toast) => toast.kind === "info");
  const newest = errors.at(-1);
  const drop = (id: number): void => editor.dismiss(id);
  return (
    <div className="toasts">
      <div className="toast-list" role="status">
        {infos.map((toast) => <Toast key={toast.id} toast={toast} drop={drop} />)}
      </div>
      {errors.map((toast) => <Toast key={toast.id} toast={toast} drop={drop} alert={toast === newest} />)}
    </div>
  );
}

interface ToastProps {
  toast: ToastView;
  drop: (id: number) => void;
  alert?: boolean;
}

function Toast({ toast, drop, alert = false }: ToastProps) {
  return (
    <div className={`toast ${toast.kind}`}>
      <Icon name={toast.kind === "error" ? "warning" : "check"} />
      <span className="toast-text" role={alert ? "alert" : undefined}>{toast.text}</span>
      <button className="button quiet square" type="button" aria-label="Dismiss" onClick={() => drop(toast.id)}><Icon name="close" size={14} /></button>
    </div>
  );
}
