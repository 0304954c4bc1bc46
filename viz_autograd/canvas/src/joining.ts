// An edge while it is dragged: where it comes from, what it could be joined to and why not, and what lies under the pointer.
import type { Editor, EdgeEnd, Point } from "./editor";
import * as gestures from "./gestures";
import { OUT } from "./geometry";
import type { PortQuestion } from "./offline";
import type { Command, PortAnswer } from "./protocol";
import { edgeKey } from "./scene";

/** How near to a port, in pixels on the screen, the pointer joins it. */
const REACH = 18;

/** The end that stands still, and the edge whose other end is being moved. */
export type Fixed =
  | { readonly kind: "out"; readonly source: string; readonly moving: EdgeEnd | null }
  | { readonly kind: "in"; readonly target: string; readonly port: string; readonly moving: EdgeEnd | null };

export interface Over {
  readonly node: string;
  /** Null for a node's output. */
  readonly port: string | null;
  readonly reason: string | null;
}

export class Joining {
  fixed: Fixed | null = null;
  /** Where the pointer is, in the circuit's units. */
  place: Point = { x: 0, y: 0 };
  over: Over | null = null;
  private answers: ReadonlyMap<string, string | null> | null = null;

  constructor(private readonly editor: Editor) {}

  /** Dragging an output makes a new edge; dragging a wired input picks its edge up by that end. */
  beginAt(node: string, port: string, place: Point): void {
    const source = port === OUT ? null : this.editor.scene.source(node, port);
    if (port === OUT) this.begin({ kind: "out", source: node, moving: null }, place);
    else if (source !== null) this.begin({ kind: "out", source, moving: { target: node, port } }, place);
    else this.begin({ kind: "in", target: node, port, moving: null }, place);
  }

  /** Moves the source end of an edge. */
  beginSource(edge: EdgeEnd, place: Point): void {
    this.begin({ kind: "in", target: edge.target, port: edge.port, moving: { target: edge.target, port: edge.port } }, place);
  }

  private begin(fixed: Fixed, place: Point): void {
    this.editor.endOpening();
    if (this.editor.readOnly) return;
    this.fixed = fixed;
    this.place = place;
    this.over = null;
    this.answers = null;
    void this.askWhatFits(fixed);
    this.tell();
  }

  private async askWhatFits(fixed: Fixed): Promise<void> {
    const ignoring: [string, string] | null = fixed.moving ? [fixed.moving.target, fixed.moving.port] : null;
    const question = fixed.kind === "out" ? { source: fixed.source, ignoring } : { target: fixed.target, port: fixed.port, ignoring };
    const answers = this.editor.offline?.portAnswers(question) ?? (await this.answersTo(question));
    if (this.fixed !== fixed || answers === null) return;
    this.answers = new Map(answers.map((answer: PortAnswer) => [answerKey(answer.node, answer.port), answer.reason]));
    this.over = this.find();
    this.tell();
  }

  private async answersTo(question: PortQuestion): Promise<readonly PortAnswer[] | null> {
    const reply = await this.editor.ask({ type: "ask_ports", ...question });
    return reply.type === "ports" ? reply.answers : null;
  }

  move(place: Point): void {
    this.place = place;
    this.over = this.find();
    this.editor.tell("joining");
  }

  /** Lets go: joins, is refused, or opens the finder over the empty canvas. */
  drop(): void {
    const { fixed, over, place } = this;
    this.cancel();
    if (fixed === null) return;
    if (over === null) {
      this.editor.openFinder({ world: place, from: fixed });
      return;
    }
    if (over.reason !== null) {
      this.editor.fail(over.reason);
      return;
    }
    const command = this.command(fixed, over);
    if (command !== null) void this.editor.apply(command);
  }

  private command(fixed: Fixed, over: Over): Command | null {
    if (fixed.kind === "in") {
      if (over.node === this.editor.scene.source(fixed.target, fixed.port)) return null;
      return gestures.joined({ source: over.node, target: fixed.target, port: fixed.port }, fixed.moving);
    }
    if (over.port === null) return null;
    if (fixed.moving?.target === over.node && fixed.moving.port === over.port) return null;
    return gestures.joined({ source: fixed.source, target: over.node, port: over.port }, fixed.moving);
  }

  cancel(): void {
    this.fixed = null;
    this.over = null;
    this.tell();
  }

  /** Of a port while an edge is dragged: could it be joined? Null where it is no question. */
  mark(node: string, port: string): "ok" | "refused" | null {
    if (this.fixed === null || this.answers === null) return null;
    if ((this.fixed.kind === "out") === (port === OUT)) return null;
    return this.reason(node, port === OUT ? null : port) === null ? "ok" : "refused";
  }

  private reason(node: string, port: string | null): string | null {
    return this.answers?.get(answerKey(node, port)) ?? null;
  }

  private find(): Over | null {
    const { fixed, place, editor } = this;
    if (fixed === null) return null;
    const near = editor.scene.hitPort(place.x, place.y, REACH / Math.min(1, editor.viewport.view.zoom));
    if (fixed.kind === "in") {
      const node = near !== null && near.port === OUT ? near.node : editor.scene.hitNode(place.x, place.y);
      if (node === null || (node === fixed.target && near?.port === fixed.port)) return null;
      return { node, port: null, reason: this.reason(node, null) };
    }
    if (near !== null && near.port !== OUT) return { ...near, reason: this.reason(near.node, near.port) };
    const node = editor.scene.hitNode(place.x, place.y);
    if (node === null || node === fixed.source) return null;
    return this.onBody(node);
  }

  /** Let go over a gate's body: its first port that takes the edge. */
  private onBody(name: string): Over {
    const ports = this.editor.scene.node(name)?.ports ?? [];
    const port = ports.find((candidate) => this.reason(name, candidate) === null && this.isFree(name, candidate)) ?? null;
    if (port !== null) return { node: name, port, reason: null };
    const first = ports[0];
    if (first === undefined) return { node: name, port: null, reason: `${name} is a leaf: nothing goes into it.` };
    return { node: name, port: first, reason: this.reason(name, first) ?? `Every port of ${name} is taken.` };
  }

  private isFree(name: string, port: string): boolean {
    const moving = this.fixed?.moving;
    return this.editor.scene.source(name, port) === null || (moving?.target === name && moving.port === port);
  }

  private tell(): void {
    this.editor.items.emitAll();
    this.editor.tell("joining");
  }
}

function answerKey(node: string, port: string | null): string {
  return edgeKey(node, port ?? OUT);
}
