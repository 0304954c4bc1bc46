// All edges near the view, in one drawing beneath the nodes.
import { ViewportPortal } from "@xyflow/react";
import { memo, useRef } from "react";
import { useEditor } from "../hooks";
import type { Topic } from "../editor";
import type { Curve } from "../geometry";
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
  return (
    <ViewportPortal>
      <svg className="edges">
        {edges.map((edge) => {
          const curve = seen.get(edge.key);
          return curve === undefined ? null : <CircuitEdge key={`${edge.key}\u0000${edge.source}`} edge={edge} curve={curve} />;
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
