// The edge that is being dragged, and why it cannot be.
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

/** As wide as it may be; canvas.css says so too. */
const TIP_WIDTH = 280;

/** Why what is under the pointer does not take the edge. */
export function JoiningTip() {
  const editor = useEditor("joining");
  const { fixed, place, over } = editor.joining;
  if (fixed === null || over === null || over.reason === null) return null;
  // Below the node that it speaks of, whose sign stays in sight.
  const target = editor.scene.node(over.node);
  const at = editor.viewport.toCanvas(target === undefined ? place : { x: target.x + target.width / 2, y: target.y + target.height });
  return (
    <div className="joining-tip" role="tooltip" style={{ left: Math.max(8, Math.min(at.x + 18, editor.viewport.width - TIP_WIDTH - 8)), top: at.y + 10 }}>
      {over.reason}
    </div>
  );
}
