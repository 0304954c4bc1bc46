// What of the scene is handed to React Flow: all of a small circuit, of a large one what is near the view; and when too much is in
// view for that, only what is selected, while one plain drawing shows the rest.
import { useEffect, useRef, useState } from "react";
import type { Editor } from "../editor";
import type { Rect } from "../geometry";
import type { SceneEdge } from "../scene";

/** Up to this many nodes everything is handed over. */
const ALL = 80;
/** From so many nodes in view on they are drawn plainly, and from so few on they are nodes again. */
const TOO_MANY = 220;
const FEW_ENOUGH = 180;
/** Selected nodes that stay nodes among those drawn plainly. */
const MOST_SELECTED = 60;
/** How far around the view, as a part of its size, nodes are ready before they come into sight. */
const AROUND = 0.2;
/** The slice follows when a pan or zoom has come to rest this long, or at once when the view has left what is ready. */
const REST_MS = 120;

export interface Slice {
  readonly kind: "all" | "near" | "far";
  /** What is ready; null where all is. */
  readonly rect: Rect | null;
}

const EVERYTHING: Slice = { kind: "all", rect: null };

function contains(outer: Rect, inner: Rect): boolean {
  return outer.x <= inner.x && outer.y <= inner.y && outer.x + outer.width >= inner.x + inner.width && outer.y + outer.height >= inner.y + inner.height;
}

function around(rect: Rect): Rect {
  const [dx, dy] = [rect.width * AROUND, rect.height * AROUND];
  return { x: rect.x - dx, y: rect.y - dy, width: rect.width + 2 * dx, height: rect.height + 2 * dy };
}

function sliceNow(editor: Editor, before: Slice): Slice {
  if (editor.scene.size <= ALL) return EVERYTHING;
  const visible = editor.viewport.visible();
  const count = editor.scene.slice(visible).length;
  const far = before.kind === "far" ? count > FEW_ENOUGH : count > TOO_MANY;
  return { kind: far ? "far" : "near", rect: far ? visible : around(visible) };
}

/** Changes rarely, not at each frame of a pan. */
export function useSlice(editor: Editor): Slice {
  const [slice, setSlice] = useState<Slice>(EVERYTHING);
  const ready = useRef<Slice>(EVERYTHING);
  useEffect(() => {
    let timer: number | undefined;
    const settle = (): void => {
      const next = sliceNow(editor, ready.current);
      if (next.kind === "all" && ready.current.kind === "all") return;
      if (next.kind === "far" && ready.current.kind === "far") {
        ready.current = next;
        return;
      }
      ready.current = next;
      setSlice(next);
    };
    const changed = (): void => {
      window.clearTimeout(timer);
      const { kind, rect } = ready.current;
      const small = editor.scene.size <= ALL;
      if (small !== (kind === "all") || (kind === "near" && rect !== null && !contains(rect, editor.viewport.visible()))) settle();
      else if (!small) timer = window.setTimeout(settle, REST_MS);
    };
    changed();
    const stops = [editor.subscribe("view", changed), editor.subscribe("scene", changed)];
    return () => {
      window.clearTimeout(timer);
      stops.forEach((stop) => stop());
    };
  }, [editor]);
  return slice;
}

export function namesOf(editor: Editor, slice: Slice): string[] {
  if (slice.rect === null) return [...editor.scene.names()];
  if (slice.kind === "near") return editor.scene.slice(slice.rect);
  return [...editor.selection.nodes].slice(0, MOST_SELECTED);
}

export function edgesOf(editor: Editor, slice: Slice): SceneEdge[] {
  if (slice.rect === null) return [...editor.scene.edges()];
  if (slice.kind === "near") return editor.scene.edgesNear(slice.rect);
  const { edge } = editor.selection;
  const chosen = edge === null ? undefined : editor.scene.edge(edge.target, edge.port);
  return chosen === undefined ? [] : [chosen];
}
