// The page without React: every gesture by its name, on top of the session with the server.
import type { Setting } from "./attributes";
import { follow, sharedAddress } from "./address";
import { Clipboard } from "./clipboard";
import { DARK, LIGHT, svg } from "./drawing";
import { copyText, savePng, saveSvg, saveText } from "./exporting";
import type { Value } from "./format";
import * as gestures from "./gestures";
import { type Fixed, Joining } from "./joining";
import { linkIn, LONGEST_LINK, packed, unpacked } from "./link";
import { parseValue } from "./parse";
import type { AskArray, Command, FileView, Piece } from "./protocol";
import { type Segment, sentenceAt } from "./sentence";
import { type EdgeEnd, READ_ONLY_FILE, type Selected, Session, type Topic, type Wishes } from "./session";
import { Sliding } from "./sliding";
import { recall, remember } from "./storage";
import type { ToastView } from "./toasts";

export type { EdgeEnd, Selected, ToastView, Topic, Wishes };
export type Theme = "light" | "dark" | "system";
export type Dialog = null | "keys" | "gallery" | "export" | "open" | "share" | "changed";

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** Where the finder is open, and what the node picked there is to be joined to. */
export interface FinderPlace {
  readonly world: Point;
  readonly from: Fixed | null;
}

/** The file of a circuit without nodes. */
const EMPTY = JSON.stringify({ format: "viz-autograd", version: 1, name: "untitled", nodes: [], edges: [] });

type Positions = Record<string, [number, number]>;

export class Editor extends Session {
  theme: Theme;
  dialog: Dialog = null;
  /** The address that could not be copied. */
  link = "";
  /** The server's file, where another program wrote it: what is there. */
  changed: FileView | null = null;
  finder: FinderPlace | null = null;
  /** Is the pointer dragging nodes? */
  dragging = false;
  /** The node whose name is being typed on the canvas. */
  renaming: string | null = null;
  /** The edge that what is dragged would be put into. */
  aim: string | null = null;
  readonly joining: Joining;
  private readonly sliding: Sliding;
  private readonly clipboard = new Clipboard();
  private gestureCount = 0;

  constructor(wishes: Wishes) {
    super(wishes);
    const stored = recall("theme");
    this.theme = stored === "light" || stored === "dark" ? stored : "system";
    this.joining = new Joining(this);
    this.sliding = new Sliding((command, gesture) => super.apply(command, gesture), () => this.newGesture("slide"));
  }

  /** A name for commands that are one step of undo together. */
  newGesture(what: string): string {
    return `${what} ${Date.now()} ${++this.gestureCount}`;
  }

  override apply(command: Command, gesture: string | null = null): Promise<boolean> {
    this.sliding.end();
    return super.apply(command, gesture);
  }

  protected override interrupted(): void {
    this.sliding.end();
  }

  undo(steps = 1): void {
    if (this.undoLabel !== null) void this.step({ type: "undo", steps });
  }

  redo(steps = 1): void {
    if (this.redoLabel !== null) void this.step({ type: "redo", steps });
  }

  newCircuit(): void {
    void this.replace({ type: "apply", command: { type: "replace", text: EMPTY, label: "clear the canvas" } });
  }

  openText(name: string, text: string): Promise<boolean> {
    return this.replace({ type: "open", name, text });
  }

  openGallery(id: string): void {
    void this.replace({ type: "open_gallery", circuit: id });
  }

  async save(): Promise<void> {
    // What is shown here may be older than what the other tab saved.
    if (this.savesNothing) this.fail(`${READ_ONLY_FILE} Nothing was written.`, { label: "Download a copy", run: () => void this.download() });
    else await this.saveOver(this.known);
  }

  /** A tab that may not edit the circuit does not write its file either. */
  get savesNothing(): boolean {
    return this.readOnly && this.file !== null;
  }

  /** Replaces the file also where another program wrote it, as long as that is what the person was told of. */
  async overwrite(): Promise<void> {
    await this.saveOver(this.changed?.digest ?? null);
  }

  /** Hands the circuit's file to the person, and writes none at the server. */
  async download(): Promise<void> {
    const reply = await this.request({ type: "ask_file", view: this.viewport.view });
    if (reply?.type !== "saved" || typeof reply.text !== "string") return;
    saveText(reply.name, reply.text);
    this.notify(`Saved as ${reply.name}`);
  }

  private async saveOver(known: string | null): Promise<void> {
    const reply = await this.request({ type: "save", view: this.viewport.view, known });
    if (reply?.type === "changed") {
      this.changed = reply.file;
      this.setDialog("changed");
    }
    if (reply?.type !== "saved") return;
    if (typeof reply.text === "string") saveText(reply.name, reply.text);
    this.markSaved(reply.file ?? null);
    this.notify(reply.file ? `Saved to ${reply.file.path}` : `Saved as ${reply.name}`);
  }

  /** The address was given a circuit while the page was open; it then names the document again. */
  followHash(): void {
    const link = linkIn(window.location.hash);
    if (link === null) return;
    if (this.id !== null) follow(this.id);
    void this.openLink(link);
  }

  /** Opens a link, or a circuit's file, that was pasted as text. */
  openPasted(text: string): Promise<boolean> {
    const link = linkIn(text);
    return link === null ? this.openText("the pasted text", text) : this.openLink(link);
  }

  /** Puts a circuit that an address holds in the place of what is open. */
  async openLink(link: string): Promise<boolean> {
    const text = await unpacked(link);
    if (text.ok) return this.openText("the link", text.text);
    this.fail(text.reason);
    return false;
  }

  /** Copies an address that holds the circuit and the moment; of a circuit too large for one, says so. */
  async share(): Promise<void> {
    const reply = await this.request({ type: "ask_file", view: this.viewport.view });
    if (reply?.type !== "saved" || typeof reply.text !== "string") return;
    const address = sharedAddress(window.location.href, await packed(reply.text), this.shown);
    if (address.length > LONGEST_LINK) {
      const size = Math.ceil(address.length / 1024);
      this.fail(`A link would have ${size} KB; those above 32 KB do not reach everyone. Save the circuit's file and send that.`, { label: "Save the file", run: () => void this.save() });
    } else if (await copyText(address)) this.notify(`Link copied (${address.length < 1024 ? "under 1" : Math.ceil(address.length / 1024)} KB): it holds the circuit and this moment.`);
    else {
      this.link = address;
      this.setDialog("share");
    }
  }

  private drawn(): string {
    return svg(this.scene, this.trace, this.player.t, this.ops, this.dark ? DARK : LIGHT, this.stale ? (name) => this.leafValue(name) : null);
  }

  exportSvg(): void {
    saveSvg(this.title, this.drawn());
  }

  async exportPng(): Promise<void> {
    try {
      await savePng(this.title, this.drawn());
    } catch (error) {
      this.fail(`The picture could not be made: ${error instanceof Error ? error.message : String(error)}`);
    }
  }

  async askArray(of: AskArray["of"], node: string, port: string | null | undefined, offset: number, limit: number): Promise<Piece> {
    const reply = await this.ask({ type: "ask_array", of, node, port: port ?? null, offset, limit });
    if (reply.type === "piece") return reply;
    throw new Error(reply.type === "refusal" ? reply.message : "The server answered something else.");
  }

  /** With `at`, its centre goes there, and into the edge that lies there. */
  addFromPalette(entry: string, at?: Point): void {
    void gestures.add(this, entry, at ?? null);
  }

  /** Gives a leaf the value typed. What is wrong with the text, or null; what the server refuses is told on its own. */
  setValue(name: string, text: string): string | null {
    return this.typed(text, (value) => ({ type: "set_value", name, value }));
  }

  /** Empty text clears the constant. */
  setConstant(node: string, port: string, text: string): string | null {
    if (text.trim() !== "") return this.typed(text, (value) => ({ type: "set_constant", name: node, port, value }));
    if (this.scene.node(node)?.constants[port] !== undefined) void this.apply({ type: "set_constant", name: node, port, value: null });
    return null;
  }

  /** Empty text goes back to a seed of 1. */
  setSeed(text: string): string | null {
    if (text.trim() !== "") return this.typed(text, (value) => ({ type: "set_seed", value }));
    void this.apply({ type: "set_seed", value: null });
    return null;
  }

  /** As `setValue`, for a field that shows what is wrong itself: also what the server refuses comes back. */
  submitValue(name: string, text: string): Promise<string | null> {
    return this.submit(text, (value) => ({ type: "set_value", name, value }));
  }

  submitConstant(node: string, port: string, text: string): Promise<string | null> {
    if (text.trim() !== "") return this.submit(text, (value) => ({ type: "set_constant", name: node, port, value }));
    return Promise.resolve(this.setConstant(node, port, text));
  }

  private async submit(text: string, command: (value: Value) => Command): Promise<string | null> {
    const parsed = parseValue(text);
    if (!parsed.ok) {
      this.fail(parsed.error);
      return parsed.error;
    }
    this.sliding.end();
    const refusal = await this.attempt(command(parsed.value));
    if (refusal === null) return null;
    this.refused(refusal);
    return refusal.message;
  }

  private typed(text: string, command: (value: Value) => Command): string | null {
    const parsed = parseValue(text);
    if (!parsed.ok) return parsed.error;
    void this.apply(command(parsed.value));
    return null;
  }

  /** A slider moved; `endSlide` makes what comes next another step of undo. */
  slide(name: string, value: number): void {
    this.endOpening();
    this.sliding.slide(name, value);
  }

  endSlide(): void {
    this.sliding.end();
  }

  /** Shown at once, so that a box that is ticked stays ticked; taken back where it is refused. */
  setRequiresGrad(name: string, on: boolean): void {
    this.showRequiresGrad(name, on);
    void this.apply({ type: "set_requires_grad", name, requires_grad: on }).then((done) => {
      if (!done) this.showRequiresGrad(name, !on);
    });
  }

  private showRequiresGrad(name: string, on: boolean): void {
    const node = this.scene.node(name);
    if (node === undefined) return;
    this.scene.apply({ nodes: [{ ...node, lacks: [...node.lacks], requires_grad: on }] });
    this.items.emit([name]);
    this.tell("scene");
  }

  setAttribute(name: string, attribute: string, value: Setting): void {
    void this.apply({ type: "set_attribute", name, attribute, value });
  }

  setRoot(name: string | null): void {
    void this.apply({ type: "set_root", name });
  }

  arrange(): void {
    void gestures.arrangeAll(this);
  }

  deleteSelection(): void {
    void gestures.deleteSelection(this);
  }

  duplicate(): void {
    void this.clipboard.duplicate(this);
  }

  copy(): void {
    void this.clipboard.copy(this);
  }

  cut(): void {
    void this.clipboard.copy(this).then((copied) => copied && this.deleteSelection());
  }

  paste(at?: Point): void {
    void this.clipboard.paste(this, at ?? null);
  }

  selectAll(): void {
    this.select(this.scene.names());
  }

  /** Moves nodes on the screen only, while they are dragged. */
  drag(positions: Positions): void {
    this.held.move(positions);
    const names = Object.keys(positions);
    const [only] = names;
    this.setAim(names.length === 1 && only !== undefined ? (gestures.insertion(this, only)?.key ?? null) : null);
    for (const name of names) this.items.emit([...this.scene.inEdges(name), ...this.scene.outEdges(name)].map((edge) => edge.key));
    this.tell("scene");
  }

  /** The end of a drag, as one step of undo. */
  async drop(gesture: string | null = null): Promise<boolean> {
    const positions: Positions = this.held.places;
    if (this.held.size === 0) return true;
    const command = gestures.dropped(this, positions);
    this.setAim(null);
    const done = await this.settle(command, command.type === "move" ? null : { type: "move", positions }, gesture);
    this.held.letGo(positions);
    return done;
  }

  /** Does a command, or what is left of it when it is refused; the refusal is told after that. */
  private async settle(command: Command, instead: Command | null, gesture: string | null): Promise<boolean> {
    this.sliding.end();
    const refusal = await this.attempt(command, gesture);
    if (refusal === null) return true;
    if (instead !== null) await this.attempt(instead, gesture);
    this.refused(refusal);
    return false;
  }

  /** Moves nodes as one step of undo with this name. */
  async move(positions: Positions, label: string): Promise<boolean> {
    this.drag(positions);
    this.setAim(null);
    const done = await this.apply({ type: "batch", label, commands: [{ type: "move", positions }] });
    this.held.letGo(positions);
    return done;
  }

  setAim(key: string | null): void {
    if (key === this.aim) return;
    const keys = [key, this.aim].filter((each) => each !== null);
    this.aim = key;
    this.items.emit(keys);
  }

  /** What the current event does, for the line above the timeline. */
  explain(): Segment[] {
    return sentenceAt(this.trace, this.scene, this.ops, this.player.t, this.connected);
  }

  get dark(): boolean {
    return this.theme === "dark" || (this.theme === "system" && matchMedia("(prefers-color-scheme: dark)").matches);
  }

  setTheme(theme: Theme): void {
    this.theme = theme;
    remember("theme", theme);
    this.tell("theme");
  }

  setDialog(dialog: Dialog): void {
    this.dialog = dialog;
    this.tell("dialog");
  }

  openFinder(place: FinderPlace | null): void {
    this.finder = place;
    this.tell("finder");
  }

  setRenaming(name: string | null): void {
    const keys = [name, this.renaming].filter((each) => each !== null);
    this.renaming = name;
    this.items.emit(keys);
  }

  zoomIn(): void {
    this.viewport.zoomBy(1.25);
  }

  zoomOut(): void {
    this.viewport.zoomBy(0.8);
  }
}
