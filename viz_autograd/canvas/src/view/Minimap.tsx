// The whole circuit small, with the view on it; a press or drag takes the view there.
import { memo, useEffect, useRef, type PointerEvent } from "react";
import type { Editor } from "../editor";
import { union, type Rect } from "../geometry";
import { useEditor } from "../hooks";
import type { Viewport } from "../viewport";
import { followPointer } from "./pointer";

const WIDTH = 132;
const HEIGHT = 84;
const MARGIN = 8;

/** How the map shows the circuit: what of it, how small, and where its middle is. */
function framing(editor: Editor): { zoom: number; x: number; y: number } | null {
  const bounds = editor.scene.bounds();
  if (bounds === null) return null;
  const all = union(bounds, editor.viewport.visible());
  const zoom = Math.min((WIDTH - 2 * MARGIN) / all.width, (HEIGHT - 2 * MARGIN) / all.height);
  return { zoom, x: WIDTH / 2 - (all.x + all.width / 2) * zoom, y: HEIGHT / 2 - (all.y + all.height / 2) * zoom };
}

function paint(editor: Editor, pen: CanvasRenderingContext2D, style: CSSStyleDeclaration): void {
  const scale = window.devicePixelRatio;
  pen.setTransform(scale, 0, 0, scale, 0, 0);
  pen.clearRect(0, 0, WIDTH, HEIGHT);
  const map = framing(editor);
  if (map === null) return;
  const box = ({ x, y, width, height }: Rect, least: number): [number, number, number, number] => [
    x * map.zoom + map.x, y * map.zoom + map.y, Math.max(least, width * map.zoom), Math.max(least, height * map.zoom),
  ];
  pen.fillStyle = style.getPropertyValue("--edge");
  for (const name of editor.scene.names()) {
    const node = editor.scene.node(name);
    if (node === undefined) continue;
    pen.beginPath();
    pen.roundRect(...box(node, 2), 2);
    pen.fill();
  }
  pen.strokeStyle = style.getPropertyValue("--accent");
  pen.fillStyle = style.getPropertyValue("--glow");
  pen.lineWidth = 1;
  pen.beginPath();
  pen.roundRect(...box(editor.viewport.visible(), 4), 3);
  pen.fill();
  pen.stroke();
}

export const Minimap = memo(function Minimap() {
  const editor = useEditor("theme");
  const place = useRef<HTMLCanvasElement>(null);
  const dark = editor.dark;
  useEffect(() => {
    const canvas = place.current;
    const pen = canvas?.getContext("2d") ?? null;
    if (canvas === null || pen === null) return;
    canvas.width = WIDTH * window.devicePixelRatio;
    canvas.height = HEIGHT * window.devicePixelRatio;
    const style = getComputedStyle(canvas);
    const draw = (): void => paint(editor, pen, style);
    draw();
    const stops = (["scene", "view"] as const).map((topic) => editor.subscribe(topic, draw));
    return () => stops.forEach((stop) => stop());
  }, [editor, dark]);
  const go = (viewport: Viewport, client: { x: number; y: number }, map: { zoom: number; x: number; y: number }): void => {
    const corner = place.current?.getBoundingClientRect();
    if (corner === undefined) return;
    viewport.centre({ x: (client.x - corner.x - map.x) / map.zoom, y: (client.y - corner.y - map.y) / map.zoom });
  };
  const onPointerDown = (event: PointerEvent): void => {
    const map = framing(editor);
    if (map === null || event.button !== 0) return;
    event.preventDefault();
    go(editor.viewport, { x: event.clientX, y: event.clientY }, map);
    followPointer(event.nativeEvent, { move: (client) => go(editor.viewport, client, map), drop: () => undefined, cancel: () => undefined });
  };
  return <canvas className="minimap" data-testid="minimap" role="img" aria-label="Map of the circuit" ref={place} style={{ width: WIDTH, height: HEIGHT }} onPointerDown={onPointerDown} />;
});
