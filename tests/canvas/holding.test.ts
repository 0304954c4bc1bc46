import { describe, expect, it } from "vitest";
import { Holding } from "../../viz_autograd/canvas/src/holding";
import { Offline } from "../../viz_autograd/canvas/src/offline";
import { Scene } from "../../viz_autograd/canvas/src/scene";
import { FOUR_WEIGHTS_EDGES, FOUR_WEIGHTS_NODES, leaf, OPS } from "./fixture";

function dragging(): { scene: Scene; held: Holding; place: () => [number, number] } {
  const scene = new Scene(OPS);
  scene.apply({ nodes: FOUR_WEIGHTS_NODES, edges: FOUR_WEIGHTS_EDGES });
  return { scene, held: new Holding(scene), place: () => [scene.node("w1")!.x, scene.node("w1")!.y] };
}

describe("nodes in the pointer's hand", () => {
  it("go back to where the drag began, also where the server was lost in its midst", () => {
    const { scene, held, place } = dragging();
    const began = place();
    held.move({ w1: [70, 66] });
    held.putBack();
    const offline = new Offline(scene, () => OPS);
    held.show();
    expect(place()).toEqual([70, 66]);
    held.move({ w1: [100, 116] });
    expect(offline.do({ type: "move", positions: held.places }, null, 1)).toBeNull();
    held.letGo(held.places);
    expect(place()).toEqual([100, 116]);
    offline.undo();
    expect(place()).toEqual(began);
    offline.redo();
    expect(place()).toEqual([100, 116]);
  });

  it("stay with the pointer when the server says where they stand", () => {
    const { scene, held, place } = dragging();
    held.move({ w1: [70, 66] });
    const moved = { ...leaf("w1", 2, 5, 6) };
    scene.apply({ nodes: [moved] });
    held.told([moved]);
    expect(place()).toEqual([70, 66]);
    held.putBack();
    expect(place()).toEqual([5, 6]);
  });

  it("are let go of only by the drag that dropped them", () => {
    const { held } = dragging();
    held.move({ w1: [70, 66], w2: [1, 1] });
    const dropped = held.places;
    held.move({ w1: [80, 80] });
    held.letGo(dropped);
    expect(held.places).toEqual({ w1: [80, 80] });
    held.clear();
    expect(held.size).toBe(0);
  });
});
