// Following a pressed pointer to wherever it goes.
interface Following {
  move: (client: { x: number; y: number }) => void;
  /** Let go; `moved` is false after a mere click. */
  drop: (client: { x: number; y: number }, moved: boolean) => void;
  cancel: () => void;
}

/** A tremble of the hand is not a drag. */
const STILL = 3;

export function followPointer(down: PointerEvent, following: Following): void {
  const { pointerId, clientX, clientY } = down;
  let moved = false;
  const at = (event: PointerEvent) => ({ x: event.clientX, y: event.clientY });
  const move = (event: PointerEvent): void => {
    if (event.pointerId !== pointerId) return;
    if (!moved && Math.hypot(event.clientX - clientX, event.clientY - clientY) < STILL) return;
    moved = true;
    following.move(at(event));
  };
  const up = (event: PointerEvent): void => {
    if (event.pointerId !== pointerId) return;
    stop();
    if (moved) following.move(at(event));
    if (moved) following.drop(at(event), true);
    else following.cancel();
  };
  const cancel = (): void => {
    stop();
    following.cancel();
  };
  const key = (event: KeyboardEvent): void => {
    if (event.key !== "Escape") return;
    event.preventDefault();
    event.stopPropagation();
    cancel();
  };
  const stop = (): void => {
    window.removeEventListener("pointermove", move, true);
    window.removeEventListener("pointerup", up, true);
    window.removeEventListener("pointercancel", cancel, true);
    window.removeEventListener("keydown", key, true);
  };
  window.addEventListener("pointermove", move, true);
  window.addEventListener("pointerup", up, true);
  window.addEventListener("pointercancel", cancel, true);
  window.addEventListener("keydown", key, true);
}
