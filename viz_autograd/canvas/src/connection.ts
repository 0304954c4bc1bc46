// Messages to the server and its answers. Every message has an id, and its answer carries it as `ack`. The server may be another one than before: what is asked
// survives that only as far as the outbox keeps it.
import { type Outbox, type Unnumbered } from "./outbox";
import { posted, unsendable } from "./posting";
import type { Begin, BrowserMessage, Cancel, DocumentEdit, Pong, Progress, Refusal, ServerReply, Update } from "./protocol";
import type { RefusedEdit } from "./refusals";

/** What Panel hands to a component, as far as messages go. */
export interface Model {
  send_msg(message: unknown): void;
  on(event: string, listener: (event: unknown) => void): void;
  off?(event: string, listener: (event: unknown) => void): void;
}

type WithoutId<M> = M extends BrowserMessage ? Omit<M, "id"> : never;
/** What changes nothing. */
export type Question = WithoutId<Exclude<BrowserMessage, DocumentEdit | Begin | Cancel>>;

/** A reply with whatever columns travel beside it. */
export type Arrived = ServerReply & { readonly [column in Column]?: unknown };
type Column = "kind" | "node" | "edge" | "wave" | "value_at" | "grad_at" | "size" | "contribution_at" | "block" | "locals" | "state";

/** What a document begins as, where the browser kept nothing of it. */
export interface Origin {
  readonly circuit?: string | null;
  readonly name?: string;
  readonly text?: string;
}

export interface Listener {
  /** A run's answer that follows on the one before, or begins anew; with what of the kept edits could not be done. */
  update(update: Update & Arrived, began: boolean, refused: readonly RefusedEdit[]): void;
  /** A refusal that answers nothing that was asked here. */
  refused(refusal: Refusal): void;
  /** How far a run is that takes long; null once it is over. */
  progress(progress: Progress | null): void;
  /** Anything at all came from the server. */
  heard(): void;
  /** A message that will be answered went to it. */
  sent(): void;
}

/** What comes back for an edit: nothing where it was done, or is kept until the server is there again. */
export type Outcome = Refusal | null;

interface PendingEdit {
  readonly edit: number;
  /** Of the message that carried it. */
  readonly id: number;
  readonly resolve: (outcome: Outcome) => void;
}

function unwrap(event: unknown): unknown {
  return typeof event === "object" && event !== null && "data" in event ? event.data : event;
}

function isReply(data: unknown): data is Arrived {
  return typeof data === "object" && data !== null && "type" in data && typeof data.type === "string";
}

export function unanswered(message: string): Refusal {
  return { type: "refusal", ack: 0, kind: "offline", message };
}

export class Connection {
  outbox: Outbox;
  private lastId = 0;
  private model: Model | null = null;
  private readonly questions = new Map<number, (reply: ServerReply) => void>();
  private edits: PendingEdit[] = [];
  /** The newest `begin`; until it is answered, updates are of what was before it. */
  private beginning = 0;
  private begun = false;
  private origin: Origin = {};
  private lastRun = 0;
  /** The message whose run takes long; 0 while none does. */
  private running = 0;
  private readonly arriving = (event: unknown): void => this.arrive(unwrap(event));

  constructor(
    outbox: Outbox,
    private readonly listener: Listener,
  ) {
    this.outbox = outbox;
  }

  /** Speaks to this server from now on. */
  attach(model: Model): void {
    this.detach();
    this.model = model;
    this.lastRun = 0;
    model.on("msg:custom", this.arriving);
  }

  /** There is no server: questions are refused, edits are kept. */
  detach(): void {
    this.model?.off?.("msg:custom", this.arriving);
    this.model = null;
    this.begun = false;
    this.giveUp("The server cannot be reached now.");
  }

  get attached(): boolean {
    return this.model !== null;
  }

  /** Lets go of what is asked, without letting go of the server. */
  giveUp(reason: string): void {
    const questions = [...this.questions.values()];
    this.questions.clear();
    for (const resolve of questions) resolve(unanswered(reason));
    const edits = this.edits;
    this.edits = [];
    for (const { resolve } of edits) resolve(null);
    this.over(this.running);
  }

  /** Ends the run that takes long: the edit that it is for is taken back, and refused. */
  cancel(): void {
    if (this.running !== 0) this.post({ type: "cancel", of: this.running });
  }

  /** Asks, and resolves with the answer once the state has taken it in. */
  ask(message: Question): Promise<ServerReply> {
    if (this.model === null) return Promise.resolve(unanswered("The server cannot be reached now."));
    return new Promise((resolve) => this.questions.set(this.post(message), resolve));
  }

  /** Opens the document: what was kept of it, else what it begins as. */
  begin(origin: Origin): Promise<ServerReply> {
    this.origin = origin;
    if (this.model === null) return Promise.resolve(unanswered("The server cannot be reached now."));
    return new Promise((resolve) => this.beginAnew(resolve));
  }

  private beginAnew(resolve?: (reply: ServerReply) => void): void {
    const waiting = resolve ?? this.questions.get(this.beginning);
    this.questions.delete(this.beginning);
    this.begun = false;
    const { base, log, count } = this.outbox;
    const kept = base === null ? this.origin : { state: base.state };
    this.beginning = this.post({ type: "begin", ...kept, log: log.map((edit) => ({ ...edit, id: 0 })), edits: count });
    if (waiting !== undefined) this.questions.set(this.beginning, waiting);
  }

  /** Numbers an edit, keeps it, and sends it where a server is there. One that no server could ever be sent is not kept: nothing after it would be done either. */
  edit(edit: Unnumbered): Promise<Outcome> {
    const problem = unsendable(edit);
    if (problem !== null) return Promise.resolve({ type: "refusal", ack: 0, kind: "CommandError", message: problem });
    const numbered = this.outbox.add(edit);
    if (this.model === null) return Promise.resolve(null);
    // What is added between a `begin` and its answer is not in its log, and comes after it.
    const id = this.post(numbered);
    return new Promise((resolve) => this.edits.push({ edit: numbered.edit, id, resolve }));
  }

  private post(message: WithoutId<BrowserMessage>): number {
    const id = ++this.lastId;
    this.listener.sent();
    this.model?.send_msg(posted({ ...message, id }));
    return id;
  }

  private arrive(data: unknown): void {
    if (!isReply(data)) throw new TypeError("The server sent something that is no reply.");
    this.listener.heard();
    if (data.type === "update") this.updated(data);
    else if (data.type === "pong") this.ponged(data);
    else if (data.type === "progress") this.progressed(data);
    else if (data.type === "refusal" && data.kind === "gap") this.fellBehind();
    else if (data.type === "refusal" && this.settle(data)) return;
    else this.answer(data);
  }

  private updated(update: Update & Arrived): void {
    const began = !this.begun && update.ack === this.beginning;
    if (!began && (!this.begun || update.run <= this.lastRun)) return;
    if (!began && update.run > this.lastRun + 1) {
      this.beginAnew();
      return;
    }
    this.begun = true;
    this.lastRun = update.run;
    this.over(this.running);
    const notDone = (update.refused ?? []).map((refusal) => ({ refusal, edit: typeof refusal.edit === "number" ? this.outbox.refuse(refusal.edit) : null }));
    this.outbox.acknowledge(update.edits);
    try {
      this.listener.update(update, began, notDone);
    } finally {
      const refused = new Map((update.refused ?? []).map((refusal) => [refusal.edit, refusal]));
      const done = this.edits.filter(({ edit }) => edit <= update.edits);
      this.edits = this.edits.filter(({ edit }) => edit > update.edits);
      for (const { edit, resolve } of done) resolve(refused.get(edit) ?? null);
      this.answer(update);
    }
  }

  /** An edit that was refused; whether it was one. */
  private settle(refusal: Refusal): boolean {
    const { edit } = refusal;
    this.over(refusal.ack);
    if (typeof edit !== "number") return false;
    this.outbox.refuse(edit);
    this.outbox.acknowledge(edit);
    const at = this.edits.findIndex((each) => each.edit === edit);
    const [pending] = at < 0 ? [] : this.edits.splice(at, 1);
    if (pending === undefined) this.listener.refused(refusal);
    else pending.resolve(refusal);
    return true;
  }

  /** What came late tells of nothing that is awaited any more. */
  private progressed(progress: Progress): void {
    const { ack } = progress;
    const awaited = ack === this.beginning ? !this.begun : this.edits.some(({ id }) => id === ack);
    if (!awaited) return;
    this.running = ack;
    this.listener.progress(progress);
  }

  /** The run for this message is no longer under way. */
  private over(ack: number): void {
    if (this.running === 0 || this.running !== ack) return;
    this.running = 0;
    this.listener.progress(null);
  }

  private answer(reply: ServerReply): void {
    const resolve = this.questions.get(reply.ack);
    this.questions.delete(reply.ack);
    if (resolve !== undefined) resolve(reply);
    else if (reply.type === "refusal") this.listener.refused(reply);
  }

  /** Whether something got lost on the way: the session tells how far it is. */
  private ponged(pong: Pong): void {
    const lost = pong.began < this.beginning || pong.runs > this.lastRun || this.edits.some(({ edit, id }) => id < pong.ack && edit > pong.edits);
    if (lost && (this.begun || pong.ack > this.beginning)) this.beginAnew();
    this.answer(pong);
  }

  /** The session and the page do not stand at the same edit. What was sent before the answer of a `begin` says nothing new. */
  private fellBehind(): void {
    if (this.begun) this.beginAnew();
  }

  close(): void {
    this.detach();
  }
}
