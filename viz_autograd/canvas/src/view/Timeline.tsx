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
  const editor = useEditor("document");
  const { trace, shown } = useCursor(editor);
  const count = trace?.length ?? 0;
  const track = useRef<HTMLDivElement>(null);
  const done = useRef<HTMLDivElement>(null);
  const counter = useRef<HTMLDivElement>(null);
  const head = useRef<HTMLDivElement>(null);
  const inner = useWidth(track);
  useEffect(() => {
    // The playhead moves with each frame; only these elements follow, without React.
    const draw = (): void => {
      const part = count === 0 ? 0 : Math.max(0, Math.min(1, editor.player.t / count));
      const ahead = (1 - part) * 100;
      if (done.current !== null) done.current.style.transform = `translateX(${-ahead}%)`;
      if (counter.current !== null) counter.current.style.transform = `translateX(${ahead}%)`;
      if (head.current !== null) head.current.style.transform = `translateX(${part * inner}px)`;
    };
    draw();
    return editor.subscribe("frame", draw);
  }, [editor, count, trace, inner]);
  const forward = trace?.forwardEvents ?? 0;
  const says = count === 0 ? "nothing to run" : `event ${shown} of ${count}: ${editor.explain().map((segment) => segment.text).join("")}`;
  return (
    <div className="timeline" role="slider" tabIndex={0} aria-label="Timeline" aria-orientation="horizontal"
      aria-valuemin={0} aria-valuemax={count} aria-valuenow={shown} aria-valuetext={says} aria-disabled={count === 0}
      onKeyDown={(event) => onKey(event, editor, count)} {...dragging(editor, count)}>
      <div className="timeline-inner" ref={track}>
        <Rail count={count} forward={forward} width={inner} kind="ahead" />
        <div className="timeline-clip">
          <div className="timeline-done" ref={done}>
            <div className="timeline-counter" ref={counter}><Rail count={count} forward={forward} width={inner} kind="done" /></div>
          </div>
        </div>
        <div className="timeline-head" ref={head}><i /></div>
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
  kind: "ahead" | "done";
}

const Rail = memo(function Rail({ count, forward, width, kind }: RailProps) {
  const border = count === 0 ? 0 : (forward / count) * 100;
  const stride = STRIDES.find((each) => (width * each) / Math.max(1, count) >= TICK_GAP) ?? count;
  const ticks: number[] = [];
  for (let event = stride === 1 ? 0 : stride - 1; event < count; event += stride) ticks.push(event);
  return (
    <div className={`rail ${kind}`} aria-hidden="true">
      {border > 0 && <i className="rail-forward" style={{ left: 0, width: `calc(${border}% - ${border < 100 ? 1 : 0}px)` }} />}
      {border < 100 && <i className="rail-backward" style={{ left: border > 0 ? `calc(${border}% + 1px)` : 0, right: 0 }} />}
      {ticks.map((event) => (
        <i key={event} className={event < forward ? "tick forward" : "tick backward"} style={{ left: `${((event + 0.5) / count) * 100}%` }} />
      ))}
    </div>
  );
});

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
