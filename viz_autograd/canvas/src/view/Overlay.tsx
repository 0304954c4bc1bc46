// What moves along the edges, on one canvas above everything. A picture of (scene, trace, t): drawn when one of them changes, and at no other time.
// The canvas covers only what is lit: a browser hands every changed canvas on whole, so that a small one costs a fraction of the frame.
import { memo, useEffect, useRef } from "react";
import type { Editor } from "../editor";
import { curveBounds, curveLength, curvePoint, union, type Curve, type Rect } from "../geometry";
import { useEditor } from "../hooks";
import { ACCUMULATE, CONTRIBUTION, currentEvent, FORWARD, SEED } from "../trace";

const DOTS = 3;
/** Between the dots, in the circuit's units. */
const SPACING = 20;
const RADIUS = 3.4;
/** How far beyond edges and nodes is drawn. */
const MARGIN = 24;
const MOST_EDGES = 600;
/** The canvas grows and shrinks by steps of this many pixels, so that it is not made anew for each event. */
const STEP = 64;

/** What is lit at a moment. */
interface Lit {
  readonly forward: boolean;
  /** From 0 to 1 along the way; null when the event has wholly come and the dots stand. */
  readonly phase: number | null;
  readonly curves: readonly Curve[];
  /** A node that a ring closes in on. */
  readonly ringed: (Rect & { readonly round: number }) | null;
}

export const Overlay = memo(function Overlay() {
  const editor = useEditor("theme");
  const place = useRef<HTMLCanvasElement>(null);
  const dark = editor.dark;
  useEffect(() => {
    const canvas = place.current;
    const pen = canvas?.getContext("2d") ?? null;
    if (canvas === null || pen === null) return;
    const style = getComputedStyle(canvas);
    const colours = { value: style.getPropertyValue("--value").trim(), grad: style.getPropertyValue("--grad").trim() };
    const draw = (): void => {
      const lit = litAt(editor);
      const area = lit === null ? null : areaOf(editor, lit);
      canvas.hidden = area === null;
      if (lit === null || area === null) return;
      cover(canvas, area);
      pen.fillStyle = pen.strokeStyle = lit.forward ? colours.value : colours.grad;
      paint(editor, pen, lit, area);
    };
    draw();
    const stops = (["frame", "view", "scene"] as const).map((topic) => editor.subscribe(topic, draw));
    return () => stops.forEach((stop) => stop());
  }, [editor, dark]);
  return <canvas className="overlay" ref={place} aria-hidden="true" hidden />;
});

function litAt(editor: Editor): Lit | null {
  const { trace, scene } = editor;
  const { t } = editor.player;
  const at = currentEvent(t);
  if (trace === null || at < 0 || t >= trace.length) return null;
  const { kind, node, edge } = trace.event(at);
  const name = trace.nodeName(node);
  const phase = t === Math.floor(t) ? null : t - Math.floor(t);
  const found = (curves: (Curve | null)[]): Curve[] => curves.filter((curve) => curve !== null);
  if (kind === FORWARD) {
    const into = scene.inEdges(name).slice(0, MOST_EDGES);
    return { forward: true, phase, curves: found(into.map(({ target, port }) => scene.curve(target, port))), ringed: null };
  }
  if (kind === CONTRIBUTION) {
    const ends = trace.plan.edges[edge];
    return { forward: false, phase, curves: found(ends === undefined ? [] : [scene.curve(ends[0], ends[1])]), ringed: null };
  }
  const ringed = kind === SEED || kind === ACCUMULATE ? scene.node(name) : undefined;
  if (ringed === undefined) return null;
  const { x, y, width, height } = ringed;
  return { forward: false, phase, curves: [], ringed: { x, y, width, height, round: ringed.op === "leaf" ? 12 : height / 2 } };
}

/** The part of the canvas, in pixels on the screen, that what is lit needs; null when none of it is in view. */
function areaOf(editor: Editor, lit: Lit): Rect | null {
  const bounds = lit.curves.map(curveBounds).reduce<Rect | null>((all, rect) => union(all, rect), lit.ringed);
  if (bounds === null) return null;
  const { x, y, zoom } = editor.viewport.view;
  const left = Math.max(0, Math.floor((bounds.x - MARGIN) * zoom + x));
  const top = Math.max(0, Math.floor((bounds.y - MARGIN) * zoom + y));
  const right = Math.min(editor.viewport.width, (bounds.x + bounds.width + MARGIN) * zoom + x);
  const bottom = Math.min(editor.viewport.height, (bounds.y + bounds.height + MARGIN) * zoom + y);
  if (right <= left || bottom <= top) return null;
  const steps = (length: number): number => Math.ceil(length / STEP) * STEP;
  return { x: left, y: top, width: steps(right - left), height: steps(bottom - top) };
}

function cover(canvas: HTMLCanvasElement, { x, y, width, height }: Rect): void {
  const scale = window.devicePixelRatio;
  const [wide, high] = [Math.round(width * scale), Math.round(height * scale)];
  if (canvas.width !== wide || canvas.height !== high) {
    canvas.width = wide;
    canvas.height = high;
    canvas.style.width = `${width}px`;
    canvas.style.height = `${height}px`;
  }
  canvas.style.left = `${x}px`;
  canvas.style.top = `${y}px`;
}

function paint(editor: Editor, pen: CanvasRenderingContext2D, lit: Lit, area: Rect): void {
  const { x, y, zoom } = editor.viewport.view;
  const scale = window.devicePixelRatio;
  pen.setTransform(1, 0, 0, 1, 0, 0);
  pen.clearRect(0, 0, pen.canvas.width, pen.canvas.height);
  pen.setTransform(scale * zoom, 0, 0, scale * zoom, scale * (x - area.x), scale * (y - area.y));
  for (const curve of lit.curves) dots(pen, curve, lit.phase, !lit.forward);
  if (lit.ringed !== null) ring(pen, lit.ringed, lit.phase ?? 1);
}

function dots(pen: CanvasRenderingContext2D, curve: Curve, phase: number | null, back: boolean): void {
  const apart = Math.min(0.2, SPACING / Math.max(1, curveLength(curve)));
  const head = phase === null ? 0.5 + apart * ((DOTS - 1) / 2) : eased(phase) * (1 + apart * (DOTS - 1));
  for (let i = 0; i < DOTS; i += 1) {
    const u = head - i * apart;
    if (u < 0 || u > 1) continue;
    const { x, y } = curvePoint(curve, back ? 1 - u : u);
    pen.beginPath();
    pen.arc(x, y, RADIUS, 0, 2 * Math.PI);
    pen.fill();
  }
}

/** A ring that closes in on a node which takes its gradient. */
function ring(pen: CanvasRenderingContext2D, node: Rect & { readonly round: number }, phase: number): void {
  const reach = 4 + 14 * (1 - eased(phase));
  pen.globalAlpha = 0.25 + 0.75 * phase;
  pen.lineWidth = 2;
  pen.beginPath();
  pen.roundRect(node.x - reach, node.y - reach, node.width + 2 * reach, node.height + 2 * reach, node.round + reach);
  pen.stroke();
  pen.globalAlpha = 1;
}

function eased(u: number): number {
  return u * u * (3 - 2 * u);
}
