// A gate: a circle with its op's symbol; its value above the edge that leaves it, its gradient below.
import type { NodeProps } from "@xyflow/react";
import { memo } from "react";
import type { Editor } from "../editor";
import { editText, toTensor } from "../format";
import { useItem } from "../hooks";
import { findOp, type PortPlace } from "../scene";
import { OpSign } from "./icons";
import { markOf } from "./LeafNode";
import { NodeName } from "./Name";
import { nodeNumbers } from "./numbers";
import { Port } from "./Port";
import { Trouble } from "./Trouble";
import { ValueField } from "./ValueField";

export const GateNode = memo(function GateNode({ id }: NodeProps) {
  const editor = useItem(id);
  const node = editor.scene.node(id);
  if (node === undefined) return null;
  const numbers = nodeNumbers(editor, node);
  const op = findOp(editor.ops, node.op);
  const ports = editor.scene.ports(id);
  const classes = ["gate", editor.selection.nodes.has(id) ? "selected" : "", editor.root.name === id ? "root" : "", numbers.live ?? "", markOf(editor, id)];
  return (
    <div className={classes.filter(Boolean).join(" ")} data-testid="node" data-node={id} data-op={node.op} {...numbers.marks} style={{ width: node.width, height: node.height }} title={`${id}: ${op?.title ?? node.op}`}>
      <span className="symbol"><OpSign op={node.op} symbol={op?.symbol ?? node.op} /></span>
      <NodeName editor={editor} name={id} className="node-name above" />
      {ports.filter(({ port }) => port !== "out" && editor.scene.source(id, port) === null).map((place) => <Constant key={place.port} editor={editor} node={id} place={place} />)}
      {ports.map(({ port, x, y }) => <Port key={port} editor={editor} node={id} port={port} x={x} y={y} />)}
      <span className="number over">
        <span className={`value${numbers.value === "·" ? " none" : ""}`} data-testid="value">{numbers.value}</span>
      </span>
      <span className="number below">
        <span className={`grad${numbers.grad === "·" ? " none" : ""}`} data-testid="grad">{numbers.grad}</span>
        {numbers.sum !== "" && <small className="parts grad">= {numbers.sum}</small>}
      </span>
      <Trouble editor={editor} node={node} />
    </div>
  );
});

interface ConstantProps {
  editor: Editor;
  node: string;
  place: PortPlace;
}

/** A port without an edge takes a number that is typed beside it. */
function Constant({ editor, node, place }: ConstantProps) {
  const constant = editor.scene.node(node)?.constants[place.port];
  const tensor = constant === undefined ? null : toTensor(constant);
  return (
    <span className={place.port.length > 5 ? "constant long" : "constant"} style={{ left: place.x, top: place.y }}>
      <ValueField className={constant === undefined ? "small empty" : "small"} label={`Value of ${node}.${place.port}`} placeholder={place.port}
        exact={tensor === null ? "" : editText(tensor.elements, tensor.shape)} take={(text) => editor.submitConstant(node, place.port, text)} />
    </span>
  );
}
