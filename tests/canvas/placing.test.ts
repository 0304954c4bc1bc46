import { expect, test } from "vitest";
import { freePlace } from "../../viz_autograd/canvas/src/placing";
import { Scene } from "../../viz_autograd/canvas/src/scene";
import { gate, leaf, OPS } from "./fixture";

const VIEW = { x: -500, y: -400, width: 1000, height: 800 };
const SIZE = { width: 56, height: 56 };

test("nodes added one after another keep clear of each other's fields and numbers, in view", () => {
  const scene = new Scene();
  scene.setOps(OPS);
  const places = [];
  for (let i = 0; i < 12; i += 1) {
    const place = freePlace(scene, { x: 0, y: 0 }, SIZE, true, VIEW);
    for (const other of places) {
      const [dx, dy] = [Math.abs(place.x - other.x), Math.abs(place.y - other.y)];
      expect(dx >= 56 + 60 + 70 || dy >= 56 + 48).toBe(true);
    }
    expect(place.x >= VIEW.x && place.y >= VIEW.y && place.x + 56 <= 500 && place.y + 56 <= 400).toBe(true);
    places.push(place);
    scene.apply({ nodes: [gate(`add${i}`, "add", i, place.x, place.y)] });
  }
  expect(places[0]).toEqual({ x: -28, y: -28 });
});

test("where the view is full, a place beyond it is found", () => {
  const scene = new Scene();
  scene.setOps(OPS);
  scene.apply({ nodes: [leaf("a", 0, -60, -28)] });
  const place = freePlace(scene, { x: 0, y: 0 }, SIZE, true, { x: -80, y: -60, width: 160, height: 120 });
  expect(place.x > 68 + 60 || Math.abs(place.y + 28) >= 56 + 24 || place.x < -60 - 56).toBe(true);
});
