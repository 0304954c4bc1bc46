// One node: what it is, what it holds at the playhead, and what can be set on it.
import { emptyText, parsed, typedText } from "../attributes";
import { shapeText } from "../format";
import { useEditor, useItem } from "../hooks";
import type { AttributeView, OpView } from "../protocol";
import { findOp, type SceneNode } from "../scene";
import { ArrayView } from "./ArrayView";
import { useCursor } from "./cursor";
import { FormulaCard } from "./FormulaCard";
import { typedOffline } from "./numbers";
import { Field, Row, Switch } from "./parts";
import { RootPart, RootProblem } from "./RootPart";
import { WhyGradient } from "./WhyGradient";

export function NodeInspector({ name }: { name: string }) {
  const editor = useEditor("scene", "document");
  useItem(name);
  const { trace, shown } = useCursor(editor);
  const node = editor.scene.node(name);
  if (node === undefined) return null;
  const op = findOp(editor.ops, node.op);
  const index = trace?.nodeIndex(name) ?? -1;
  const known = trace !== null && index >= 0;
  const trouble = editor.troubles.get(name);
  return (
    <>
      <Head node={node} />
      {trouble !== undefined && <p className="problem">{trouble}</p>}
      {node.lacks.length > 0 && <Lacks lacks={node.lacks} />}
      <RootProblem />
      <dl className="rows">
        <Row label="value" sure={node.op === "leaf"}>
          <ArrayView key="value" what={{ kind: "value", of: "value", node: name }} shape={node.shape ?? []}
            elements={typedOffline(editor, name)?.elements ?? (known ? trace.value(index, shown) : null)} summary={known ? trace.valueSummary(index, shown) : null} />
        </Row>
        <Row label="grad">
          {node.requires_grad
            ? <ArrayView key="grad" what={{ kind: "grad", of: "grad", node: name }} shape={node.shape ?? []}
                elements={known ? trace.grad(index, shown) : null} summary={known ? trace.gradSummary(index, shown) : null} />
            : <span className="mute">not required</span>}
        </Row>
        {node.op === "leaf" && <Switch name="requires_grad" on={node.requires_grad} turn={(on) => editor.apply({ type: "set_requires_grad", name, requires_grad: on })} />}
        {op?.attributes?.map((attribute) => <Attribute key={attribute.name} node={node} attribute={attribute} />)}
        <RootPart node={node} />
      </dl>
      {op !== undefined && <FormulaCard node={node} op={op} />}
      {known && node.requires_grad && <WhyGradient name={name} />}
      <div className="actions">
        <button className="button line small" type="button" onClick={() => editor.duplicate()}>Duplicate</button>
        <button className="button line small" type="button" onClick={() => editor.deleteSelection()}>Delete</button>
      </div>
    </>
  );
}

function Head({ node }: { node: SceneNode }) {
  const editor = useEditor("scene");
  const op: OpView | undefined = findOp(editor.ops, node.op);
  const shape = node.shape === null ? "no shape yet" : node.shape.length === 0 ? "scalar" : `[${shapeText(node.shape)}]`;
  const rename = async (name: string): Promise<string | null> => {
    if (await editor.rename(node.name, name)) return null;
    return editor.toasts.findLast((toast) => toast.kind === "error")?.text ?? "This name cannot be.";
  };
  return (
    <header className="inspector-head">
      <Field key={node.name} name="Name" text={node.name} className="name-field" commit={rename} />
      <p className="mute" title={op?.title}>{`${node.op} · float64 · ${shape}`}</p>
    </header>
  );
}

function Lacks({ lacks }: { lacks: readonly string[] }) {
  return (
    <div className="card warn">
      <b>Cannot be computed yet</b>
      <ul>{lacks.map((lack) => <li key={lack}>{lack}</li>)}</ul>
    </div>
  );
}

function Attribute({ node, attribute }: { node: SceneNode; attribute: AttributeView }) {
  const editor = useEditor();
  const value = node.attributes[attribute.name] ?? attribute.default;
  if (attribute.kind === "bool") return <Switch name={attribute.name} on={value === true} turn={(on) => editor.apply({ type: "set_attribute", name: node.name, attribute: attribute.name, value: on })} />;
  const label = <span title={attribute.says}>{attribute.name}</span>;
  if (attribute.kind === "choice") {
    return (
      <Row label={label}>
        <select className="field" aria-label={attribute.name} value={String(value)} disabled={editor.readOnly}
          onChange={(event) => editor.setAttribute(node.name, attribute.name, attribute.choices?.find((each) => String(each) === event.target.value) ?? null)}>
          {attribute.choices?.map((choice) => <option key={String(choice)} value={String(choice)}>{String(choice)}</option>)}
        </select>
      </Row>
    );
  }
  const commit = (text: string): string | null => {
    const meant = parsed(attribute, text);
    if ("problem" in meant) return meant.problem;
    editor.setAttribute(node.name, attribute.name, meant.value);
    return null;
  };
  return (
    <Row label={label}>
      <Field name={attribute.name} text={typedText(value)} placeholder={emptyText(attribute)} className="field short" commit={commit} />
    </Row>
  );
}
