// Many nodes at once, drawn plainly on one canvas beneath the others: shapes, edges, and where there is room symbols and values.
import { memo, useEffect, useRef } from "react";
import type { Editor } from "../editor";
import { canvasValue } from "../format";
import { useEditor } from "../hooks";
import { findOp, type SceneNode } from "../scene";
import { valueLabel } from "../terms";
import { typedOffline } from "./numbers";

/** Below these zooms names and numbers could not be read, as on the nodes themselves (Edges.tsx). */
const NAMES_FROM = 0.3;
const NUMBERS_FROM = 0.45;
/** How much is left of a number's strength when an edit made it old (canvas.css). */
const STALE = 0.4;
const COLOURS = ["card", "line", "edge", "ink", "value", "accent"] as const;
type Colours = Record<(typeof COLOURS)[number], string>;

export const Far = memo(function Far() {
  const editor = useEditor("theme");
  const place = useRef<HTMLCanvasElement>(null);
  const dark = editor.dark;
  useEffect(() => {
    const canvas = place.current;
    const pen = canvas?.getContext("2d", { alpha: true }) ?? null;
    if (canvas === null || pen === null) return;
    const style = getComputedStyle(canvas);
    const colours = Object.fromEntries(COLOURS.map((name) => [name, style.getPropertyValue(`--${name}`).trim()])) as Colours;
    let drawn = { shown: -1, trace: editor.trace };
    const draw = (): void => {
      drawn = { shown: editor.shown, trace: editor.trace };
      paint(editor, canvas, pen, colours);
    };
    // The cursor's way between two events changes nothing here.
    const follow = (): void => {
      if (drawn.shown !== editor.shown || drawn.trace !== editor.trace) draw();
    };
    draw();
    const stops = [...(["view", "scene", "selection"] as const).map((topic) => editor.subscribe(topic, draw)), editor.subscribe("frame", follow)];
    return () => stops.forEach((stop) => stop());
  }, [editor, dark]);
  return <canvas className="far" ref={place} aria-hidden="true" />;
});

function paint(editor: Editor, canvas: HTMLCanvasElement, pen: CanvasRenderingContext2D, colours: Colours): void {
  const { scene, viewport } = editor;
  const scale = window.devicePixelRatio;
  const [wide, high] = [Math.round(viewport.width * scale), Math.round(viewport.height * scale)];
  if (canvas.width !== wide || canvas.height !== high) {
    canvas.width = wide;
    canvas.height = high;
  }
  const { x, y, zoom } = viewport.view;
  pen.setTransform(1, 0, 0, 1, 0, 0);
  pen.clearRect(0, 0, wide, high);
  pen.setTransform(scale * zoom, 0, 0, scale * zoom, scale * x, scale * y);
  const visible = viewport.visible();
  pen.strokeStyle = colours.edge;
  pen.lineWidth = Math.max(1.4, 0.6 / zoom);
  pen.beginPath();
  for (const edge of scene.edgesNear(visible)) {
    const curve = scene.curve(edge.target, edge.port);
    if (curve === null) continue;
    pen.moveTo(curve.x0, curve.y0);
    pen.bezierCurveTo(curve.x1, curve.y1, curve.x2, curve.y2, curve.x3, curve.y3);
  }
  pen.stroke();
  for (const name of scene.slice(visible)) {
    const node = scene.node(name);
    if (node !== undefined) paintNode(editor, pen, node, colours, zoom);
  }
}

function paintNode(editor: Editor, pen: CanvasRenderingContext2D, node: SceneNode, colours: Colours, zoom: number): void {
  const { x, y, width, height } = node;
  const middle = y + height / 2;
  pen.fillStyle = colours.card;
  pen.strokeStyle = editor.selection.nodes.has(node.name) ? colours.accent : colours.edge;
  pen.lineWidth = Math.max(1, 0.8 / zoom);
  pen.beginPath();
  pen.roundRect(x, y, width, height, node.op === "leaf" ? 12 : height / 2);
  pen.fill();
  pen.stroke();
  if (zoom < NAMES_FROM) return;
  const value = zoom < NUMBERS_FROM ? null : labelOf(editor, node);
  pen.textBaseline = "middle";
  pen.font = "500 20px Inter, sans-serif";
  pen.textAlign = "center";
  pen.fillStyle = colours.ink;
  if (node.op === "leaf") pen.fillText(node.name.slice(0, 5), x + 30, middle);
  else pen.fillText(findOp(editor.ops, node.op)?.symbol ?? node.op, x + width / 2, middle);
  if (value === null) return;
  pen.globalAlpha = editor.stale && node.op !== "leaf" ? STALE : 1;
  pen.fillStyle = colours.value;
  pen.textAlign = node.op === "leaf" ? "right" : "left";
  pen.fillText(value, node.op === "leaf" ? x + width - 10 : x + width + 6, node.op === "leaf" ? middle : middle - 12);
  pen.globalAlpha = 1;
}

function labelOf(editor: Editor, node: SceneNode): string | null {
  const typed = typedOffline(editor, node.name);
  if (typed !== null) return canvasValue(typed.elements, typed.shape);
  return editor.trace === null ? null : valueLabel(editor.trace, editor.scene, node.name, editor.shown);
}
