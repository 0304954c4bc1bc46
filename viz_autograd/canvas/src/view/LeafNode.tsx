// A leaf: a card with its name, its value to type or slide, and whether it takes part in the gradient.
import type { NodeProps } from "@xyflow/react";
import { memo } from "react";
import type { Editor } from "../editor";
import { editText } from "../format";
import { useItem } from "../hooks";
import { NodeName } from "./Name";
import { nodeNumbers, typedOffline } from "./numbers";
import { Port } from "./Port";
import { Slider } from "./Slider";
import { Trouble } from "./Trouble";
import { ValueField } from "./ValueField";

/** Longer arrays than this are shown in the inspector, and replaced there. */
const MOST_TYPED = 1000;

export const LeafNode = memo(function LeafNode({ id }: NodeProps) {
  const editor = useItem(id);
  const node = editor.scene.node(id);
  if (node === undefined) return null;
  const numbers = nodeNumbers(editor, node);
  const { trace } = editor;
  const elements = typedOffline(editor, id)?.elements ?? trace?.value(trace.nodeIndex(id), 0) ?? null;
  const exact = elements !== null && elements.length <= MOST_TYPED ? editText(elements, node.shape ?? []) : null;
  const scalar = (node.shape ?? []).length === 0;
  const classes = ["leaf", node.requires_grad ? "" : "frozen", editor.selection.nodes.has(id) ? "selected" : "", numbers.live ?? "", markOf(editor, id)];
  return (
    <div className={classes.filter(Boolean).join(" ")} data-testid="node" data-node={id} data-op="leaf" {...numbers.marks} style={{ width: node.width, height: node.height }}>
      <div className="leaf-top">
        <NodeName editor={editor} name={id} className="node-name" />
        <span className="leaf-value">
          <ValueField className="big" label={`Value of ${id}`} exact={exact} take={(text) => editor.submitValue(id, text)} />
          <span className="value shown" data-testid="value">{numbers.value}</span>
        </span>
      </div>
      <div className="leaf-bottom">
        <input className="requires nodrag nopan" type="checkbox" aria-label={`requires_grad of ${id}`} title={node.requires_grad ? "requires_grad: a parameter" : "no gradient: a constant"}
          checked={node.requires_grad} disabled={editor.readOnly} onChange={(event) => editor.setRequiresGrad(id, event.target.checked)} />
        {scalar && <Slider editor={editor} name={id} value={elements?.[0] ?? NaN} />}
      </div>
      <Port editor={editor} node={id} port="out" x={node.width} y={node.height / 2} />
      <span className={numbers.sum === "" ? "number below" : "number sum"}>
        <span className={`grad${numbers.grad === "·" ? " none" : ""}`} data-testid="grad">{numbers.grad}</span>
        {numbers.sum !== "" && <small className="grad"> = {numbers.sum}</small>}
      </span>
      <Trouble editor={editor} node={node} />
    </div>
  );
});

/** While an edge is dragged: how this node would take it. */
export function markOf(editor: Editor, name: string): string {
  const { over, fixed } = editor.joining;
  if (fixed === null || over?.node !== name) return "";
  return over.reason === null ? "takes" : "refuses";
}
