// What is known of what is selected; its numbers follow the playhead.
import { useEditor } from "../hooks";
import { CircuitInspector } from "./CircuitInspector";
import { EdgeInspector } from "./EdgeInspector";
import { ManyInspector } from "./ManyInspector";
import { NodeInspector } from "./NodeInspector";

export function Inspector() {
  const editor = useEditor("selection", "scene");
  const { nodes, edge } = editor.selection;
  const [first] = nodes;
  let content = <CircuitInspector />;
  if (edge !== null && editor.scene.edge(edge.target, edge.port) !== undefined) content = <EdgeInspector target={edge.target} port={edge.port} />;
  else if (nodes.size > 1) content = <ManyInspector />;
  else if (first !== undefined && editor.scene.has(first)) content = <NodeInspector key={first} name={first} />;
  return <aside className="inspector" data-testid="inspector" aria-label="Inspector">{content}</aside>;
}
