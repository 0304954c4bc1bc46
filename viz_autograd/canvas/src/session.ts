// What is open and what ran, as the server says it; what is selected; and the way of every command there and back.
import { follow } from "./address";
import { type Arrived, Connection, type Model, type Outgoing } from "./connection";
import { Emitter } from "./emitter";
import { Names } from "./naming";
import { Player } from "./player";
import type { Command, GalleryView, OpView, Refusal, Root, ServerReply, Update } from "./protocol";
import { isEmpty, Runs } from "./runs";
import { edgeKey, Scene } from "./scene";
import { recall, remember } from "./storage";
import { Toasts, type ToastView } from "./toasts";
import type { Trace } from "./trace";
import { Viewport } from "./viewport";

export type Topic = "document" | "scene" | "frame" | "selection" | "status" | "toasts" | "theme" | "dialog" | "view" | "joining" | "finder";

export interface EdgeEnd {
  readonly target: string;
  readonly port: string;
}
export interface Selected {
  readonly nodes: ReadonlySet<string>;
  readonly edge: EdgeEnd | null;
}

/** What the page's address and the person's system ask for. */
export interface Wishes {
  readonly circuit: string | null;
  /** Events shown at the start. */
  readonly t: number | null;
  /** What is wrong with the address. */
  readonly complaint: string | null;
  /** No motion at all. */
  readonly still: boolean;
  readonly near: string | null;
  /** A whole circuit in the address: no opening play then. */
  readonly shared: boolean;
}

const NOTHING: Selected = { nodes: new Set(), edge: null };
const NO_ROOT: Root = { name: null, chosen: false };

export class Session {
  readonly topics = new Emitter<Topic>();
  /** One key a node (its name) and an edge (its key): what follows the cursor, and marks. */
  readonly items = new Emitter<string>();

  ops: OpView[] = [];
  gallery: GalleryView[] = [];
  file: string | null = null;
  version = "";
  title = "";
  undoLabel: string | null = null;
  redoLabel: string | null = null;
  root: Root = NO_ROOT;
  run = 0;
  /** Is there something to draw? */
  ready = false;
  saveState: "saved" | "unsaved" = "saved";
  selection: Selected = NOTHING;
  /** Refusals that name a node, until something works again. */
  readonly troubles = new Map<string, string>();
  /** Where nodes are while they are dragged, and until the server has said so too. */
  readonly held = new Map<string, [number, number]>();

  readonly scene = new Scene();
  readonly player: Player;
  readonly viewport = new Viewport(() => this.tell("view"));
  readonly names = new Names((name) => this.scene.has(name));
  private readonly runs: Runs;
  private readonly connection: Connection;
  private readonly notes = new Toasts(() => this.tell("toasts"));
  private readonly renamed = new Map<string, string>();
  private opening = false;

  constructor(
    model: Model,
    readonly wishes: Wishes,
  ) {
    this.player = new Player({
      now: () => performance.now(),
      requestFrame: (callback) => requestAnimationFrame(callback),
      cancelFrame: (handle) => cancelAnimationFrame(handle),
    });
    this.player.still = wishes.still;
    this.runs = new Runs(this.scene, this.player, this.items, () => this.tell("frame"));
    this.connection = new Connection(model, (reply) => this.receive(reply));
  }

  /** Says that the page is there; the circuit comes as the answer. */
  open(): void {
    void this.ask({ type: "hello", circuit: this.wishes.circuit });
  }

  close(): void {
    this.player.dispose();
    this.connection.close();
  }

  subscribe(topic: Topic, listener: () => void): () => void {
    return this.topics.subscribe(topic, listener);
  }

  tell(...topics: Topic[]): void {
    this.topics.emit(topics);
  }

  get trace(): Trace | null {
    return this.runs.trace;
  }

  /** Whole events shown. */
  get shown(): number {
    return this.player.shown;
  }

  ask(message: Outgoing): Promise<ServerReply> {
    return this.connection.ask(message);
  }

  private receive(reply: Arrived): void {
    if (reply.type === "welcome") {
      this.ops = reply.ops;
      this.scene.setOps(reply.ops);
      this.gallery = reply.gallery;
      this.version = reply.version ?? "";
      this.tell("document");
    } else if (reply.type === "update") this.update(reply);
    // What answers no message: the circuit that the address asked for is not there, say.
    else if (reply.type === "refusal" && reply.ack === 0) this.fail(reply.message);
  }

  private update(update: Update & Arrived): void {
    const first = !this.ready;
    const fresh = first || update.reset;
    this.ready = true;
    this.title = update.title;
    this.file = update.file ?? null;
    this.undoLabel = update.undo;
    this.redoLabel = update.redo;
    const rerooted = this.root.name !== update.root.name;
    this.root = update.root;
    this.run = update.run;
    this.saveState = first ? "saved" : "unsaved";
    if (update.reset && !first) follow(null);
    this.notes.clearErrors();
    const cleared = [...this.troubles.keys()];
    this.troubles.clear();
    if (fresh) {
      this.held.clear();
      this.setSelection(NOTHING);
    }
    const plays = first && this.wantsOpening();
    const changed = this.runs.take(update, fresh ? (plays ? 0 : ((first ? this.wishes.t : null) ?? Infinity)) : undefined);
    if (this.held.size > 0) this.scene.move(Object.fromEntries(this.held));
    this.names.settle((update.scene.nodes ?? []).map((node) => node.name));
    this.followSelection();
    if (fresh) this.look(update, first);
    if (changed === null || rerooted) this.items.emitAll();
    else this.items.emit([...changed, ...cleared]);
    this.tell("document", "status", "frame", ...(fresh || !isEmpty(update.scene) ? (["scene"] as const) : []));
    if (first) this.complain();
    if (!plays) return;
    this.opening = true;
    this.player.play();
  }

  /** The opening play is for a first visit that asks for nothing else. */
  private wantsOpening(): boolean {
    if (this.wishes.t !== null || this.wishes.shared || this.player.still) return false;
    if (recall("opened") !== null) return false;
    remember("opened", "yes");
    return true;
  }

  /** What the address asks for and cannot have. */
  private complain(): void {
    const { complaint, near } = this.wishes;
    if (complaint !== null) this.fail(complaint);
    else if (near !== null && !this.scene.has(near)) this.fail(`The address asks for ?near=${near.slice(0, 100)}, but no node is called that.`);
  }

  private look(update: Update, first: boolean): void {
    const near = first && this.wishes.near !== null ? this.scene.node(this.wishes.near) : undefined;
    if (near) this.viewport.centre({ x: near.x + near.width / 2, y: near.y + near.height / 2 }, 1);
    else if (update.view) this.viewport.set(update.view);
    else this.fit();
  }

  /** Any edit or key ends the opening play, at its end. True when it was running. */
  endOpening(): boolean {
    const running = this.opening && this.player.playing;
    this.opening = false;
    if (running) this.player.end();
    return running;
  }

  /** Sends a command; its refusal, or null when it was done. Says nothing to the person. */
  async attempt(command: Command, gesture: string | null = null): Promise<Refusal | null> {
    this.endOpening();
    const reply = await this.ask({ type: "apply", command, gesture });
    return reply.type === "refusal" ? reply : null;
  }

  /** Sends a command; a refusal is told. True when it was done. */
  async apply(command: Command, gesture: string | null = null): Promise<boolean> {
    const refusal = await this.attempt(command, gesture);
    if (refusal !== null) this.refused(refusal);
    return refusal === null;
  }

  /** Tells a refusal, and marks the node it names. */
  refused(refusal: Refusal): void {
    if (refusal.node && this.scene.has(refusal.node)) {
      this.troubles.set(refusal.node, refusal.message);
      this.items.emit([refusal.node]);
    }
    this.fail(refusal.message);
  }

  /** Asks for what changes more than a command does; a refusal is told and null comes back. It marks a node where it speaks of what is open. */
  protected async request(message: Outgoing): Promise<ServerReply | null> {
    this.endOpening();
    const reply = await this.ask(message);
    if (reply.type !== "refusal") return reply;
    if (message.type === "undo" || message.type === "redo") this.refused(reply);
    else this.fail(reply.message);
    return null;
  }

  /** Puts another circuit in the place of what is open; the address then names it, if it can. */
  protected async replace(message: Outgoing, circuit: string | null): Promise<boolean> {
    if ((await this.request(message)) === null) return false;
    follow(circuit);
    this.saveState = "saved";
    this.tell("document", "status");
    return true;
  }

  /** Gives a node another name; it stays selected. */
  async rename(old: string, name: string): Promise<boolean> {
    if (name === old) return true;
    this.renamed.set(old, name);
    try {
      return await this.apply({ type: "rename", old, new: name });
    } finally {
      this.renamed.delete(old);
    }
  }

  get toasts(): readonly ToastView[] {
    return this.notes.list;
  }

  dismiss(id: number): void {
    this.notes.dismiss(id);
  }

  notify(text: string): void {
    this.notes.add("info", text);
  }

  fail(text: string): void {
    this.notes.add("error", text);
  }

  select(names: Iterable<string>): void {
    this.setSelection({ nodes: new Set([...names].filter((name) => this.scene.has(name))), edge: null });
  }

  selectEdge(edge: EdgeEnd | null): void {
    this.setSelection({ nodes: new Set(), edge: edge === null ? null : { target: edge.target, port: edge.port } });
  }

  private setSelection(selection: Selected): void {
    const old = this.selection;
    if (old.nodes.size === 0 && selection.nodes.size === 0 && old.edge === selection.edge) return;
    this.selection = selection;
    const keys = [...old.nodes, ...selection.nodes];
    for (const edge of [old.edge, selection.edge]) if (edge !== null) keys.push(edgeKey(edge.target, edge.port));
    this.items.emit(keys);
    this.tell("selection");
  }

  /** What is gone is selected no more, what has another name is. */
  private followSelection(): void {
    const now = (name: string): string => (this.scene.has(name) ? name : (this.renamed.get(name) ?? name));
    const { nodes, edge } = this.selection;
    const names = [...nodes].map(now).filter((name) => this.scene.has(name));
    const target = edge === null ? "" : now(edge.target);
    const kept = edge !== null && this.scene.source(target, edge.port) !== null ? (target === edge.target ? edge : { target, port: edge.port }) : null;
    if (kept === edge && names.length === nodes.size && names.every((name) => nodes.has(name))) return;
    this.setSelection({ nodes: new Set(names), edge: kept });
  }

  /** Brings the whole circuit into view, with the names and numbers that stand beside its nodes. */
  fit(): void {
    this.viewport.fit(() => {
      const bounds = this.scene.bounds();
      return bounds && { x: bounds.x, y: bounds.y - 20, width: bounds.width + 56, height: bounds.height + 44 };
    });
  }
}
