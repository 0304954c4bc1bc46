// All edges near the view, in one drawing beneath the nodes.
import { ViewportPortal } from "@xyflow/react";
import { memo, useCallback, useEffect, useRef, useState, useSyncExternalStore, type RefObject } from "react";
import type { Editor, Topic } from "../editor";
import type { Curve, Point } from "../geometry";
import { useEditor } from "../hooks";
import { labelPlaces } from "../labels";
import type { SceneEdge } from "../scene";
import type { Trace } from "../trace";
import { CircuitEdge } from "./CircuitEdge";
import { JoiningLine } from "./JoiningLine";
import { edgesOf, type Slice } from "./slice";

const FAR_TOPICS: readonly Topic[] = ["selection"];
const NO_TOPICS: readonly Topic[] = [];

export const Edges = memo(function Edges({ slice }: { slice: Slice }) {
  const editor = useEditor("scene", ...(slice.kind === "far" ? FAR_TOPICS : NO_TOPICS));
  const curves = useRef(new Map<string, Curve>());
  const edges = edgesOf(editor, slice);
  const seen = new Map<string, Curve>();
  for (const edge of edges) {
    const curve = editor.scene.curve(edge.target, edge.port);
    if (curve === null) continue;
    const before = curves.current.get(edge.key);
    seen.set(edge.key, before !== undefined && sameCurve(before, curve) ? before : curve);
  }
  curves.current = seen;
  const labels = useLabels(editor, edges);
  const drawing = useRef<SVGSVGElement>(null);
  useDetail(editor, drawing);
  return (
    <ViewportPortal>
      <svg className="edges" ref={drawing}>
        {edges.map((edge) => {
          const curve = seen.get(edge.key);
          return curve === undefined ? null : <CircuitEdge key={`${edge.key}\u0000${edge.source}`} edge={edge} curve={curve} label={labels.get(edge.key) ?? null} />;
        })}
      </svg>
      <svg className="edges joining">
        <JoiningLine />
      </svg>
    </ViewportPortal>
  );
});

function sameCurve(a: Curve, b: Curve): boolean {
  return a.x0 === b.x0 && a.y0 === b.y0 && a.x3 === b.x3 && a.y3 === b.y3;
}

/** How much larger than at zoom 1 numbers are, in coarse steps: the labels' places do not follow each frame of a zoom. */
function growthOf({ viewport }: Editor): number {
  return Math.round(5 * Math.min(1.6, Math.max(1, 0.85 / viewport.view.zoom))) / 5;
}

/** Labels follow the lengths of their numbers when these have come to rest this long: not at each step of a slider. */
const REST_MS = 120;

/** The trace that labels are placed for: the newest one after a change of the wiring, else the one that stayed. */
function useSettledTrace(editor: Editor): Trace | null {
  const [settled, settle] = useState(editor.trace);
  useEffect(() => {
    let seen = editor.trace;
    let timer = 0;
    const watch = (): void => {
      if (editor.trace === seen) return;
      seen = editor.trace;
      window.clearTimeout(timer);
      timer = window.setTimeout(() => settle(editor.trace), editor.player.still ? 0 : REST_MS);
    };
    const stop = editor.subscribe("frame", watch);
    return () => {
      stop();
      window.clearTimeout(timer);
    };
  }, [editor]);
  return editor.trace?.plan === settled?.plan ? settled : editor.trace;
}

/** The places of contributions. They change with the circuit and with the lengths of numbers, not with the playhead. */
function useLabels(editor: Editor, edges: readonly SceneEdge[]): ReadonlyMap<string, Point> {
  const views = useCallback((listener: () => void) => editor.subscribe("view", listener), [editor]);
  const trace = useSettledTrace(editor);
  const grow = useSyncExternalStore(views, () => growthOf(editor));
  const kept = useRef<ReadonlyMap<string, Point>>(new Map());
  const next = labelPlaces(editor.scene, trace, edges, grow);
  for (const [key, place] of next) {
    const before = kept.current.get(key);
    // The same place is the same object, so that its edge is not drawn anew.
    if (before !== undefined && before.x === place.x && before.y === place.y) next.set(key, before);
  }
  kept.current = next;
  return next;
}

/** Below these zooms numbers, and then names, would only be specks. */
const NUMBERS_FROM = 0.45;
const NAMES_FROM = 0.3;

/** Marks the canvas with what cannot be read at this zoom; the styles leave it out. */
function useDetail(editor: Editor, drawing: RefObject<SVGSVGElement | null>): void {
  useEffect(() => {
    const mark = (): void => {
      const { zoom } = editor.viewport.view;
      const hidden = zoom < NAMES_FROM ? "numbers names" : zoom < NUMBERS_FROM ? "numbers" : "";
      const canvas = drawing.current?.closest<HTMLElement>(".canvas");
      if (canvas && (canvas.dataset["unread"] ?? "") !== hidden) canvas.dataset["unread"] = hidden;
    };
    mark();
    return editor.subscribe("view", mark);
  }, [editor, drawing]);
}
