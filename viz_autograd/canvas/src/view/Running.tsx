// A run that takes long: how far it is, and the way to end it. The numbers of the last one stay, and can be stepped through.
import { useEditor } from "../hooks";

/** At the canvas's upper edge. */
export function RunningBar() {
  const { progress } = useEditor("progress");
  if (progress === null) return null;
  return (
    <div className="running-bar" role="progressbar" aria-label="Run" aria-valuemin={0} aria-valuemax={100} aria-valuenow={percent(progress.done)}>
      <div style={{ transform: `scaleX(${progress.done})` }} />
    </div>
  );
}

/** Below it, above what comes and goes there. */
export function Running() {
  const editor = useEditor("progress");
  const { progress } = editor;
  if (progress === null) return null;
  return (
    <p className="running">
      <span>{`Running… ${percent(progress.done)} %`}</span>
      {progress.cancellable && <button className="button line small" type="button" onClick={() => editor.cancelRun()}>Cancel</button>}
    </p>
  );
}

/** The whole only when it is over. */
function percent(part: number): number {
  return Math.min(99, Math.floor(100 * part));
}
