// Where the contributions stand along their edges: each below or above its own, clear of other edges, nodes and labels.
import { curveBounds, curvePoint, curveTangent, overlaps, type Curve, type Point, type Rect } from "./geometry";
import { textWidth } from "./measure";
import type { Scene, SceneEdge, SceneNode } from "./scene";
import { contributionLabel, gradLabel, sumOfParts, valueLabel } from "./terms";
import { plainText } from "./fill";
import type { Trace } from "./trace";

/** An edge whose label is to be placed. */
export interface Labelled {
  readonly key: string;
  readonly curve: Curve;
  readonly width: number;
  readonly height: number;
}

export interface OtherEdge {
  readonly key: string;
  readonly curve: Curve;
}

/** The sizes of numbers on the canvas at zoom 1. */
export const CONTRIBUTION_SIZE = 13;
export const NUMBER_SIZE = 14;

const FROM = 0.35;
const UNTIL = 0.8;
const STEPS = 12;
const SIDES = [1, -1] as const;
/** Between a label and its own edge. */
const GAP = 3;
const SAMPLES = 20;
const HITS_LABEL = 120;
const HITS_NODE = 60;
const HITS_EDGE = 40;
const HITS_OWN = 12;
/** A stranger's edge that is this near makes one ask whose number it is. */
const NEAR = 9;
const NEAR_EDGE = 14;
/** A stranger's edge that is nearer than a label's own, or nearly so, takes it for itself. */
const AMBIGUOUS = 50;
const CLEARER = 1.15;
const ABOVE = 5;
const OFF_PLACE = 10;
const BEST_PLACE = 0.6;

interface Sampled {
  readonly key: string;
  readonly bounds: Rect;
  readonly points: readonly Point[];
}

/** The middle of each label. The first ones choose first; the same edges, nodes and sizes give the same places. */
export function placeLabels(labelled: readonly Labelled[], edges: readonly OtherEdge[], obstacles: readonly Rect[]): Map<string, Point> {
  const sampled = edges.map(({ key, curve }) => sample(key, curve));
  const placed = new Map<string, Point>();
  const taken: Rect[] = [];
  for (const each of labelled) {
    const reach = Math.hypot(each.width, each.height) + NEAR;
    const room = grownBy(curveBounds(each.curve), reach);
    const own = sample(each.key, each.curve);
    const near = sampled.filter((other) => other.key !== each.key && overlaps(other.bounds, room));
    const solid = obstacles.filter((rect) => overlaps(rect, room));
    let best: Point = curvePoint(each.curve, BEST_PLACE);
    let least = Infinity;
    for (let step = 0; step < STEPS; step++) {
      const u = FROM + ((UNTIL - FROM) * step) / (STEPS - 1);
      for (const side of SIDES) {
        const at = beside(each, u, side);
        const cost = costOf(boxAround(at, each), own, near, solid, taken) + (side < 0 ? ABOVE : 0) + OFF_PLACE * Math.abs(u - BEST_PLACE);
        if (cost >= least) continue;
        least = cost;
        best = at;
      }
    }
    placed.set(each.key, best);
    taken.push(boxAround(best, each));
  }
  return placed;
}

/** The label's middle when its box just clears the edge at u; side 1 is below, -1 above. */
function beside({ curve, width, height }: Labelled, u: number, side: 1 | -1): Point {
  const at = curvePoint(curve, u);
  const along = curveTangent(curve, u);
  const flip = along.x < 0 ? -side : side;
  const normal = { x: -along.y * flip, y: along.x * flip };
  const clear = (width / 2) * Math.abs(normal.x) + (height / 2) * Math.abs(normal.y) + GAP;
  return { x: at.x + normal.x * clear, y: at.y + normal.y * clear };
}

function costOf(box: Rect, own: Sampled, near: readonly Sampled[], solid: readonly Rect[], taken: readonly Rect[]): number {
  let cost = 0;
  for (const rect of taken) if (overlaps(rect, box)) cost += HITS_LABEL;
  for (const rect of solid) if (overlaps(rect, box)) cost += HITS_NODE;
  if (crosses(own, box)) cost += HITS_OWN;
  const middle = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  const ownFar = farOf(own, middle);
  const wide = grownBy(box, Math.max(NEAR, CLEARER * ownFar));
  for (const other of near) {
    if (!overlaps(other.bounds, wide)) continue;
    if (farOf(other, middle) < CLEARER * ownFar) cost += AMBIGUOUS;
    else if (crosses(other, grownBy(box, NEAR))) cost += NEAR_EDGE;
    if (crosses(other, box)) cost += HITS_EDGE;
  }
  return cost;
}

function farOf({ points }: Sampled, { x, y }: Point): number {
  let least = Infinity;
  for (const point of points) least = Math.min(least, (point.x - x) ** 2 + (point.y - y) ** 2);
  return Math.sqrt(least);
}

function crosses({ points }: Sampled, box: Rect): boolean {
  for (let i = 1; i < points.length; i++) if (segmentMeets(points[i - 1]!, points[i]!, box)) return true;
  return false;
}

/** Liang and Barsky's clipping: is any of the segment inside? */
function segmentMeets(a: Point, b: Point, { x, y, width, height }: Rect): boolean {
  const [dx, dy] = [b.x - a.x, b.y - a.y];
  let [from, until] = [0, 1];
  for (const [step, room] of [[-dx, a.x - x], [dx, x + width - a.x], [-dy, a.y - y], [dy, y + height - a.y]] as const) {
    if (step === 0) {
      if (room < 0) return false;
    } else if (step < 0) from = Math.max(from, room / step);
    else until = Math.min(until, room / step);
    if (from > until) return false;
  }
  return true;
}

function sample(key: string, curve: Curve): Sampled {
  const points = Array.from({ length: SAMPLES + 1 }, (_, i) => curvePoint(curve, i / SAMPLES));
  return { key, bounds: curveBounds(curve), points };
}

function boxAround(at: Point, { width, height }: Labelled): Rect {
  return { x: at.x - width / 2, y: at.y - height / 2, width, height };
}

function grownBy({ x, y, width, height }: Rect, by: number): Rect {
  return { x: x - by, y: y - by, width: width + 2 * by, height: height + 2 * by };
}

/** Room for a short number, so that a slider's moves do not make a label jump. */
const LEAST_WIDTH = 30;
/** Widths go up by this, for the same reason. */
const WIDTH_STEP = 12;

/** The places of all contributions among these edges, as they will be when the whole run is shown. `grow` is how much larger than at zoom 1 numbers are. */
export function labelPlaces(scene: Scene, trace: Trace | null, edges: readonly SceneEdge[], grow = 1): Map<string, Point> {
  if (trace === null) return new Map();
  const labelled: Labelled[] = [];
  const others: OtherEdge[] = [];
  const names = new Set<string>();
  for (const { key, source, target, port } of edges) {
    const curve = scene.curve(target, port);
    if (curve === null) continue;
    others.push({ key, curve });
    names.add(source).add(target);
    if (!forks(trace, source)) continue;
    const text = contributionLabel(trace, scene, trace.edgeIndex(target, port), trace.length);
    if (text === null) continue;
    const width = Math.max(LEAST_WIDTH, Math.ceil(textWidth(text, CONTRIBUTION_SIZE) / WIDTH_STEP) * WIDTH_STEP);
    labelled.push({ key, curve, width: width * grow, height: (CONTRIBUTION_SIZE + 3) * grow });
  }
  if (labelled.length === 0) return new Map();
  return placeLabels(labelled, others, [...names].flatMap((name) => occupied(scene, trace, name, grow)));
}

/** Does a node receive more than one contribution? */
export function forks(trace: Trace, name: string): boolean {
  return trace.allParts(trace.nodeIndex(name)).length > 1;
}

/** What a node and its numbers cover. */
export function occupied(scene: Scene, trace: Trace | null, name: string, grow = 1): Rect[] {
  const node = scene.node(name);
  if (node === undefined) return [];
  return [node, ...numbersOf(scene, trace, node, grow)];
}

/** A leaf's gradient and how it adds up are written in one line as long as that is no wider than this; canvas.css says so too. */
const WIDEST_SUM = 184;

export function sumLines(grad: string, summed: string, grow = 1): string[] {
  if (summed === "") return [grad];
  const whole = `${grad} = ${summed}`;
  return textWidth(whole, NUMBER_SIZE * grow) <= WIDEST_SUM ? [whole] : [grad, `= ${summed}`];
}

/** The places of a node's numbers at the end of the run, and of a gate's name. */
export function numbersOf(scene: Scene, trace: Trace | null, node: SceneNode, grow = 1): Rect[] {
  const { name, x, y, width, height } = node;
  const rects: Rect[] = [];
  const line = 18 * grow;
  const beside = x + width + 9;
  const middle = y + height / 2;
  const put = (text: string | null, px: number, py: number, size: number): void => {
    if (text !== null && text !== "") rects.push({ x: px, y: py, width: textWidth(text, size * grow), height: line });
  };
  if (node.op !== "leaf") {
    const named = Math.min(164, textWidth(name, 13 * grow));
    rects.push({ x: x + width / 2 - named / 2, y: y - 20 * grow, width: named, height: 20 * grow });
  }
  if (trace === null) return rects;
  const end = trace.length;
  const grad = gradLabel(trace, scene, name, end);
  const summed = plainText(sumOfParts(trace, scene, trace.nodeIndex(name), end, contributionLabel));
  if (node.op === "leaf") {
    if (summed === "") put(grad, beside, middle + 4, NUMBER_SIZE);
    else for (const [i, words] of sumLines(grad ?? "", summed, grow).entries()) put(words, x + 2, y + height + 5 + i * line, NUMBER_SIZE);
    return rects;
  }
  put(valueLabel(trace, scene, name, end), beside, middle - 3 - line, NUMBER_SIZE);
  put(grad, beside, middle + 4, NUMBER_SIZE);
  if (summed !== "") put(`= ${summed}`, beside, middle + 4 + line, 12);
  return rects;
}
