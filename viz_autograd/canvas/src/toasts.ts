// What the page tells in passing, newest last. How long each stays is the view's to say.
export interface ToastView {
  readonly id: number;
  readonly kind: "error" | "info";
  readonly text: string;
}

const MOST = 6;

export class Toasts {
  list: readonly ToastView[] = [];
  private lastId = 0;

  constructor(private readonly changed: () => void) {}

  add(kind: ToastView["kind"], text: string): void {
    const others = this.list.filter((toast) => toast.kind !== kind || toast.text !== text);
    this.list = [...others, { id: ++this.lastId, kind, text }].slice(-MOST);
    this.changed();
  }

  dismiss(id: number): void {
    if (!this.list.some((toast) => toast.id === id)) return;
    this.list = this.list.filter((toast) => toast.id !== id);
    this.changed();
  }
}
