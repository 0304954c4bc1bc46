// What is open and what ran, as the server says it; what is selected; and the way of every edit there and back. While no server is there, edits are done to the
// scene alone, and kept.
import { addressOf, bareAddress, follow } from "./address";
import { nested } from "./clipboard";
import { type Claim, claim, isClaimed } from "./claim";
import { type Arrived, Connection, type Model, type Origin, type Outcome, type Question, unanswered } from "./connection";
import { DamagedError, type DocumentRecord, Documents, type Kept, type Moment, newId } from "./documents";
import { Emitter } from "./emitter";
import { foreseen, type HistoryLabels } from "./foreseen";
import { toTensor, type Value } from "./format";
import { Heartbeat, TIMERS } from "./heartbeat";
import { Holding } from "./holding";
import { Keeper, type KeepState } from "./keeper";
import { unpacked } from "./link";
import { Names, titleOfCopy } from "./naming";
import { Offline } from "./offline";
import { shown } from "./offline_checks";
import { type Numbered, Outbox, type Unnumbered } from "./outbox";
import { pictureOf } from "./picture";
import { Player } from "./player";
import { unsendable } from "./posting";
import type { Command, FileView, GalleryView, OpView, Refusal, Root, ServerReply, Update } from "./protocol";
import { abandoned } from "./records";
import { refusalText, type RefusedEdit } from "./refusals";
import { isEmpty, Runs } from "./runs";
import { edgeKey, Scene } from "./scene";
import { recall, remember } from "./storage";
import { onLost, succeed } from "./succession";
import { type ToastAction, Toasts, type ToastView } from "./toasts";
import type { Trace } from "./trace";
import { Viewport } from "./viewport";

export type Topic = "document" | "scene" | "frame" | "selection" | "status" | "toasts" | "theme" | "dialog" | "view" | "joining" | "finder" | "progress";

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
  /** A document that this browser keeps. */
  readonly doc: string | null;
  readonly circuit: string | null;
  /** Events shown at the start. */
  readonly t: number | null;
  /** What is wrong with the address. */
  readonly complaint: string | null;
  /** No motion at all. */
  readonly still: boolean;
  readonly near: string | null;
  /** A whole circuit, packed. */
  readonly shared: string | null;
}

/** What is opened when the page comes. */
interface Opening {
  readonly id: string;
  readonly kept: Kept | null;
  readonly origin: Origin;
  readonly file: DocumentRecord["file"];
  readonly complaint: string | null;
  readonly notice: string | null;
  /** What can be done about what the notice says. */
  readonly remedy?: ToastAction;
}

const NOTHING: Selected = { nodes: new Set(), edge: null };
const NO_ROOT: Root = { name: null, chosen: false };
/** Edits that make it worth asking for the packed document anew after a rest of some milliseconds, and without one. */
const MANY_EDITS = 200;
const TOO_MANY_EDITS = 1_000;
const REST = 1_000;
/** Milliseconds until a new place of the view or the cursor is kept. */
const MOVING = 250;
/** Milliseconds of rest before the first picture of a document; the next ones wait for REST. */
const FIRST_PICTURE = 200;
const OPENING = "four-weights";
/** The kind of the refusal of an edit whose run was ended by the person. */
const CANCELLED = "CancelledError";
export const READ_ONLY = "This circuit is open in another tab, where it can be edited; here it is read-only. Open a copy to edit it here.";
export const READ_ONLY_FILE = "This circuit is open in another tab, and is saved from there: here it may be older.";
export const OPEN_ON_DISK = "Open what is on disk";
export const ONLINE_ONLY = "This needs the server, which cannot be reached now. Your edits are kept.";

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

export class Session {
  readonly topics = new Emitter<Topic>();
  /** One key a node (its name) and an edge (its key): what follows the cursor, and marks. */
  readonly items = new Emitter<string>();

  ops: OpView[] = [];
  gallery: GalleryView[] = [];
  file: string | null = null;
  version = "";
  title = "";
  /** As the server said it last, or as it is without one. */
  private labels: HistoryLabels = { undo: null, redo: null };
  root: Root = NO_ROOT;
  run = 0;
  /** Is there something to draw? */
  ready = false;
  /** Another tab has this document open. */
  readOnly = false;
  /** It had, and is closed: this one follows when the server is there again. */
  inherits = false;
  /** What tells the content that the server's file has, as far as this page knows, from another one. */
  protected known: string | null = null;
  /** How far the run is that the newest numbers wait for; null where that does not take long. */
  progress: { readonly done: number; readonly cancellable: boolean } | null = null;
  /** What is done while no server is there; null while one is. */
  offline: Offline | null = null;
  documents: Documents | null = null;
  selection: Selected = NOTHING;
  /** Refusals that name a node, until something works again. */
  readonly troubles = new Map<string, string>();

  readonly scene = new Scene();
  /** Nodes that are dragged, until the server has said where they are too. */
  readonly held = new Holding(this.scene);
  readonly player: Player;
  readonly viewport = new Viewport(() => {
    this.moved();
    this.tell("view");
  });
  readonly names = new Names((name) => this.scene.has(name));
  private readonly runs: Runs;
  private readonly outbox = new Outbox();
  private readonly connection: Connection;
  private readonly heartbeat: Heartbeat;
  private readonly notes = new Toasts(() => this.tell("toasts"));
  private readonly renamed = new Map<string, string>();
  private keeper: Keeper | null = null;
  private claimed: Claim | null = null;
  private record: DocumentRecord | null = null;
  private resting: number | null = null;
  private moving: number | null = null;
  private picturing: number | null = null;
  private opening = false;
  /** The note that the server is there again. */
  private back: number | null = null;
  /** The number of the edit that opened the circuit. */
  private opened = 0;
  private pageDrawn: Promise<unknown> = Promise.resolve();

  constructor(readonly wishes: Wishes) {
    this.player = new Player({
      now: () => performance.now(),
      requestFrame: (callback) => requestAnimationFrame(callback),
      cancelFrame: (handle) => cancelAnimationFrame(handle),
    });
    this.player.still = wishes.still;
    this.runs = new Runs(this.scene, this.player, this.items, () => {
      this.moved();
      this.tell("frame");
    });
    this.connection = new Connection(this.outbox, {
      update: (update, began, refused) => this.update(update, began, refused),
      refused: (refusal) => this.fail(refusal.message),
      progress: (progress) => this.setProgress(progress),
      heard: () => this.heartbeat.heard(),
      sent: () => this.heartbeat.sent(),
    });
    this.heartbeat = new Heartbeat(TIMERS, {
      ping: () => void this.connection.ask({ type: "ping" }),
      allowance: () => this.scene.size / 2 + this.outbox.log.length + this.outbox.waitingSize / 500,
      revive: (stop) => this.revive(stop),
      changed: () => (this.heartbeat.online ? void this.comeBack() : this.cutOff()),
    });
    window.addEventListener("online", this.hurry);
    window.addEventListener("offline", this.doubt);
    document.addEventListener("visibilitychange", this.hurry);
    window.addEventListener("pagehide", this.leave);
  }

  private readonly hurry = (): void => this.heartbeat.hurry();
  private readonly doubt = (): void => this.heartbeat.doubt();
  private readonly leave = (): void => void this.keeper?.flush();

  /** Opens what the address asks for, else what was open last, once the page is drawn. */
  async open(model: Model, drawn: Promise<unknown>): Promise<void> {
    this.pageDrawn = drawn;
    this.attach(model);
    await this.start();
  }

  private attach(model: Model): void {
    this.connection.attach(model);
    onLost(() => this.heartbeat.lost());
  }

  /** Never rejects: whatever cannot be opened, the page says so. */
  private async start(): Promise<void> {
    try {
      await this.greet();
    } catch (error) {
      this.fail(`Nothing could be opened: ${reasonOf(error)}. Reload the page; what was edited stays kept in this browser.`);
    }
    try {
      await this.tidy();
    } catch (error) {
      this.fail(`What was only looked at, long ago, could not be deleted from this browser: ${reasonOf(error)}.`);
    }
  }

  private async greet(): Promise<void> {
    const [welcome, documents] = await Promise.all([this.connection.ask({ type: "hello" }), this.documents ?? Documents.open(), this.pageDrawn]);
    // The server is gone again: what takes its place starts anew.
    if (welcome.type !== "welcome" || this.ready) return;
    this.documents = documents;
    this.ops = welcome.ops;
    this.scene.setOps(welcome.ops);
    this.gallery = welcome.gallery;
    this.version = welcome.version ?? "";
    this.tell("document");
    const file = welcome.file ?? null;
    try {
      await this.begin(await this.choose(file));
    } catch (error) {
      const complaint = error instanceof DamagedError ? error.message : `What this browser keeps could not be opened: ${reasonOf(error)}.`;
      const fresh = { id: newId(), kept: null, complaint, notice: null };
      await this.begin(file === null ? { ...fresh, origin: { circuit: OPENING }, file } : { ...fresh, origin: {}, file: { path: file.path, digest: file.digest } });
    }
  }

  /** Deletes what was only looked at, long ago. */
  private async tidy(): Promise<void> {
    const { documents } = this;
    if (documents === null) return;
    for (const { id } of abandoned(await documents.list())) if (id !== this.id && !(await isClaimed(id))) await documents.remove(id);
  }

  /** What to open: what the address names, the server's file, what was open last, or the opening circuit. */
  private async choose(file: FileView | null): Promise<Opening> {
    const { doc, circuit, shared } = this.wishes;
    let fresh: Opening = { id: newId(), kept: null, origin: {}, file: null, complaint: null, notice: null };
    if (shared !== null) {
      const text = await unpacked(shared);
      return text.ok ? { ...fresh, origin: { name: "the link", text: text.text } } : { ...fresh, complaint: text.reason };
    }
    if (doc !== null) {
      const kept = (await this.documents?.read(doc)) ?? null;
      if (kept !== null) return { ...fresh, id: doc, kept, origin: kept.record.origin, file: kept.record.file, ...this.changedOnDisk(kept.record, file) };
      // As without it, then: to open something new at each try would leave more and more behind.
      fresh = { ...fresh, complaint: `The address names a circuit (?doc=${doc.slice(0, 40)}) that this browser does not keep, or no longer. Share makes an address that opens elsewhere.` };
    }
    if (circuit !== null) return { ...fresh, origin: { circuit } };
    const all = (await this.documents?.list()) ?? [];
    const last = file === null ? all[0] : all.find((record) => record.file?.path === file.path);
    const opened = file === null ? null : { path: file.path, digest: file.digest };
    if (last === undefined) return { ...fresh, file: opened };
    const stale = file !== null && last.file?.digest !== file.digest;
    const lost = stale && last.edits > last.saved ? `${file.name} has changed on disk since it was open here. Your edits that were not saved to it are kept, under Open.` : null;
    const kept = stale ? null : ((await this.documents?.read(last.id)) ?? null);
    if (kept === null) return { ...fresh, file: opened, notice: lost };
    return { ...fresh, id: last.id, kept, origin: kept.record.origin, file: kept.record.file };
  }

  /** What to say of a document whose file was written by another program since; the document is shown as it was kept. */
  private changedOnDisk(record: DocumentRecord, file: FileView | null): Partial<Opening> {
    if (file === null || record.file?.path !== file.path || record.file.digest === file.digest) return {};
    const notice = `${file.name} has changed on disk since it was open here. This is the circuit as you left it; Save asks before it replaces the file.`;
    return { notice, remedy: { label: OPEN_ON_DISK, run: () => void this.openOnDisk() } };
  }

  private async begin(chosen: Opening): Promise<void> {
    const { id, kept, origin } = chosen;
    this.claimed?.release();
    this.claimed = await claim(id);
    this.readOnly = !this.claimed.held;
    this.outbox.restore(kept?.base ?? null, kept?.log ?? []);
    const now = Date.now();
    const moment: Moment = kept?.record.moment ?? { t: null, view: null };
    this.record = kept?.record ?? { id, title: "", changed: now, opened: now, edits: 0, saved: 0, nodes: 0, picture: null, moment, origin, file: chosen.file };
    this.known = this.record.file?.digest ?? null;
    const reply = await this.connection.begin(origin);
    if (reply.type === "refusal") {
      if (reply.kind !== "offline") await this.beginOtherwise(reply, chosen);
      else if (this.ready) this.waitToInherit();
      return;
    }
    this.keep(kept);
    if (this.readOnly) void this.claimed.freed.then(() => this.inherit(id));
    if (chosen.complaint !== null) this.fail(chosen.complaint);
    if (chosen.notice !== null) this.notify(chosen.notice, chosen.remedy ?? null);
    if (kept !== null && kept.damaged.length > 0) this.fail(`What this browser kept of this circuit is damaged in places, which are left out: ${kept.damaged.join(", ")}.`);
  }

  /** The tab that had the document is closed: it can be edited here, once there is a server that shows what was done there. */
  private async inherit(id: string): Promise<void> {
    if (!this.readOnly || this.record?.id !== id) return;
    this.inherits = this.offline !== null;
    this.tell("document");
    if (this.inherits) return;
    try {
      const kept = (await this.documents?.read(id)) ?? null;
      const { origin, file } = kept?.record ?? this.record;
      if (kept !== null) await this.begin({ id, kept, origin, file, complaint: null, notice: null });
      else await this.inheritShown(id);
    } catch (error) {
      this.fail(`This circuit stays read-only: what the other tab did to it could not be opened (${reasonOf(error)}). Reload the page to try again.`);
    }
  }

  /** The server is gone before it opened what is to be edited here: nothing may be until it did. */
  private waitToInherit(): void {
    this.readOnly = true;
    this.inherits = true;
    this.tell("document", "status");
  }

  /** As above, where the browser does not keep the document any more: what is shown is kept anew. */
  private async inheritShown(id: string): Promise<void> {
    this.claimed = await claim(id);
    this.readOnly = !this.claimed.held;
    this.keep(null);
    this.tell("document", "status");
  }

  /** What was asked for cannot be opened: the opening circuit is, and what was kept stays as it is. */
  private async beginOtherwise(refusal: Refusal, chosen: Opening): Promise<void> {
    if (chosen.kept === null && chosen.origin.circuit === OPENING) {
      this.fail(refusal.message);
      return;
    }
    const complaint = chosen.complaint ?? refusal.message;
    await this.begin({ id: newId(), kept: null, origin: { circuit: OPENING }, file: null, complaint, notice: chosen.notice });
  }

  /** From now on the browser keeps the open document. */
  private keep(kept: Kept | null): void {
    const { documents, record } = this;
    if (documents === null || record === null) return;
    follow(record.id);
    if (this.readOnly) return;
    this.keeper = new Keeper(documents, this.outbox, () => this.described(record), () => this.tell("document", "status"), kept);
    this.touch();
    if (this.outbox.base === null) void this.pack();
  }

  private described(record: DocumentRecord): DocumentRecord {
    const { t, atEnd } = this.player;
    const edits = this.outbox.count;
    const before = this.record ?? record;
    const now = Date.now();
    this.record = {
      ...before,
      title: this.title,
      changed: edits === before.edits ? before.changed : now,
      opened: now,
      edits,
      nodes: this.scene.size,
      moment: { t: atEnd ? null : Math.floor(t), view: this.viewport.view },
    };
    return this.record;
  }

  /** Something that is kept is another now. */
  protected touch(): void {
    this.keeper?.changed();
  }

  /** The view or the cursor moved: kept a little later, since they go on moving. */
  private moved(): void {
    this.moving ??= window.setTimeout(() => {
      this.moving = null;
      this.touch();
    }, MOVING);
  }

  /** Asks for the packed document, so that its edits need not be kept and repeated one by one. */
  private async pack(): Promise<void> {
    const reply = await this.connection.ask({ type: "ask_state" });
    if (reply.type !== "state") return;
    const { state } = reply as Arrived;
    if (!(state instanceof ArrayBuffer)) throw new TypeError("The server packed something that is no bytes.");
    this.outbox.rebase({ state, edits: reply.edits });
    this.touch();
  }

  private packWhenResting(): void {
    if (this.keeper === null || this.outbox.log.length < MANY_EDITS) return;
    if (this.resting !== null) window.clearTimeout(this.resting);
    const rest = this.outbox.log.length < TOO_MANY_EDITS ? REST : 0;
    this.resting = window.setTimeout(() => {
      this.resting = null;
      if (this.offline === null) void this.pack();
    }, rest);
  }

  private pictureWhenResting(): void {
    if (this.keeper === null || this.outbox.count === 0) return;
    if (this.picturing !== null) window.clearTimeout(this.picturing);
    this.picturing = window.setTimeout(() => void this.takePicture(), this.record?.picture == null ? FIRST_PICTURE : REST);
  }

  /** Puts a picture of the circuit into its record, as soon as nothing moves. */
  private async takePicture(): Promise<void> {
    this.picturing = null;
    if (this.player.playing) this.pictureWhenResting();
    else await this.takePictureNow();
  }

  private async takePictureNow(): Promise<void> {
    const id = this.record?.id;
    const { scene, ops } = this;
    const picture = await pictureOf({ scene, ops, trace: this.stale ? null : this.trace, leaf: (name) => this.leafValue(name) });
    if (this.record === null || this.record.id !== id || this.record.picture === picture) return;
    this.record = { ...this.record, picture };
    this.touch();
  }

  /** What the browser keeps is up to date now, with the picture that is due. */
  async keepNow(): Promise<void> {
    if (this.picturing !== null) {
      window.clearTimeout(this.picturing);
      this.picturing = null;
      await this.takePictureNow();
    }
    await this.keeper?.flush();
  }

  /** The server does not answer: what needs none goes on. */
  private cutOff(): void {
    this.connection.detach();
    if (this.back !== null) this.notes.dismiss(this.back);
    if (!this.ready) return;
    this.interrupted();
    // What the circuit has, and an undo goes back to, is where a drag began.
    this.held.putBack();
    this.offline = new Offline(this.scene, () => this.ops, this.root, (name) => this.valueOf(name));
    for (const edit of this.outbox.waiting) {
      // What the server would refuse it will refuse; what only it can do it will do.
      if (edit.type === "apply") this.offline.do(edit.command, edit.gesture ?? null, edit.edit);
      else if (edit.type === "open") this.offline.do({ type: "replace", text: edit.text, label: `load ${edit.name}` }, null, edit.edit);
      else if (edit.type === "undo") this.offline.undo();
      else if (edit.type === "redo") this.offline.redo();
    }
    this.showOffline(this.offline);
  }

  /** A node's value in the last run, where the page has it whole. */
  private valueOf(name: string): Value | undefined {
    const { trace } = this.runs;
    const elements = trace?.value(trace.nodeIndex(name), trace.length) ?? null;
    const node = this.scene.node(name);
    return elements === null || node === undefined ? undefined : nested(elements, node.shape ?? []);
  }

  /** What was under way when the server was lost is over: what comes after is a step of its own. */
  protected interrupted(): void {}

  /** A fresh session for the page that is there; whether the server gave one. */
  private async revive(stop: AbortSignal): Promise<boolean> {
    const model = await succeed(stop);
    if (model === null || stop.aborted) return false;
    this.attach(model);
    if (!this.ready) {
      void this.start();
      return true;
    }
    const welcome = await this.connection.ask({ type: "hello" });
    if (welcome.type !== "welcome") return false;
    if (welcome.version === this.version) return true;
    // Another program: it has a page of its own.
    await this.keeper?.flush();
    window.location.reload();
    return false;
  }

  private async comeBack(): Promise<void> {
    if (!this.ready) return;
    const reply = await this.connection.begin(this.record?.origin ?? {});
    if (this.inherits && this.id !== null) await this.inherit(this.id);
    if (reply.type === "refusal" && reply.kind !== "offline") this.fail(reply.message);
  }

  close(): void {
    this.heartbeat.stop();
    this.player.dispose();
    this.connection.close();
    this.claimed?.release();
    window.removeEventListener("online", this.hurry);
    window.removeEventListener("offline", this.doubt);
    document.removeEventListener("visibilitychange", this.hurry);
    window.removeEventListener("pagehide", this.leave);
  }

  subscribe(topic: Topic, listener: () => void): () => void {
    return this.topics.subscribe(topic, listener);
  }

  tell(...topics: Topic[]): void {
    this.topics.emit(topics);
  }

  /** The newest run; null where another circuit was opened since, which no server ran. */
  get trace(): Trace | null {
    return this.offline !== null && this.offline.circuit !== 0 ? null : this.runs.trace;
  }

  /** Whole events shown. */
  get shown(): number {
    return this.player.shown;
  }

  ask(message: Question): Promise<ServerReply> {
    return this.connection.ask(message);
  }

  private update(update: Update & Arrived, began: boolean, refused: readonly RefusedEdit[]): void {
    const first = !this.ready;
    const fresh = first || (update.reset && !began);
    this.ready = true;
    const kept = this.offline;
    this.offline = null;
    this.heartbeat.settled();
    this.title = update.title;
    this.file = update.file ?? null;
    this.labels = { undo: update.undo, redo: update.redo };
    const rerooted = this.root.name !== update.root.name;
    this.root = update.root;
    this.run = update.run;
    this.notes.clearErrors();
    const cleared = [...this.troubles.keys()];
    this.troubles.clear();
    if (fresh) {
      this.held.clear();
      this.setSelection(NOTHING);
    }
    const plays = first && this.wantsOpening();
    const changed = this.runs.take(update, fresh ? (plays ? 0 : this.placeAtFirst(first)) : undefined);
    this.held.told(update.scene.nodes ?? []);
    this.names.settle((update.scene.nodes ?? []).map((node) => node.name));
    this.followSelection();
    if (fresh) this.look(update, first);
    if (changed === null || rerooted) this.items.emitAll();
    else this.items.emit([...changed, ...cleared]);
    this.tell("document", "status", "frame", ...(fresh || began || !isEmpty(update.scene) ? (["scene"] as const) : []));
    if (first) this.complain();
    if (refused.length > 0) this.tellRefused(refused, kept !== null);
    else if (kept !== null) this.back = this.notes.add("info", "The server is there again; every edit is with it.");
    this.touch();
    this.packWhenResting();
    this.pictureWhenResting();
    if (!plays) return;
    this.opening = true;
    this.player.play();
  }

  private placeAtFirst(first: boolean): number {
    if (!first) return Infinity;
    return this.wishes.t ?? this.record?.moment.t ?? Infinity;
  }

  /** Edits that were kept and then could not be done; the nodes that the reasons name are marked. */
  private tellRefused(refused: readonly RefusedEdit[], returned: boolean): void {
    for (const { refusal } of refused) this.mark(refusal);
    this.fail((returned ? "The server is there again. " : "") + refusalText(refused));
  }

  private mark({ node, message }: Refusal): void {
    if (!node || !this.scene.has(node)) return;
    this.troubles.set(node, message);
    this.items.emit([node]);
  }

  /** The opening play is for a first visit that asks for nothing else. */
  private wantsOpening(): boolean {
    if (this.wishes.t !== null || this.wishes.shared !== null || this.player.still || this.outbox.count > 0) return false;
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
    const view = first ? this.record?.moment.view : null;
    if (near) this.viewport.centre({ x: near.x + near.width / 2, y: near.y + near.height / 2 }, 1);
    else if (view) this.viewport.set(view);
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

  /** Sends a command; its refusal, or null when it was done or is kept. Says nothing to the person. */
  attempt(command: Command, gesture: string | null = null): Promise<Outcome> {
    return this.send({ type: "apply", command, gesture });
  }

  /** The way of every edit. */
  protected send(edit: Unnumbered): Promise<Outcome> {
    this.endOpening();
    if (this.readOnly) return Promise.resolve(unanswered(READ_ONLY));
    const done = this.offline === null ? edit : this.doOffline(this.offline, edit);
    if (done.type === "refusal") return Promise.resolve(done);
    const outcome = this.connection.edit(done);
    this.touch();
    // What is to be undone is another now, as above.
    if (this.progress !== null) this.tell("document");
    void outcome.then((refusal) => {
      // Kept no more: what was ended by the person must not be done when the page comes again.
      if (refusal !== null) this.touch();
    });
    return outcome;
  }

  /** Shows an edit as far as that goes without the server; what is then to be sent, or why it cannot be. */
  private doOffline(offline: Offline, edit: Unnumbered): Unnumbered | Refusal {
    if (edit.type === "open_gallery") return unanswered(ONLINE_ONLY);
    const problem = unsendable(edit);
    if (problem !== null) return { type: "refusal", ack: 0, kind: "CommandError", message: problem };
    if (edit.type === "undo" || edit.type === "redo") {
      const of = edit.type === "undo" ? offline.undo() : offline.redo();
      if (of === null) return unanswered("What was done before the server was lost can be taken back when it is there again.");
      this.showOffline(offline);
      return { type: edit.type, of };
    }
    const command: Command = edit.type === "apply" ? edit.command : { type: "replace", text: edit.text, label: `load ${edit.name}` };
    const refused = offline.do(command, edit.type === "apply" ? (edit.gesture ?? null) : null, this.outbox.count + 1);
    if (refused !== null) {
      const message = edit.type === "open" ? `cannot open ${shown(edit.name)}: ${refused.message}` : refused.message;
      return { type: "refusal", ack: 0, kind: "CommandError", ...refused, message };
    }
    this.showOffline(offline);
    return edit;
  }

  private showOffline(offline: Offline): void {
    this.title = offline.title ?? this.title;
    this.root = offline.root ?? this.root;
    this.labels = { undo: offline.undoLabel, redo: offline.redoLabel };
    this.held.show();
    this.notes.clearErrors();
    this.troubles.clear();
    this.names.settle(this.scene.names());
    this.followSelection();
    this.items.emitAll();
    this.tell("document", "status", "frame", "scene");
    this.pictureWhenResting();
  }

  /** Sends a command; a refusal is told. True when it was done. */
  async apply(command: Command, gesture: string | null = null): Promise<boolean> {
    const refusal = await this.attempt(command, gesture);
    if (refusal !== null) this.refused(refusal);
    return refusal === null;
  }

  private setProgress(progress: Session["progress"]): void {
    const turns = (progress === null) !== (this.progress === null);
    this.progress = progress;
    this.tell("progress", ...(turns ? (["document"] as const) : []));
  }

  /** What Undo takes back; while a run takes long, that is the edit that it is for, or one that waits for it. */
  get undoLabel(): string | null {
    return this.history.undo;
  }

  get redoLabel(): string | null {
    return this.history.redo;
  }

  private get history(): HistoryLabels {
    return this.progress === null ? this.labels : foreseen(this.labels, this.outbox.waiting);
  }

  /** Ends the run that is under way; the edit that it is for is taken back. */
  cancelRun(): void {
    if (this.progress?.cancellable !== true) return;
    this.connection.cancel();
    this.setProgress({ ...this.progress, cancellable: false });
  }

  /** Tells a refusal, and marks the node it names. */
  refused(refusal: Refusal): void {
    if (refusal.kind === CANCELLED) {
      this.notify(refusal.message);
      return;
    }
    this.mark(refusal);
    this.fail(refusal.message);
  }

  /** Asks what changes nothing; a refusal is told and null comes back. */
  protected async request(message: Question): Promise<ServerReply | null> {
    this.endOpening();
    const reply = await this.ask(message);
    if (reply.type !== "refusal") return reply;
    this.fail(reply.kind === "offline" ? ONLINE_ONLY : reply.message);
    return null;
  }

  /** Undoes or redoes; a refusal is told. */
  protected async step(edit: Unnumbered): Promise<void> {
    const refusal = await this.send(edit);
    if (refusal !== null) this.refused(refusal);
  }

  /** Puts another circuit in the place of what is open, in a document of its own: what was edited before stays among the recent ones. */
  protected async replace(edit: Unnumbered): Promise<boolean> {
    const left = await this.branch();
    const refusal = await this.send(edit);
    if (refusal !== null) {
      if (refusal.kind === CANCELLED) this.notify(refusal.message);
      else this.fail(refusal.message);
      if (left !== null) await this.documents?.remove(left);
      return false;
    }
    this.opened = this.outbox.count;
    // The picture that it has is of the circuit before.
    if (this.record !== null) this.record = { ...this.record, picture: null };
    this.markSaved(null);
    this.pictureWhenResting();
    return true;
  }

  /** Goes on under another id, with all that is in the document; the id that it had, or null where nothing in it is worth keeping. */
  private async branch(): Promise<string | null> {
    const { documents, record, readOnly } = this;
    if (documents === null || record === null || (this.outbox.count === this.opened && !readOnly)) return null;
    await this.keepNow();
    const id = newId();
    const old = this.claimed;
    this.claimed = await claim(id);
    old?.release();
    this.readOnly = false;
    this.record = { ...record, id };
    this.keep(null);
    return readOnly ? null : record.id;
  }

  /** All that was done is in a file now: the server's own, or one that was downloaded. */
  protected markSaved(file: FileView | null): void {
    if (this.record === null) return;
    this.known = file?.digest ?? this.known;
    this.record = { ...this.record, saved: this.outbox.count, file: file === null ? null : { path: file.path, digest: file.digest } };
    this.touch();
    this.tell("document", "status");
  }

  /** The open document's id; null until it is open. */
  get id(): string | null {
    return this.record?.id ?? null;
  }

  /** Goes to another document of this browser; what is open stays among the recent ones. */
  async openDocument(id: string): Promise<void> {
    if (this.offline !== null) {
      this.fail(ONLINE_ONLY);
      return;
    }
    await this.keeper?.flush();
    window.location.assign(addressOf(window.location.href, id));
  }

  /** Goes to what the server's file holds now; what is open stays among the recent ones. */
  async openOnDisk(): Promise<void> {
    if (this.offline !== null) {
      this.fail(ONLINE_ONLY);
      return;
    }
    await this.keeper?.flush();
    window.location.assign(bareAddress(window.location.href));
  }

  /** Goes on with a copy of the open document, which no other tab has. */
  async openCopy(): Promise<void> {
    const { documents, record } = this;
    if (documents === null || record === null) return;
    if (this.offline !== null) {
      this.fail(ONLINE_ONLY);
      return;
    }
    let kept: Kept | null;
    let titles: Set<string>;
    try {
      kept = await documents.read(record.id);
      titles = new Set((await documents.list()).map(({ title }) => title));
    } catch (error) {
      this.fail(`No copy could be made: ${reasonOf(error)}`);
      return;
    }
    if (kept === null) return;
    const { base, log } = kept;
    const title = titleOfCopy(kept.record.title, titles);
    const last = Math.max(base?.edits ?? 0, log.at(-1)?.edit ?? 0);
    // The title is the circuit's, so that giving it one is an edit.
    const named: Numbered = { type: "apply", edit: last + 1, command: { type: "set_title", title } };
    const copy: DocumentRecord = { ...kept.record, id: newId(), title, edits: last + 1, opened: Date.now(), file: null };
    await documents.write({ record: copy, added: [...log, named], ...(base === null ? {} : { base }) });
    await this.openDocument(copy.id);
  }

  /** Deletes a document of this browser for good, unless it is open somewhere; whether it is gone. */
  async forget(id: string): Promise<boolean> {
    if (id === this.id || (await isClaimed(id))) {
      this.fail("This circuit is open; close its tab before deleting it.");
      return false;
    }
    await this.documents?.remove(id);
    return true;
  }

  /** How safe what was done is. */
  get saveState(): "saved" | KeepState {
    // The tab that may edit it keeps it.
    if (this.readOnly) return "kept";
    if (this.outbox.count === (this.record?.saved ?? 0)) return "saved";
    return this.keeper?.state ?? "failing";
  }

  /** Why edits are not kept, for the person. */
  get keepProblem(): string | null {
    return this.documents === null ? "this browser keeps nothing (a private window?)" : (this.keeper?.problem ?? null);
  }

  get connected(): boolean {
    return this.offline === null;
  }

  /** A leaf's elements as they are now, for which no run is needed; null where the page does not have them. */
  leafValue(name: string): ArrayLike<number> | null {
    const typed = this.offline?.values.get(name);
    if (typed !== undefined) return toTensor(typed).elements;
    const { trace } = this;
    return trace?.value(trace.nodeIndex(name), 0) ?? null;
  }

  /** The numbers are those of before an edit that only a server can run. */
  get stale(): boolean {
    return this.offline !== null && this.offline.undoLabel !== null;
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

  notify(text: string, instead: ToastAction | null = null): void {
    this.notes.add("info", text, instead);
  }

  /** Tells what could not be done, and offers an action instead. */
  fail(text: string, instead: ToastAction | null = null): void {
    this.notes.add("error", text, instead);
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
