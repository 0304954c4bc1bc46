// Where the canvas stands: pan and zoom, and what they mean for places on the screen.
import { centred, fit, type Point, type Rect, visibleRect } from "./geometry";
import type { View } from "./protocol";

export const LEAST_ZOOM = 0.005;
export const MOST_ZOOM = 4;
/** "Fit" enlarges nothing, so that small circuits keep their proportions. */
const MOST_FITTED_ZOOM = 1;
const PADDING = 30;

/** What really pans and zooms: the mounted canvas. */
export interface Stage {
  setView(view: View): void;
  /** The canvas's place in the window. Asks the browser for its layout: not for every frame. */
  bounds(): Rect;
}

export class Viewport {
  view: View = { x: 0, y: 0, zoom: 1 };
  private stage: Stage | null = null;
  private wished: (() => void) | null = null;
  /** What the view was fitted to, until someone pans or zooms: another size of the window fits it anew. */
  private fitted: (() => Rect | null) | null = null;
  width = 0;
  height = 0;

  constructor(private readonly changed: () => void) {}

  /** The canvas is there; what was asked of it before is done now. */
  attach(stage: Stage): () => void {
    this.stage = stage;
    this.resized();
    return () => {
      if (this.stage === stage) this.stage = null;
    };
  }

  /** The canvas has another size; what waited for one is done now. */
  resized(): void {
    const room = this.stage?.bounds();
    this.width = room?.width ?? 0;
    this.height = room?.height ?? 0;
    if (this.width > 0 && this.wished !== null) {
      const wished = this.wished;
      this.wished = null;
      wished();
    } else if (this.width > 0 && this.fitted !== null) this.fit(this.fitted);
    else this.changed();
  }

  /** The canvas tells where it was panned to, and whether a person did that. */
  moved(view: View, byHand: boolean): void {
    if (byHand) this.fitted = null;
    this.view = view;
    this.changed();
  }

  set(view: View): void {
    if (this.stage === null) {
      this.wished = () => this.set(view);
      return;
    }
    this.fitted = null;
    this.view = view;
    this.stage.setView(view);
    this.changed();
  }

  fit(bounds: () => Rect | null): void {
    if (this.width === 0) {
      this.wished = () => this.fit(bounds);
      return;
    }
    this.set(fit(bounds(), this.width, this.height, PADDING, MOST_FITTED_ZOOM, LEAST_ZOOM));
    this.fitted = bounds;
  }

  /** Puts a place of the circuit in the middle. */
  centre(place: Point, zoom = this.view.zoom): void {
    if (this.width === 0) {
      this.wished = () => this.centre(place, zoom);
      return;
    }
    this.set(centred(place, zoom, this.width, this.height));
  }

  /** Zooms about the middle of the canvas. */
  zoomBy(factor: number): void {
    const middle = this.middle();
    this.centre(middle, Math.min(MOST_ZOOM, Math.max(LEAST_ZOOM, this.view.zoom * factor)));
  }

  /** The place of the circuit that a point of the window shows. */
  toWorld(client: Point): Point {
    const room = this.stage?.bounds() ?? { x: 0, y: 0, width: 0, height: 0 };
    const { x, y, zoom } = this.view;
    return { x: (client.x - room.x - x) / zoom, y: (client.y - room.y - y) / zoom };
  }

  /** Where in the canvas's own corner a place of the circuit is shown. */
  toCanvas(place: Point): Point {
    const { x, y, zoom } = this.view;
    return { x: place.x * zoom + x, y: place.y * zoom + y };
  }

  middle(): Point {
    const { x, y, zoom } = this.view;
    return { x: (this.width / 2 - x) / zoom, y: (this.height / 2 - y) / zoom };
  }

  /** What of the circuit is in view. */
  visible(): Rect {
    return visibleRect(this.view, this.width, this.height);
  }
}
