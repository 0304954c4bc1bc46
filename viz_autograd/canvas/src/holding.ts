// Nodes that the pointer holds: on the screen they are where it is, while the circuit has them where they stood before.
import type { NodeView } from "./protocol";
import type { Scene } from "./scene";

export type Place = readonly [number, number];
export type Places = Readonly<Record<string, [number, number]>>;

interface Held {
  /** Where it is on the screen; the very array that it was given. */
  at: [number, number];
  /** Where the circuit has it. */
  from: Place;
}

export class Holding {
  private readonly held = new Map<string, Held>();

  constructor(private readonly scene: Scene) {}

  get size(): number {
    return this.held.size;
  }

  /** Where they are on the screen. */
  get places(): Places {
    return Object.fromEntries([...this.held].map(([name, { at }]) => [name, at]));
  }

  /** Moves nodes on the screen only. */
  move(places: Places): void {
    for (const [name, at] of Object.entries(places)) {
      const node = this.scene.node(name);
      const held = this.held.get(name);
      if (held !== undefined) held.at = at;
      else if (node !== undefined) this.held.set(name, { at, from: [node.x, node.y] });
    }
    this.scene.move(places);
  }

  /** The server said where these stand; what is held stays with the pointer. */
  told(nodes: readonly NodeView[]): void {
    for (const { name, x, y } of nodes) {
      const held = this.held.get(name);
      if (held !== undefined) held.from = [x, y];
    }
    this.show();
  }

  /** The scene has everything where the pointer has it. */
  show(): void {
    if (this.held.size > 0) this.scene.move(this.places);
  }

  /** The scene has everything where the circuit has it, until `show`. */
  putBack(): void {
    if (this.held.size > 0) this.scene.move(Object.fromEntries([...this.held].map(([name, { from }]) => [name, [...from]])));
  }

  /** These were dropped, and the circuit has them there; one that was taken up again meanwhile stays held. */
  letGo(places: Places): void {
    for (const [name, at] of Object.entries(places)) if (this.held.get(name)?.at === at) this.held.delete(name);
  }

  clear(): void {
    this.held.clear();
  }
}
