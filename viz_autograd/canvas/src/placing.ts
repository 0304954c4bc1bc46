// Where a node that is added without a place goes: near the wanted one, clear of what the others show around them.
import { overlaps, type Point, type Rect } from "./geometry";
import type { Scene, SceneNode } from "./scene";

/** What stands around a node: fields before ports without an edge, numbers behind it, a name above and a sum below. */
const FIELDS = 60;
const NUMBERS = 70;
const LINE = 24;
const APART = 8;
/** How far out a free place is looked for. */
const MOST_RINGS = 40;

function withWords(rect: Rect, fields: boolean): Rect {
  const before = fields ? FIELDS : APART;
  return { x: rect.x - before, y: rect.y - LINE, width: rect.width + before + NUMBERS, height: rect.height + 2 * LINE };
}

function hasFields(scene: Scene, node: SceneNode): boolean {
  return node.ports.some((port) => scene.source(node.name, port) === null);
}

function within(inner: Rect, outer: Rect): boolean {
  return inner.x >= outer.x && inner.y >= outer.y && inner.x + inner.width <= outer.x + outer.width && inner.y + inner.height <= outer.y + outer.height;
}

/** The top left corner for a node of this size, with its centre near the wanted one; rather to the right and below, as circuits grow, and in view where there is room. */
export function freePlace(scene: Scene, centre: Point, size: { width: number; height: number }, fields: boolean, view: Rect): Point {
  const corner = { x: centre.x - size.width / 2, y: centre.y - size.height / 2 };
  // A little more than what stands around, which must not even touch.
  const step = { x: size.width + (fields ? FIELDS : APART) + NUMBERS + 2, y: size.height + 2 * LINE + 2 };
  const isFree = (place: Rect): boolean => {
    const around = withWords(place, fields);
    return !scene.slice(around, NUMBERS + APART).some((name) => {
      const node = scene.node(name);
      return node !== undefined && overlaps(around, withWords(node, hasFields(scene, node)));
    });
  };
  let beyond: Point | null = null;
  for (let ring = 0; ring < MOST_RINGS; ring += 1) {
    for (let row = 0; row <= ring; row += 1) {
      const across = ring - row;
      // Steps of half a node, so that a gap between others is found.
      for (const [x, y] of [[across, row], [across, -row], [-across, row], [-across, -row]] as const) {
        const place = { x: corner.x + (x * step.x) / 2, y: corner.y + (y * step.y) / 2, ...size };
        const seen = within(place, view);
        if (!(seen || beyond === null) || !isFree(place)) continue;
        if (seen) return { x: place.x, y: place.y };
        beyond = { x: place.x, y: place.y };
      }
    }
  }
  return beyond ?? corner;
}
