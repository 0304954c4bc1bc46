// Copy, paste and duplicate. What is copied is kept in this browser, so that it can be pasted in another tab.
import { binary, type Clip, type Copied, clipOf } from "./clip";
import type { Editor, Point } from "./editor";
import { type Scalar, toScalar, type Value } from "./format";
import { union, type Rect } from "./geometry";
import type { Binary, Command, Piece } from "./protocol";
import type { Scene } from "./scene";
import { recall, remember } from "./storage";

const KEY = "clip";
const STEP = 40;
/** The server hands out no more of an array at once. */
const MOST_ASKED = 10_000;
/** Arrays with more elements travel as bytes. */
const MOST_LISTED = 1_000;

/** Elements in row-major order as nested lists. */
export function nested(elements: ArrayLike<number>, shape: readonly number[]): Value {
  const scalar = (i: number): Scalar => toScalar(elements[i] ?? NaN);
  const [rows, columns] = shape;
  if (rows === undefined) return scalar(0);
  if (columns === undefined) return Array.from({ length: rows }, (_, i) => scalar(i));
  return Array.from({ length: rows }, (_, row) => Array.from({ length: columns }, (__, column) => scalar(row * columns + column)));
}

export class Clipboard {
  private clip: Clip | null = null;
  /** The text of `clip` in the store; another one there was copied later, in another tab. */
  private text: string | null = null;
  /** Large arrays take their time; what is pasted meanwhile waits for them. */
  private copying: Promise<unknown> = Promise.resolve();

  copy(editor: Editor): Promise<boolean> {
    const copying = this.copied(editor);
    this.copying = copying;
    return copying;
  }

  private async copied(editor: Editor): Promise<boolean> {
    const clip = await this.gather(editor);
    if (clip === null) return false;
    const text = JSON.stringify(clip);
    this.clip = clip;
    this.text = remember(KEY, text) ? text : null;
    // What another program put into the clipboard is older now. Where the browser forbids it, nothing depends on it.
    navigator.clipboard?.writeText(clip.nodes.map((node) => node.name).join(", ")).catch(() => undefined);
    if (this.text === null) editor.notify("Copied. It is too large to be pasted in another tab.");
    return true;
  }

  async duplicate(editor: Editor): Promise<void> {
    const clip = await this.gather(editor);
    if (clip !== null) await put(editor, clip, "duplicate", { x: STEP, y: STEP });
  }

  /** With its middle at a place, or in the middle of the view. */
  async paste(editor: Editor, at: Point | null): Promise<void> {
    await this.copying;
    const text = recall(KEY);
    if (text !== null && text !== this.text) [this.clip, this.text] = [clipOf(text), text];
    const { clip } = this;
    if (clip === null) {
      editor.notify(text === null ? "Nothing has been copied yet." : "What was copied is not from this editor, or damaged; it cannot be pasted.");
      return;
    }
    const bounds = clip.nodes.reduce<Rect | null>((all, node) => union(all, node), null);
    if (bounds === null) return;
    const goal = at ?? editor.viewport.middle();
    const by = { x: goal.x - bounds.x - bounds.width / 2, y: goal.y - bounds.y - bounds.height / 2 };
    const empty = editor.scene.size === 0;
    if ((await put(editor, clip, "paste", aside(editor.scene, clip, by))) && empty) editor.fit();
  }

  /** What is selected; null where that is nothing, or where it cannot be had, which is told. */
  private async gather(editor: Editor): Promise<Clip | null> {
    const { scene, selection } = editor;
    const nodes: Copied[] = [];
    try {
      for (const node of [...scene.nodes()]) {
        if (!selection.nodes.has(node.name)) continue;
        const { name, op, x, y, width, height, attributes, constants, requires_grad } = node;
        const value = op === "leaf" ? await leafValue(editor, name, node.shape ?? []) : null;
        nodes.push({ name, op, x, y, width, height, attributes, constants, requires_grad, value });
      }
    } catch (error) {
      editor.fail(`This could not be copied: ${error instanceof Error ? error.message : String(error)}`);
      return null;
    }
    if (nodes.length === 0) return null;
    const edges = [...scene.edges()].filter((edge) => selection.nodes.has(edge.source) && selection.nodes.has(edge.target));
    return { nodes, edges: edges.map(({ source, target, port }) => ({ source, target, port })) };
  }
}

async function leafValue(editor: Editor, name: string, shape: readonly number[]): Promise<Value | Binary> {
  const { trace } = editor;
  const size = shape.reduce((product, side) => product * side, 1);
  const elements = trace?.value(trace.nodeIndex(name), trace.length) ?? (await allOf((offset, limit) => editor.askArray("value", name, null, offset, limit), size));
  return size > MOST_LISTED ? binary(elements, shape) : nested(elements, shape);
}

/** A large array, asked for in pieces. */
export async function allOf(ask: (offset: number, limit: number) => Promise<Piece>, size: number): Promise<Float64Array> {
  const all = new Float64Array(size);
  for (let offset = 0; offset < size; offset += MOST_ASKED) {
    const { elements } = await ask(offset, Math.min(MOST_ASKED, size - offset));
    all.set(elements.map(fromScalar), offset);
  }
  return all;
}

function fromScalar(scalar: Scalar): number {
  if (typeof scalar === "number") return scalar;
  if (scalar === "nan") return NaN;
  return scalar === "inf" ? Infinity : -Infinity;
}

/** Moved on until no node comes to lie on another, as it would when the same is pasted twice. */
function aside(scene: Scene, clip: Clip, by: Point): Point {
  const covers = (x: number, y: number): boolean =>
    clip.nodes.some((node) =>
      scene.slice({ x: node.x + x, y: node.y + y, width: node.width, height: node.height }).some((name) => {
        const other = scene.node(name);
        return other !== undefined && Math.hypot(other.x - node.x - x, other.y - node.y - y) < STEP;
      }),
    );
  let [x, y] = [by.x, by.y];
  for (let tries = 0; tries < 50 && covers(x, y); tries += 1) [x, y] = [x + STEP, y + STEP];
  return { x, y };
}

async function put(editor: Editor, clip: Clip, word: string, by: Point): Promise<boolean> {
  const names = new Map(clip.nodes.map((node) => [node.name, editor.names.keep(node.name)]));
  const commands: Command[] = clip.nodes.map((node) => {
    const at = { name: names.get(node.name) ?? node.name, x: Math.round(node.x + by.x), y: Math.round(node.y + by.y) };
    if (node.op === "leaf") return { type: "add_leaf", value: node.value ?? 1, requires_grad: node.requires_grad, ...at };
    return { type: "add_op", op: node.op, attributes: { ...node.attributes }, constants: { ...node.constants }, ...at };
  });
  for (const edge of clip.edges) {
    commands.push({ type: "connect", source: names.get(edge.source) ?? edge.source, target: names.get(edge.target) ?? edge.target, port: edge.port });
  }
  const count = clip.nodes.length;
  const done = await editor.apply({ type: "batch", label: `${word} ${count === 1 ? (clip.nodes[0]?.name ?? "node") : `${count} nodes`}`, commands });
  editor.names.settle(names.values());
  if (done) editor.select(names.values());
  return done;
}
