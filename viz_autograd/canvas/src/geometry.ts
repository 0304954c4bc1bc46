// Where things are, without a page: ports, curves, rectangles, views. Units are canvas units, one CSS pixel at zoom 1, y down.
import type { View } from "./protocol";

export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface Rect {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** A cubic Bézier curve. */
export interface Curve {
  readonly x0: number;
  readonly y0: number;
  readonly x1: number;
  readonly y1: number;
  readonly x2: number;
  readonly y2: number;
  readonly x3: number;
  readonly y3: number;
}

export const GATE_SIZE = 56;
export const LEAF_HEIGHT = 56;
export const LEAF_WIDTH = 128;
export const ARRAY_LEAF_WIDTH = 168;
export const GRID = 8;
export const OUT = "out";

const PORT_GAP = 12;
const LEAST_REACH = 32;
const MOST_REACH = 320;

/** The size of a node's body. */
export function nodeSize(op: string, shape: readonly number[] | null): { width: number; height: number } {
  if (op !== "leaf") return { width: GATE_SIZE, height: GATE_SIZE };
  return { width: shape !== null && shape.length > 0 ? ARRAY_LEAF_WIDTH : LEAF_WIDTH, height: LEAF_HEIGHT };
}

/** Centre of a leaf's or gate's output, from its top left corner. */
export function outOffset(width: number, height: number): Point {
  return { x: width, y: height / 2 };
}

/** Centre of input port `index` of `count`, on the rim of a round gate, from its top left corner. */
export function inOffset(index: number, count: number, width: number, height: number): Point {
  const radius = height / 2;
  const gap = count > 1 ? Math.min(2 * PORT_GAP, (2 * (radius - 6)) / (count - 1)) : 0;
  const dy = (index - (count - 1) / 2) * gap;
  return { x: width / 2 - Math.sqrt(Math.max(0, radius * radius - dy * dy)), y: radius + dy };
}

/** The curve of an edge: it leaves to the right and arrives from the left. */
export function edgeCurve(from: Point, to: Point): Curve {
  const ahead = to.x - from.x;
  // An edge that runs backwards swings out, so that it is seen to leave and to arrive.
  const wanted = ahead >= 0 ? ahead / 2 : LEAST_REACH - ahead / 2;
  const reach = Math.min(MOST_REACH, Math.max(Math.min(LEAST_REACH, distance(from, to) / 2), wanted));
  return { x0: from.x, y0: from.y, x1: from.x + reach, y1: from.y, x2: to.x - reach, y2: to.y, x3: to.x, y3: to.y };
}

export function curvePath(c: Curve): string {
  return `M${short(c.x0)},${short(c.y0)} C${short(c.x1)},${short(c.y1)} ${short(c.x2)},${short(c.y2)} ${short(c.x3)},${short(c.y3)}`;
}

function short(x: number): string {
  return String(Math.round(x * 100) / 100);
}

/** The point at phase u: 0 at the source, 1 at the port. */
export function curvePoint(c: Curve, u: number): Point {
  const v = 1 - u;
  const a = v * v * v;
  const b = 3 * v * v * u;
  const d = 3 * v * u * u;
  const e = u * u * u;
  return { x: a * c.x0 + b * c.x1 + d * c.x2 + e * c.x3, y: a * c.y0 + b * c.y1 + d * c.y2 + e * c.y3 };
}

/** The unit direction of travel at phase u. */
export function curveTangent(c: Curve, u: number): Point {
  const v = 1 - u;
  const x = v * v * (c.x1 - c.x0) + 2 * v * u * (c.x2 - c.x1) + u * u * (c.x3 - c.x2);
  const y = v * v * (c.y1 - c.y0) + 2 * v * u * (c.y2 - c.y1) + u * u * (c.y3 - c.y2);
  const length = Math.hypot(x, y);
  return length > 0 ? { x: x / length, y: y / length } : { x: 1, y: 0 };
}

/** A curve's length, to within a per cent or so: good enough to pace what moves along it. */
export function curveLength(c: Curve, steps = 12): number {
  let length = 0;
  let last = { x: c.x0, y: c.y0 } as Point;
  for (let i = 1; i <= steps; i++) {
    const next = curvePoint(c, i / steps);
    length += distance(last, next);
    last = next;
  }
  return length;
}

/** How far a point is from a curve. */
export function distanceToCurve(c: Curve, x: number, y: number, steps = 24): number {
  let best = Infinity;
  let last = { x: c.x0, y: c.y0 } as Point;
  for (let i = 1; i <= steps; i++) {
    const next = curvePoint(c, i / steps);
    best = Math.min(best, distanceToSegment(last, next, x, y));
    last = next;
  }
  return best;
}

function distanceToSegment(a: Point, b: Point, x: number, y: number): number {
  const dx = b.x - a.x;
  const dy = b.y - a.y;
  const square = dx * dx + dy * dy;
  const u = square > 0 ? Math.min(1, Math.max(0, ((x - a.x) * dx + (y - a.y) * dy) / square)) : 0;
  return Math.hypot(x - a.x - u * dx, y - a.y - u * dy);
}

export function distance(a: Point, b: Point): number {
  return Math.hypot(b.x - a.x, b.y - a.y);
}

/** The least rectangle around a curve's control points; the curve stays inside. */
export function curveBounds(c: Curve): Rect {
  const x = Math.min(c.x0, c.x2);
  const y = Math.min(c.y0, c.y3);
  return { x, y, width: Math.max(c.x1, c.x3) - x, height: Math.max(c.y0, c.y3) - y };
}

/** Stroke width by the magnitude of what an edge carries: from 1.4 for nothing up to 5. */
export function edgeWidth(magnitude: number): number {
  if (!(magnitude > 0)) return 1.4;
  return Math.min(5, 1.4 + 0.55 * Math.log2(1 + Math.min(magnitude, 1e9)) ** 0.8);
}

/** The largest magnitude in an array; NaN counts as nothing. */
export function magnitude(elements: ArrayLike<number> | null): number {
  let most = 0;
  if (elements !== null) for (let i = 0; i < elements.length; i++) most = Math.max(most, Math.abs(elements[i]!) || 0);
  return most;
}

export function overlaps(a: Rect, b: Rect): boolean {
  return a.x <= b.x + b.width && b.x <= a.x + a.width && a.y <= b.y + b.height && b.y <= a.y + a.height;
}

export function contains(r: Rect, x: number, y: number): boolean {
  return x >= r.x && x <= r.x + r.width && y >= r.y && y <= r.y + r.height;
}

export function grown(r: Rect, by: number): Rect {
  return { x: r.x - by, y: r.y - by, width: r.width + 2 * by, height: r.height + 2 * by };
}

export function union(a: Rect | null, b: Rect): Rect {
  if (a === null) return b;
  const x = Math.min(a.x, b.x);
  const y = Math.min(a.y, b.y);
  return { x, y, width: Math.max(a.x + a.width, b.x + b.width) - x, height: Math.max(a.y + a.height, b.y + b.height) - y };
}

/** The rectangle between two corners, whichever they are. */
export function rectBetween(a: Point, b: Point): Rect {
  return { x: Math.min(a.x, b.x), y: Math.min(a.y, b.y), width: Math.abs(a.x - b.x), height: Math.abs(a.y - b.y) };
}

/** The view in which `bounds` stands centred in a pane of width × height, as large as fits but no larger than `mostZoom`. */
export function fit(bounds: Rect | null, width: number, height: number, padding = 48, mostZoom = 1, leastZoom = 0.005): View {
  if (bounds === null || width <= 0 || height <= 0) return { x: width / 2, y: height / 2, zoom: 1 };
  const room = (pane: number): number => Math.max(1, pane - 2 * Math.min(padding, pane / 4));
  const zoom = Math.max(leastZoom, Math.min(mostZoom, room(width) / Math.max(1, bounds.width), room(height) / Math.max(1, bounds.height)));
  return centred({ x: bounds.x + bounds.width / 2, y: bounds.y + bounds.height / 2 }, zoom, width, height);
}

/** The view in which a point stands in the middle of the pane. */
export function centred(point: Point, zoom: number, width: number, height: number): View {
  return { x: width / 2 - point.x * zoom, y: height / 2 - point.y * zoom, zoom };
}

/** What of the canvas a pane of width × height shows. */
export function visibleRect(view: View, width: number, height: number): Rect {
  return { x: -view.x / view.zoom, y: -view.y / view.zoom, width: width / view.zoom, height: height / view.zoom };
}

/** From a place in the pane to the canvas. */
export function toCanvas(view: View, x: number, y: number): Point {
  return { x: (x - view.x) / view.zoom, y: (y - view.y) / view.zoom };
}

export function snap(x: number, step = GRID): number {
  return Math.round(x / step) * step + 0;
}
