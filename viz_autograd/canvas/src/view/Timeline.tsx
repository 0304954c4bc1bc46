// The run as a rail: forward green, backward red, what is still to come grey. Dragging it moves the playhead.
import { memo, useEffect, useRef, useState, type KeyboardEvent, type PointerEvent } from "react";
import type { Editor } from "../editor";
import { useEditor } from "../hooks";
import { useCursor } from "./cursor";

/** Ticks nearer than this read as a hatching: then only every second, fifth … event has one. */
const TICK_GAP = 11;
const STRIDES = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 20_000, 50_000, 100_000, 200_000, 500_000, 1_000_000];
const PAGE = 10;

export function Timeline() {
  const editor = useEditor("document", "theme");
  const { trace, shown } = useCursor(editor);
  const count = trace?.length ?? 0;
  const track = useRef<HTMLDivElement>(null);
  const pen = useRef<HTMLCanvasElement>(null);
  const inner = useWidth(track);
  const forward = trace?.forwardEvents ?? 0;
  const dark = editor.dark;
  useEffect(() => {
    // Drawn on a canvas: a transform that changes with each frame would make the browser lay out the page's layers anew each time.
    const style = pen.current === null ? null : getComputedStyle(pen.current);
    const [card = "", ink = "", value = "", grad = ""] = ["--card", "--ink", "--value", "--grad"].map((name) => style?.getPropertyValue(name).trim());
    const draw = (): void => paint(pen.current, { count, forward, width: inner }, editor.player.t, { card, ink, value, grad });
    draw();
    return editor.subscribe("frame", draw);
  }, [editor, count, forward, inner, dark]);
  const says = count === 0 ? "nothing to run" : `event ${shown} of ${count}: ${editor.explain().map((segment) => segment.text).join("")}`;
  return (
    <div className="timeline" role="slider" tabIndex={0} aria-label="Timeline" aria-orientation="horizontal"
      aria-valuemin={0} aria-valuemax={count} aria-valuenow={shown} aria-valuetext={says} aria-disabled={count === 0}
      onKeyDown={(event) => onKey(event, editor, count)} {...dragging(editor, count)}>
      <div className="timeline-inner" ref={track}>
        <Rail count={count} forward={forward} width={inner} />
        <canvas className="timeline-done" ref={pen} aria-hidden="true" style={{ width: inner + 2 * BESIDE }} />
      </div>
    </div>
  );
}

function useWidth(place: { current: HTMLElement | null }): number {
  const [width, setWidth] = useState(600);
  useEffect(() => {
    const element = place.current;
    if (element === null) return;
    const observer = new ResizeObserver(() => setWidth(element.clientWidth));
    observer.observe(element);
    return () => observer.disconnect();
  }, [place]);
  return width;
}

interface RailProps {
  count: number;
  forward: number;
  width: number;
}

/** The events that have a tick. */
function ticksOf(count: number, width: number): number[] {
  const stride = STRIDES.find((each) => (width * each) / Math.max(1, count) >= TICK_GAP) ?? count;
  const ticks: number[] = [];
  for (let event = stride === 1 ? 0 : stride - 1; event < count; event += stride) ticks.push(event);
  return ticks;
}

/** What is still to come, in grey; it does not move. */
const Rail = memo(function Rail({ count, forward, width }: RailProps) {
  const border = count === 0 ? 0 : (forward / count) * 100;
  const ticks = ticksOf(count, width);
  return (
    <div className="rail" aria-hidden="true">
      {border > 0 && <i className="rail-forward" style={{ left: 0, width: `calc(${border}% - ${border < 100 ? 1 : 0}px)` }} />}
      {border < 100 && <i className="rail-backward" style={{ left: border > 0 ? `calc(${border}% + 1px)` : 0, right: 0 }} />}
      {ticks.map((event) => (
        <i key={event} className="tick" style={{ left: `${((event + 0.5) / count) * 100}%` }} />
      ))}
    </div>
  );
});

/** Room for half the playhead at either end. */
const BESIDE = 10;
const HEIGHT = 34;

/** The part that is done, and the playhead. */
function paint(canvas: HTMLCanvasElement | null, { count, forward, width }: RailProps, t: number, colours: Record<"card" | "ink" | "value" | "grad", string>): void {
  const pen = canvas?.getContext("2d") ?? null;
  if (canvas === null || pen === null) return;
  const scale = window.devicePixelRatio;
  const [wide, high] = [Math.round((width + 2 * BESIDE) * scale), Math.round(HEIGHT * scale)];
  if (canvas.width !== wide) canvas.width = wide;
  if (canvas.height !== high) canvas.height = high;
  pen.setTransform(scale, 0, 0, scale, BESIDE * scale, 0);
  pen.clearRect(-BESIDE, 0, width + 2 * BESIDE, HEIGHT);
  const at = count === 0 ? 0 : Math.max(0, Math.min(1, t / count)) * width;
  const border = count === 0 ? 0 : (forward / count) * width;
  pen.save();
  pen.beginPath();
  pen.rect(-BESIDE, 0, at + BESIDE, HEIGHT);
  pen.clip();
  const part = (from: number, to: number, colour: string): void => {
    pen.fillStyle = colour;
    pen.fillRect(from, 15, to - from, 4);
  };
  if (border > 0) part(0, border < width ? border - 1 : width, colours.value);
  if (border < width && count > 0) part(border > 0 ? border + 1 : 0, width, colours.grad);
  pen.fillStyle = colours.card;
  pen.lineWidth = 1.5;
  for (const event of ticksOf(count, width)) {
    const x = ((event + 0.5) / count) * width;
    if (x - 4 > at) break;
    pen.strokeStyle = event < forward ? colours.value : colours.grad;
    pen.beginPath();
    pen.arc(x, 17, 2.25, 0, 2 * Math.PI);
    pen.fill();
    pen.stroke();
  }
  pen.restore();
  pen.fillStyle = colours.card;
  pen.strokeStyle = colours.ink;
  pen.lineWidth = 2;
  pen.beginPath();
  pen.roundRect(at - 6, 7, 12, 20, 6);
  pen.fill();
  pen.stroke();
}

function onKey(event: KeyboardEvent<HTMLElement>, editor: Editor, count: number): void {
  const { player } = editor;
  const moves: Record<string, () => void> = {
    ArrowRight: () => player.step(1),
    ArrowUp: () => player.step(1),
    ArrowLeft: () => player.step(-1),
    ArrowDown: () => player.step(-1),
    PageUp: () => player.seek(Math.min(count, Math.floor(player.t) + PAGE)),
    PageDown: () => player.seek(Math.max(0, Math.floor(player.t) - PAGE)),
    Home: () => player.start(),
    End: () => player.end(),
  };
  const move = moves[event.key];
  if (move === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
  event.preventDefault();
  event.stopPropagation();
  move();
}

/** The playhead follows the pointer between events too, and comes to rest on one. */
function dragging(editor: Editor, count: number) {
  const seek = (event: PointerEvent<HTMLElement>, rest: boolean): void => {
    const box = event.currentTarget.querySelector(".timeline-inner")?.getBoundingClientRect();
    if (box === undefined || box.width === 0 || count === 0) return;
    const t = Math.max(0, Math.min(1, (event.clientX - box.left) / box.width)) * count;
    editor.player.seek(rest ? Math.round(t) : t);
  };
  const held = (event: PointerEvent<HTMLElement>): boolean => event.currentTarget.hasPointerCapture(event.pointerId);
  return {
    onPointerDown: (event: PointerEvent<HTMLElement>): void => {
      if (event.button !== 0) return;
      event.currentTarget.setPointerCapture(event.pointerId);
      editor.player.pause();
      seek(event, false);
    },
    onPointerMove: (event: PointerEvent<HTMLElement>): void => {
      if (held(event)) seek(event, false);
    },
    onPointerUp: (event: PointerEvent<HTMLElement>): void => {
      if (held(event)) seek(event, true);
    },
    onPointerCancel: (event: PointerEvent<HTMLElement>): void => {
      if (held(event)) seek(event, true);
    },
  };
}
