// The player's place, for what is drawn in words: it changes with the event, not with the frame.
import { useCallback, useSyncExternalStore } from "react";
import type { Editor } from "../editor";
import { currentEvent, type Trace } from "../trace";

export interface Cursor {
  trace: Trace | null;
  /** Events shown. */
  shown: number;
  /** The event under way, or the last one shown; -1 before the first. */
  current: number;
}

/** Draws the caller again when another event is reached or another run has arrived, and not at each frame between. */
export function useCursor(editor: Editor): Cursor {
  const subscribe = useCallback((listener: () => void) => editor.subscribe("frame", listener), [editor]);
  const trace = useSyncExternalStore(subscribe, () => editor.trace);
  const shown = useSyncExternalStore(subscribe, () => Math.floor(editor.player.t));
  const current = useSyncExternalStore(subscribe, () => currentEvent(editor.player.t));
  const count = trace?.length ?? 0;
  return { trace, shown: Math.min(shown, count), current: Math.min(current, count - 1) };
}

/** Draws the caller again when the player starts, stops or changes its speed. */
export function usePlaying(editor: Editor): { playing: boolean; speed: number; loop: boolean } {
  const { player } = editor;
  const subscribe = useCallback((listener: () => void) => player.subscribe(listener), [player]);
  const playing = useSyncExternalStore(subscribe, () => player.playing);
  const speed = useSyncExternalStore(subscribe, () => player.speed);
  const loop = useSyncExternalStore(subscribe, () => player.loop);
  return { playing, speed, loop };
}
