// The edge that is being dragged, and beside the pointer why it cannot be.
import { curvePath, edgeCurve, OUT } from "../geometry";
import { useEditor } from "../hooks";

export function JoiningLine() {
  const editor = useEditor("joining", "scene");
  const { fixed, place, over } = editor.joining;
  if (fixed === null) return null;
  const anchor = fixed.kind === "out" ? editor.scene.portPoint(fixed.source, OUT) : editor.scene.portPoint(fixed.target, fixed.port);
  if (anchor === null) return null;
  const snapped = over !== null && over.reason === null ? editor.scene.portPoint(over.node, over.port ?? OUT) : null;
  const loose = snapped ?? place;
  const d = curvePath(fixed.kind === "out" ? edgeCurve(anchor, loose) : edgeCurve(loose, anchor));
  const state = over === null ? "" : over.reason === null ? " ok" : " refused";
  return (
    <g className={`joining-line${state}`}>
      <path d={d} />
      <circle cx={loose.x} cy={loose.y} r={4.5} />
    </g>
  );
}

/** Beside the pointer, in the canvas's corner. */
export function JoiningTip() {
  const editor = useEditor("joining");
  const { fixed, place, over } = editor.joining;
  if (fixed === null || over === null || over.reason === null) return null;
  const at = editor.viewport.toCanvas(place);
  return (
    <div className="joining-tip" role="tooltip" style={{ left: at.x + 18, top: at.y + 14 }}>
      {over.reason}
    </div>
  );
}
