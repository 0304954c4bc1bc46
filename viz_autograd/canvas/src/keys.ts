// The keyboard: one table that is read when a key is pressed, and shown when someone asks for all keys.
import type { Editor } from "./editor";
import { isCircuit } from "./link";

export interface KeyEntry {
  /** As it is shown, the keys of a chord apart: "Ctrl Z". */
  readonly key: string;
  readonly says: string;
  /** Which presses mean it: `event.key` in lower case, after "ctrl+" and "shift+" where they are held. */
  readonly presses: readonly string[];
  /** Page tells how to reach what the editor does not know. */
  readonly run: (editor: Editor, page: Page) => void;
  /** Goes on while the key is held. */
  readonly repeats?: boolean;
  /** The browser answers the press with an event of its own: only that tells what its clipboard holds. */
  readonly own?: boolean;
}

/** What only the mounted page can do. */
export interface Page {
  focusSearch(): void;
  /** As the button Open does. */
  open(): void;
  /** Where the pointer last was over the canvas, in the window. */
  pointer(): { x: number; y: number } | null;
}

function toggle({ player }: Editor): void {
  if (player.playing) player.pause();
  else player.play();
}

function renameSelected(editor: Editor): void {
  const [name, ...others] = editor.selection.nodes;
  if (name !== undefined && others.length === 0) editor.setRenaming(name);
}

function find(editor: Editor, page: Page): void {
  const pointer = page.pointer();
  editor.openFinder({ world: pointer === null ? editor.viewport.middle() : editor.viewport.toWorld(pointer), from: null });
}

/** Answers the event: a link or a circuit's file is opened, else what was copied here is put in. */
export function paste(event: ClipboardEvent, editor: Editor, page: Page): void {
  // The event goes to where the caret was last, be the focus there or not.
  if (event.defaultPrevented || takesText(focused())) return;
  event.preventDefault();
  editor.endOpening();
  const text = event.clipboardData?.getData("text/plain") ?? "";
  if (isCircuit(text)) {
    void editor.openPasted(text);
    return;
  }
  const pointer = page.pointer();
  editor.paste(pointer === null ? undefined : editor.viewport.toWorld(pointer));
}

function escape(editor: Editor): void {
  if (editor.joining.fixed !== null) editor.joining.cancel();
  else if (editor.finder !== null) editor.openFinder(null);
  else if (editor.dialog !== null) editor.setDialog(null);
  else editor.select([]);
}

export const KEYS: readonly KeyEntry[] = [
  { key: "Space", says: "Play or pause", presses: [" "], run: toggle },
  { key: ".", says: "One event forward", presses: ["."], run: ({ player }) => player.step(1), repeats: true },
  { key: ",", says: "One event back", presses: [","], run: ({ player }) => player.step(-1), repeats: true },
  { key: "Home", says: "To the start of the run", presses: ["home"], run: ({ player }) => player.start() },
  { key: "End", says: "To the end of the run", presses: ["end"], run: ({ player }) => player.end() },
  { key: "Ctrl Z", says: "Undo", presses: ["ctrl+z"], run: (editor) => editor.undo(), repeats: true },
  { key: "Ctrl Shift Z", says: "Redo (also Ctrl Y)", presses: ["ctrl+shift+z", "ctrl+y"], run: (editor) => editor.redo(), repeats: true },
  { key: "Ctrl C", says: "Copy the selected nodes", presses: ["ctrl+c"], run: (editor) => editor.copy() },
  { key: "Ctrl X", says: "Cut the selected nodes", presses: ["ctrl+x"], run: (editor) => editor.cut() },
  { key: "Ctrl V", says: "Paste", presses: ["ctrl+v"], run: () => undefined, own: true },
  { key: "Ctrl D", says: "Duplicate the selected nodes", presses: ["ctrl+d"], run: (editor) => editor.duplicate() },
  { key: "Ctrl A", says: "Select all nodes", presses: ["ctrl+a"], run: (editor) => editor.selectAll() },
  { key: "Ctrl O", says: "Open a file or a recent circuit", presses: ["ctrl+o"], run: (_, page) => page.open() },
  { key: "Ctrl S", says: "Save", presses: ["ctrl+s"], run: (editor) => void editor.save() },
  { key: "Delete", says: "Delete what is selected (also Backspace)", presses: ["delete", "backspace"], run: (editor) => editor.deleteSelection() },
  { key: "F2", says: "Rename the selected node", presses: ["f2"], run: renameSelected },
  { key: "A", says: "Add a node: type its op (also a double-click)", presses: ["a"], run: find },
  { key: "/", says: "Search the ops", presses: ["/"], run: (_, page) => page.focusSearch() },
  { key: "F", says: "Fit the circuit into view", presses: ["f"], run: (editor) => editor.fit() },
  { key: "+", says: "Zoom in", presses: ["+", "=", "shift++"], run: (editor) => editor.zoomIn(), repeats: true },
  { key: "−", says: "Zoom out", presses: ["-"], run: (editor) => editor.zoomOut(), repeats: true },
  { key: "L", says: "Lay the circuit out anew", presses: ["l"], run: (editor) => editor.arrange() },
  { key: "Escape", says: "Let go, close, select nothing", presses: ["escape"], run: escape },
  { key: "?", says: "All keys", presses: ["shift+?", "?"], run: (editor) => editor.setDialog(editor.dialog === "keys" ? null : "keys") },
];

/** What the mouse does on the canvas, shown with the keys. */
export const HANDS: readonly Pick<KeyEntry, "key" | "says">[] = [
  { key: "Shift drag", says: "Select a box" },
  { key: "Shift click", says: "Select one more (also Ctrl click)" },
];

const BY_PRESS = new Map(KEYS.flatMap((entry) => entry.presses.map((press) => [press, entry] as const)));

function pressOf(event: KeyboardEvent): string {
  const { key } = event;
  return `${event.ctrlKey || event.metaKey ? "ctrl+" : ""}${event.shiftKey ? "shift+" : ""}${key.toLowerCase()}`;
}

/** Does this element take typed text? Keys are its own then. */
export function takesText(element: EventTarget | undefined): boolean {
  if (!(element instanceof HTMLElement)) return false;
  if (element instanceof HTMLInputElement) return !["checkbox", "radio", "button", "range", "file"].includes(element.type);
  return element instanceof HTMLTextAreaElement || element instanceof HTMLSelectElement || element.isContentEditable;
}

function focused(): Element | undefined {
  let element = document.activeElement;
  while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
  return element ?? undefined;
}

/** Is this press one that the focused control answers itself? */
function ownPress(element: EventTarget | undefined, key: string): boolean {
  if (!(element instanceof HTMLElement)) return false;
  if (element instanceof HTMLInputElement && element.type === "range") return key === "Home" || key === "End" || key.startsWith("Arrow");
  if (element.getAttribute("role") === "slider") return key === "Home" || key === "End";
  if (element instanceof HTMLInputElement) return key === " ";
  return element.closest("button, summary, a[href], [role=button], [role=menuitem]") !== null && (key === " " || key === "Enter");
}

/** Answers a press. True when it was one of the table's. */
export function press(event: KeyboardEvent, editor: Editor, page: Page): boolean {
  const element = event.composedPath()[0];
  if (event.defaultPrevented || event.altKey || event.isComposing || takesText(element) || ownPress(element, event.key)) return false;
  const entry = BY_PRESS.get(pressOf(event));
  if (entry === undefined || entry.own) return false;
  event.preventDefault();
  if (event.repeat && !entry.repeats) return true;
  const opening = editor.endOpening();
  // The key that ends the opening play does not start it anew.
  if (opening && entry.run === toggle) return true;
  entry.run(editor, page);
  return true;
}
