// What the page tells in passing. Only the newest error is kept, until something works again.
/** What can be done about it, as a button. */
export interface ToastAction {
  readonly label: string;
  readonly run: () => void;
}

export interface ToastView {
  readonly id: number;
  readonly kind: "error" | "info";
  readonly text: string;
  readonly action: ToastAction | null;
}

/** Notes at once, without the error. */
const MOST_NOTES = 2;

export class Toasts {
  list: readonly ToastView[] = [];
  private lastId = 0;

  constructor(private readonly changed: () => void) {}

  /** Shows a text; the number by which it can be dismissed. */
  add(kind: ToastView["kind"], text: string, action: ToastAction | null = null): number {
    const toast = { id: ++this.lastId, kind, text, action };
    const notes = this.list.filter((other) => other.kind === "info" && other.text !== text);
    const errors = this.list.filter((other) => other.kind === "error");
    this.list = kind === "error" ? [...notes, toast] : [...notes, toast].slice(-MOST_NOTES).concat(errors);
    this.changed();
    return toast.id;
  }

  dismiss(id: number): void {
    this.keep((toast) => toast.id !== id);
  }

  /** Something worked: the error is old. */
  clearErrors(): void {
    this.keep((toast) => toast.kind !== "error");
  }

  private keep(wanted: (toast: ToastView) => boolean): void {
    const kept = this.list.filter(wanted);
    if (kept.length === this.list.length) return;
    this.list = kept;
    this.changed();
  }
}
