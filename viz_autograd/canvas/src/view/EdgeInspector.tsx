// One edge: what it carries forward, what it carries back, and by which rule.
import { useEditor } from "../hooks";
import { gradText } from "../terms";
import { ArrayView } from "./ArrayView";
import { useCursor } from "./cursor";
import { NodeLink, Row } from "./parts";
import { ContributionCard, localText } from "./WhyGradient";

export function EdgeInspector({ target, port }: { target: string; port: string }) {
  const editor = useEditor("scene", "document");
  const { trace, shown } = useCursor(editor);
  const source = editor.scene.source(target, port);
  if (source === null) return null;
  const edge = trace?.edgeIndex(target, port) ?? -1;
  const from = trace?.nodeIndex(source) ?? -1;
  const node = editor.scene.node(source);
  const known = trace !== null && edge >= 0 && from >= 0;
  const shape = node?.shape ?? [];
  const sends = known && trace.contributionEvent(edge) >= 0;
  const upstream = known ? gradText(trace, editor.scene, target, shown) : null;
  const local = known && trace.valueShown(trace.nodeIndex(target), shown) ? localText(trace, edge) : null;
  return (
    <>
      <header className="inspector-head">
        <h2 className="edge-name"><NodeLink editor={editor} name={source} /> → <NodeLink editor={editor} name={target} /><span className="mute">{`.${port}`}</span></h2>
        <p className="mute">edge · into port {port} of {editor.scene.node(target)?.op}</p>
      </header>
      <dl className="rows">
        <Row label="value">
          <ArrayView what={{ kind: "value", of: "value", node: source }} shape={shape}
            elements={known ? trace.value(from, shown) : null} summary={known ? trace.valueSummary(from, shown) : null} />
        </Row>
        <Row label="contribution">
          {sends
            ? <ArrayView what={{ kind: "grad", of: "contribution", node: target, port }} shape={shape}
                elements={trace.contribution(edge, shown)} summary={trace.contributionSummary(edge, shown)} />
            : <span className="mute">none goes back here</span>}
        </Row>
        {sends && <Row label="local" quiet>{local ?? <span className="not-yet">{shape.length > 0 ? "by its rule" : "·"}</span>}</Row>}
        {sends && <Row label="upstream" quiet>{upstream === null ? <span className="not-yet">·</span> : <span className="grad">{upstream}</span>}</Row>}
      </dl>
      {known && trace.contributionShown(edge, shown) && <section className="why" aria-label="Why this number"><ContributionCard edge={edge} /></section>}
      <div className="actions">
        <button className="button line small" type="button" onClick={() => editor.deleteSelection()}>Delete</button>
      </div>
    </>
  );
}
