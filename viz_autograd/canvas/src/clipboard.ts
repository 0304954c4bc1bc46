// Copy, paste and duplicate. What is copied is kept in this browser, so that it can be pasted in another tab.
import type { Editor, Point } from "./editor";
import { type Scalar, toScalar, type Value } from "./format";
import { union, type Rect } from "./geometry";
import type { Binary, Command, EdgeView } from "./protocol";
import { recall, remember } from "./storage";

interface Copied {
  readonly name: string;
  readonly op: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly attributes: Record<string, boolean | number | null>;
  readonly constants: Record<string, Value | Binary>;
  readonly value: Value | null;
  readonly requires_grad: boolean;
}

interface Clip {
  readonly nodes: readonly Copied[];
  readonly edges: readonly EdgeView[];
}

const KEY = "clip";
const STEP = 40;

/** Elements in row-major order as nested lists. */
export function nested(elements: ArrayLike<number | Value>, shape: readonly number[]): Value {
  const scalar = (i: number): Scalar => {
    const element = elements[i];
    return typeof element === "number" ? toScalar(element) : typeof element === "string" ? element : "nan";
  };
  const [rows, columns] = shape;
  if (rows === undefined) return scalar(0);
  if (columns === undefined) return Array.from({ length: rows }, (_, i) => scalar(i));
  return Array.from({ length: rows }, (_, row) => Array.from({ length: columns }, (__, column) => scalar(row * columns + column)));
}

export class Clipboard {
  private clip: Clip | null = null;
  private pastes = 0;

  async copy(editor: Editor): Promise<boolean> {
    const clip = await this.gather(editor);
    if (clip === null) return false;
    this.clip = clip;
    this.pastes = 0;
    remember(KEY, JSON.stringify(clip));
    return true;
  }

  async duplicate(editor: Editor): Promise<void> {
    const clip = await this.gather(editor);
    if (clip !== null) await put(editor, clip, "duplicate", { x: STEP, y: STEP });
  }

  /** At a place, or beside where it was copied from; in the middle of the view when that is out of sight. */
  async paste(editor: Editor, at: Point | null): Promise<void> {
    const clip = this.clip ?? stored();
    if (clip === null) return;
    this.clip = clip;
    this.pastes += 1;
    const bounds = clip.nodes.reduce<Rect | null>((all, node) => union(all, node), null);
    if (bounds === null) return;
    const middle = { x: bounds.x + bounds.width / 2, y: bounds.y + bounds.height / 2 };
    const seen = editor.viewport.visible();
    const inSight = middle.x >= seen.x && middle.x <= seen.x + seen.width && middle.y >= seen.y && middle.y <= seen.y + seen.height;
    const goal = at ?? (inSight ? null : editor.viewport.middle());
    const by = goal === null ? { x: STEP * this.pastes, y: STEP * this.pastes } : { x: goal.x - middle.x, y: goal.y - middle.y };
    await put(editor, clip, "paste", by);
  }

  private async gather(editor: Editor): Promise<Clip | null> {
    const { scene, selection } = editor;
    const nodes: Copied[] = [];
    for (const node of scene.nodes()) {
      if (!selection.nodes.has(node.name)) continue;
      const { name, op, x, y, width, height, attributes, constants, requires_grad } = node;
      const value = op === "leaf" ? await leafValue(editor, name, node.shape ?? []) : null;
      nodes.push({ name, op, x, y, width, height, attributes, constants, requires_grad, value });
    }
    if (nodes.length === 0) return null;
    const edges = [...scene.edges()].filter((edge) => selection.nodes.has(edge.source) && selection.nodes.has(edge.target));
    return { nodes, edges: edges.map(({ source, target, port }) => ({ source, target, port })) };
  }
}

async function leafValue(editor: Editor, name: string, shape: readonly number[]): Promise<Value> {
  const { trace } = editor;
  const elements = trace?.value(trace.nodeIndex(name), trace.length);
  if (elements) return nested(elements, shape);
  const size = shape.reduce((product, side) => product * side, 1);
  const piece = await editor.askArray("value", name, null, 0, size);
  return nested(piece.elements, piece.shape);
}

function stored(): Clip | null {
  const text = recall(KEY);
  if (text === null) return null;
  try {
    const clip: unknown = JSON.parse(text);
    return typeof clip === "object" && clip !== null && "nodes" in clip && "edges" in clip ? (clip as Clip) : null;
  } catch {
    return null;
  }
}

async function put(editor: Editor, clip: Clip, word: string, by: Point): Promise<void> {
  const names = new Map(clip.nodes.map((node) => [node.name, editor.names.copy(node.name)]));
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
}
