// A grid of cells over the canvas, so that asking what is near a place does not look at everything. Kept as things move; edges are
// entered only when somebody asks, since a drag moves them many times in between.
import { contains, curvePoint, distanceToCurve, overlaps, rectBetween, type Curve, type Rect } from "./geometry";

const CELL = 256;
/** Cells are numbered x * SPAN + y; far beyond any canvas that a person can reach. */
const SPAN = 2 ** 24;
const MOST_CELLS = 4096;

class Cells {
  private readonly cells = new Map<number, Set<string>>();
  private readonly held = new Map<string, number[]>();

  put(item: string, cells: number[]): void {
    this.drop(item);
    this.held.set(item, cells);
    for (const cell of cells) {
      const there = this.cells.get(cell);
      if (there) there.add(item);
      else this.cells.set(cell, new Set([item]));
    }
  }

  drop(item: string): void {
    for (const cell of this.held.get(item) ?? []) {
      const there = this.cells.get(cell);
      there?.delete(item);
      if (there?.size === 0) this.cells.delete(cell);
    }
    this.held.delete(item);
  }

  clear(): void {
    this.cells.clear();
    this.held.clear();
  }

  near(rect: Rect): Iterable<string> {
    const cells = cellsOf(rect);
    if (cells === null) return this.held.keys();
    const found = new Set<string>();
    for (const cell of cells) for (const item of this.cells.get(cell) ?? []) found.add(item);
    return found;
  }
}

/** The cells that a rectangle touches, or null where they are so many that a list is no help. */
function cellsOf(rect: Rect): number[] | null {
  const left = Math.floor(rect.x / CELL);
  const top = Math.floor(rect.y / CELL);
  const right = Math.floor((rect.x + rect.width) / CELL);
  const bottom = Math.floor((rect.y + rect.height) / CELL);
  if (!((right - left + 1) * (bottom - top + 1) <= MOST_CELLS)) return null;
  const cells: number[] = [];
  for (let x = left; x <= right; x++) for (let y = top; y <= bottom; y++) cells.push(x * SPAN + y);
  return cells;
}

function cellsAlong(curve: Curve): number[] {
  const far = Math.hypot(curve.x3 - curve.x0, curve.y3 - curve.y0);
  const steps = Math.min(128, Math.max(4, Math.ceil((1.5 * far) / CELL)));
  const cells = new Set<number>();
  let last = curvePoint(curve, 0);
  for (let i = 1; i <= steps; i++) {
    const next = curvePoint(curve, i / steps);
    for (const cell of cellsOf(rectBetween(last, next)) ?? []) cells.add(cell);
    last = next;
  }
  return [...cells];
}

export class SpatialIndex {
  private readonly rects = new Map<string, Rect>();
  private readonly nodeCells = new Cells();
  private readonly edgeCells = new Cells();
  private readonly curves = new Map<string, Curve>();
  private readonly stale = new Set<string>();

  constructor(private readonly curveOf: (key: string) => Curve | null) {}

  putNode(name: string, rect: Rect): void {
    this.rects.set(name, rect);
    this.nodeCells.put(name, cellsOf(rect) ?? []);
  }

  dropNode(name: string): void {
    this.rects.delete(name);
    this.nodeCells.drop(name);
  }

  touchEdge(key: string): void {
    this.stale.add(key);
  }

  dropEdge(key: string): void {
    this.stale.delete(key);
    this.curves.delete(key);
    this.edgeCells.drop(key);
  }

  clear(): void {
    this.rects.clear();
    this.nodeCells.clear();
    this.edgeCells.clear();
    this.curves.clear();
    this.stale.clear();
  }

  nodesNear(rect: Rect): string[] {
    const found: string[] = [];
    for (const name of this.nodeCells.near(rect)) if (overlaps(this.rects.get(name)!, rect)) found.push(name);
    return found;
  }

  edgesNear(rect: Rect): string[] {
    this.refresh();
    const found: string[] = [];
    for (const key of this.edgeCells.near(rect)) if (passes(this.curves.get(key)!, rect)) found.push(key);
    return found;
  }

  nearestEdge(x: number, y: number, tolerance: number, skip: (key: string) => boolean): string | null {
    this.refresh();
    let best: string | null = null;
    let least = tolerance;
    for (const key of this.edgeCells.near({ x: x - tolerance, y: y - tolerance, width: 2 * tolerance, height: 2 * tolerance })) {
      if (skip(key)) continue;
      const far = distanceToCurve(this.curves.get(key)!, x, y);
      if (far > least) continue;
      least = far;
      best = key;
    }
    return best;
  }

  private refresh(): void {
    for (const key of this.stale) {
      const curve = this.curveOf(key);
      if (curve === null) continue;
      this.curves.set(key, curve);
      this.edgeCells.put(key, cellsAlong(curve));
    }
    this.stale.clear();
  }
}

function passes(curve: Curve, rect: Rect): boolean {
  const steps = 16;
  let last = curvePoint(curve, 0);
  for (let i = 1; i <= steps; i++) {
    const next = curvePoint(curve, i / steps);
    if (contains(rect, next.x, next.y) || overlaps(rectBetween(last, next), rect)) return true;
    last = next;
  }
  return false;
}
