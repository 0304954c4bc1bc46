// What a node lacks, quietly; and what was refused, plainly.
import type { Editor } from "../editor";
import type { SceneNode } from "../scene";
import { Icon } from "./icons";

export function Trouble({ editor, node }: { editor: Editor; node: SceneNode }) {
  const trouble = editor.troubles.get(node.name);
  const open = node.ports.filter((port) => editor.scene.source(node.name, port) === null && node.constants[port] === undefined);
  const lack = open.length > 0 ? `needs ${open.join(", ")}` : node.lacks.length > 0 ? "waits for its inputs" : null;
  return (
    <>
      {lack !== null && <span className="lacks" title={node.lacks.join("\n")}>{lack}</span>}
      {trouble !== undefined && (
        <span className="trouble" title={trouble}>
          <Icon name="warning" size={14} />
          <span>{trouble}</span>
        </span>
      )}
    </>
  );
}
