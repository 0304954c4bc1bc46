// A small picture of the circuit with its values, by which a person knows it again in a list. It is drawn for its size: an exported drawing made as small would be
// hairlines, and numbers that nobody can read.
import { canvasText, canvasValue } from "./format";
import type { Rect } from "./geometry";
import { findOp, type OpTable, type Scene, type SceneNode } from "./scene";
import { CURVES, signOf } from "./signs";
import type { Trace } from "./trace";

export const WIDTH = 320;
export const HEIGHT = 200;
const MARGIN = 12;
/** Larger circuits are dots and lines, and of those no more than MOST_DOTS each. */
const MOST_DRAWN = 400;
const MOST_DOTS = 4_000;
/** Of lines, in the picture's pixels; it is shown at about half its size. */
const STROKE = 2.2;
/** Of lines, in the circuit's units: small nodes are not all line. */
const THICKEST = 8;
/** Lower nodes than this, in the picture's pixels, are drawn without what is in them. */
const LEAST_SIGNED = 14;

/** Between the page's two themes, so that the picture reads on both. */
const COLOURS = { card: "#80828630", line: "#85878c", ink: "#7b7d83", edge: "#94969b", value: "#2f9e5c" } as const;

export interface Pictured {
  readonly scene: Scene;
  readonly trace: Trace | null;
  readonly ops: OpTable;
  /** A leaf's elements, whether there was a run or not. */
  readonly leaf: (name: string) => ArrayLike<number> | null;
}

/** A data URL, or null of a circuit without nodes, and where the browser cannot draw it. */
export async function pictureOf(pictured: Pictured): Promise<string | null> {
  const { scene } = pictured;
  const bounds = scene.bounds();
  if (bounds === null) return null;
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [WIDTH, HEIGHT];
  const pen = canvas.getContext("2d");
  if (pen === null) return null;
  const { scale, x, y } = placed(bounds);
  pen.setTransform(scale, 0, 0, scale, x, y);
  drawEdges(pen, scene, scale);
  if (scene.size > MOST_DRAWN) drawDots(pen, scene, scale);
  else for (const node of scene.nodes()) drawNode(pen, pictured, node, scale);
  return written(canvas);
}

/** Where something of this size goes so that the whole of it is in the picture, in its middle; small things are not made larger. */
export function placed(bounds: Rect): { scale: number; x: number; y: number } {
  const scale = Math.min(1, (WIDTH - 2 * MARGIN) / Math.max(1, bounds.width), (HEIGHT - 2 * MARGIN) / Math.max(1, bounds.height));
  return { scale, x: WIDTH / 2 - scale * (bounds.x + bounds.width / 2), y: HEIGHT / 2 - scale * (bounds.y + bounds.height / 2) };
}

function drawEdges(pen: CanvasRenderingContext2D, scene: Scene, scale: number): void {
  const many = scene.size > MOST_DRAWN;
  pen.strokeStyle = COLOURS.edge;
  pen.globalAlpha = many ? 0.5 : 1;
  pen.lineWidth = many ? STROKE / 3 / scale : thickness(scale);
  pen.beginPath();
  for (const { target, port } of everyNth(scene.edges(), scene.edgeCount)) {
    const curve = scene.curve(target, port);
    if (curve === null) continue;
    pen.moveTo(curve.x0, curve.y0);
    pen.bezierCurveTo(curve.x1, curve.y1, curve.x2, curve.y2, curve.x3, curve.y3);
  }
  pen.stroke();
  pen.globalAlpha = 1;
}

function thickness(scale: number): number {
  return Math.min(STROKE / scale, THICKEST);
}

function drawDots(pen: CanvasRenderingContext2D, scene: Scene, scale: number): void {
  for (const node of everyNth(scene.nodes(), scene.size)) {
    pen.fillStyle = node.op === "leaf" && node.requires_grad ? COLOURS.value : COLOURS.ink;
    // A node of a very large circuit is still to be seen.
    const side = Math.max(STROKE / scale, 0.7 * node.height);
    pen.fillRect(node.x + (node.width - side) / 2, node.y + (node.height - side) / 2, side, side);
  }
}

/** Every one, or of very many as many as there is room for. */
function* everyNth<T>(all: Iterable<T>, count: number): Generator<T> {
  const step = Math.ceil(count / MOST_DOTS);
  let i = 0;
  for (const each of all) if (i++ % step === 0) yield each;
}

function drawNode(pen: CanvasRenderingContext2D, { scene, trace, ops, leaf: valueOf }: Pictured, node: SceneNode, scale: number): void {
  const { x, y, width, height, op } = node;
  const leaf = op === "leaf";
  pen.beginPath();
  pen.roundRect(x, y, width, height, leaf ? 12 : height / 2);
  // No edge shows through.
  pen.globalCompositeOperation = "destination-out";
  pen.fillStyle = "#000";
  pen.fill();
  pen.globalCompositeOperation = "source-over";
  pen.fillStyle = COLOURS.card;
  pen.fill();
  pen.strokeStyle = trace !== null && trace.hasBackward && trace.nodeName(trace.root) === node.name ? COLOURS.ink : COLOURS.line;
  pen.lineWidth = thickness(scale);
  pen.setLineDash(leaf && !node.requires_grad ? [3 * pen.lineWidth, 2 * pen.lineWidth] : []);
  pen.stroke();
  pen.setLineDash([]);
  if (height * scale < LEAST_SIGNED) return;
  pen.textAlign = "center";
  pen.textBaseline = "middle";
  if (leaf) write(pen, leafText(valueOf(node.name), node), node, 0.6 * height, COLOURS.value);
  else drawSign(pen, ops, node);
}

function leafText(elements: ArrayLike<number> | null, { shape }: SceneNode): string {
  if (elements !== null) return canvasValue(elements, shape ?? [], 3);
  return shape === null || shape.length === 0 ? "" : canvasText(`[${shape.join("×")}]`);
}

function drawSign(pen: CanvasRenderingContext2D, ops: OpTable, node: SceneNode): void {
  const curve = CURVES[node.op];
  if (curve === undefined) {
    write(pen, signOf(node.op, findOp(ops, node.op)?.symbol ?? node.op).text, node, 0.72 * node.height, COLOURS.ink);
    return;
  }
  pen.save();
  const size = 0.62 * node.height;
  pen.translate(node.x + (node.width - size) / 2, node.y + (node.height - size) / 2);
  pen.scale(size / 16, size / 16);
  pen.strokeStyle = COLOURS.ink;
  pen.lineWidth = 1.8;
  pen.stroke(new Path2D(curve));
  pen.restore();
}

/** In the middle of the node, as large as it goes. */
function write(pen: CanvasRenderingContext2D, text: string, { x, y, width, height }: Rect, most: number, colour: string): void {
  pen.font = `600 ${most}px Inter, sans-serif`;
  const wide = pen.measureText(text).width;
  const room = 0.86 * width;
  if (wide > room) pen.font = `600 ${(most * room) / wide}px Inter, sans-serif`;
  pen.fillStyle = colour;
  pen.fillText(text, x + width / 2, y + height / 2);
}

async function written(canvas: HTMLCanvasElement): Promise<string | null> {
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, "image/webp", 0.9));
  if (blob === null) return null;
  return new Promise((resolve) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result));
    // A circuit without a picture is listed too.
    reader.onerror = () => resolve(null);
    reader.readAsDataURL(blob);
  });
}
