// An edge: wide where much flows, live where the current event goes along it, with its own contribution where the source forks.
import { memo, type PointerEvent } from "react";
import type { Editor } from "../editor";
import { curvePath, curvePoint, type Curve, type Point } from "../geometry";
import { useItem } from "../hooks";
import type { SceneEdge } from "../scene";
import { edgeNumbers } from "./numbers";
import { followPointer } from "./pointer";

interface CircuitEdgeProps {
  edge: SceneEdge;
  /** Changes when an end moves: the curve itself is asked of the scene. */
  curve: Curve;
  /** The middle of its contribution's place; null where the contribution is its source's whole gradient. */
  label: Point | null;
}

export const CircuitEdge = memo(function CircuitEdge({ edge, curve, label }: CircuitEdgeProps) {
  const editor = useItem(edge.key);
  const numbers = edgeNumbers(editor, edge);
  const { selection, joining, aim } = editor;
  const selected = selection.edge?.target === edge.target && selection.edge.port === edge.port;
  const moving = joining.fixed?.moving?.target === edge.target && joining.fixed.moving.port === edge.port;
  const classes = ["edge", numbers.quiet ? "quiet" : "", numbers.live ?? "", selected ? "selected" : "", moving ? "moving" : "", aim === edge.key ? "aimed" : ""];
  const d = curvePath(curve);
  const middle = curvePoint(curve, 0.5);
  return (
    <>
      <g className={classes.filter(Boolean).join(" ")} data-testid="edge" data-source={edge.source} data-target={edge.target} data-port={edge.port} {...numbers.marks}
        onClick={(event) => {
          event.stopPropagation();
          editor.selectEdge(edge);
        }}
        onDoubleClick={(event) => event.stopPropagation()}>
        <title>{`${edge.source} → ${edge.target}.${edge.port}`}</title>
        <path className="edge-hit nopan" d={d} />
        {/* A straight edge has no height, and what has none cannot be clicked by scripts. */}
        <rect className="edge-hit" x={middle.x - 5} y={middle.y - 5} width={10} height={10} />
        <path className="edge-line" d={d} style={{ strokeWidth: numbers.width }} />
      </g>
      {numbers.contribution !== null && label !== null && (
        <text className={`contribution${numbers.live === "backward" ? " backward" : ""}`} x={label.x} y={label.y} dy="0.36em" textAnchor="middle">{numbers.contribution}</text>
      )}
      {selected && <Grips editor={editor} edge={edge} curve={curve} />}
    </>
  );
});

/** The ends of a selected edge, to take hold of. */
function Grips({ editor, edge, curve }: { editor: Editor; edge: SceneEdge; curve: Curve }) {
  const grip = (u: number, begin: (place: { x: number; y: number }) => void) => {
    const at = curvePoint(curve, u);
    const onPointerDown = (event: PointerEvent): void => {
      if (event.button !== 0) return;
      event.stopPropagation();
      event.preventDefault();
      begin(editor.viewport.toWorld({ x: event.clientX, y: event.clientY }));
      followPointer(event.nativeEvent, {
        move: (client) => editor.joining.move(editor.viewport.toWorld(client)),
        drop: () => editor.joining.drop(),
        cancel: () => editor.joining.cancel(),
      });
    };
    return <circle className="grip nopan" cx={at.x} cy={at.y} r={6} onPointerDown={onPointerDown} />;
  };
  return (
    <>
      {grip(0.12, (place) => editor.joining.beginSource(edge, place))}
      {grip(0.88, (place) => editor.joining.beginAt(edge.target, edge.port, place))}
    </>
  );
}
