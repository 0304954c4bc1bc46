// Why a node's gradient is this number: the sum, and each contribution with its rule and its numbers.
import { useState } from "react";
import { latexName, plainText } from "../fill";
import { formatNumber } from "../format";
import { useEditor } from "../hooks";
import { findOp } from "../scene";
import { contributionText, gradText, LATEX_UPSTREAM, share } from "../terms";
import type { Trace } from "../trace";
import { useCursor } from "./cursor";
import { Formula } from "./Formula";
import { Line, NodeLink } from "./parts";

/** More contributions than this are shown on request. */
const MOST = 8;

export function WhyGradient({ name }: { name: string }) {
  const editor = useEditor("scene", "document");
  const { trace, shown } = useCursor(editor);
  const [all, setAll] = useState(false);
  if (trace === null) return null;
  const node = trace.nodeIndex(name);
  const parts = Array.from(trace.gradParts(node, shown));
  const sum = gradText(trace, editor.scene, name, shown);
  const missing = trace.allParts(node).length - parts.length;
  const isRoot = trace.root === node;
  if (sum === null) return <Silence trace={trace} node={node} missing={missing} shown={shown} />;
  const visible = all ? parts : parts.slice(0, MOST);
  return (
    <section className="why" data-testid="why" aria-label="Why this number">
      <h3>Why {sum.startsWith("float64") ? "this gradient" : <span className="grad">{sum}</span>}?</h3>
      {parts.length > 1 && <p className="figures sum" data-testid="why-sum"><Sum trace={trace} parts={parts} sum={sum} shown={shown} /></p>}
      {isRoot && parts.length === 0 && <p>It is the root: the backward pass begins here, with the seed.</p>}
      {visible.map((edge) => <ContributionCard key={edge} edge={edge} />)}
      {visible.length < parts.length && (
        <button className="button line small" type="button" onClick={() => setAll(true)}>{`Show all ${parts.length} contributions`}</button>
      )}
      {missing > 0 && <p className="mute">{missing === 1 ? "One more contribution is still to come." : `${missing} more contributions are still to come.`}</p>}
    </section>
  );
}

function Sum({ trace, parts, sum, shown }: { trace: Trace; parts: readonly number[]; sum: string; shown: number }) {
  const editor = useEditor();
  const shownParts = parts.length <= MOST ? parts : parts.slice(0, MOST - 1);
  return (
    <>
      <b className="grad">{sum}</b>
      {" = "}
      {shownParts.map((edge, index) => (
        <span key={edge}>{index > 0 && " + "}<span className="grad">{contributionText(trace, editor.scene, edge, shown)}</span></span>
      ))}
      {shownParts.length < parts.length && " + …"}
    </>
  );
}

/** Says why there is no gradient at the playhead. */
function Silence({ trace, node, missing, shown }: { trace: Trace; node: number; missing: number; shown: number }) {
  const editor = useEditor("document");
  const root = editor.root.name;
  // What is wrong with the root stands above already.
  if (!trace.hasBackward && editor.root.problem) return null;
  let says = "No gradient has arrived here yet.";
  if (!trace.hasBackward) says = "There is no backward pass: nothing here depends on a parameter.";
  else if (missing === 0 && trace.root !== node) says = `${root ?? "The root"} does not depend on it, so no gradient comes here.`;
  else if (shown > trace.seedEvent && missing > 1) says = `No gradient has arrived here yet; ${missing} contributions are to come.`;
  return <p className="mute silence">{says}</p>;
}

/** One contribution: by whom, by which rule, with which numbers. */
export function ContributionCard({ edge }: { edge: number }) {
  const editor = useEditor("scene");
  const { trace, shown } = useCursor(editor);
  const told = trace === null ? null : share(trace, editor.scene, editor.ops, edge, shown);
  const [target, port] = trace?.plan.edges[edge] ?? ["", ""];
  if (trace === null || told === null) return null;
  const to = trace.nodeName(trace.edgeSource(edge));
  // a · a sends two contributions to a: only then does it matter by which port.
  const twice = editor.scene.inEdges(target).filter((each) => each.source === to).length > 1;
  const root = latexName(trace.nodeName(trace.root));
  const derivative = (name: string): string => `\\partial ${root}/\\partial ${latexName(name)}`;
  const whole = findOp(editor.ops, editor.scene.node(target)?.op ?? "")?.rules[port]?.whole === true;
  const upstream = whole ? `(${derivative(target)})` : derivative(target);
  const formula = `${derivative(to)}\\ \\text{via}\\ ${latexName(target)} = ${told.latexNames.replaceAll(LATEX_UPSTREAM, upstream)}`;
  const receives = `${told.each ? "every element of " : ""}${to} receives ${told.names.map((segment) => segment.text).join("")}`;
  return (
    <article className="contribution" data-testid="why-contribution" data-by={target} data-port={port}>
      <header>
        <span>by <NodeLink editor={editor} name={target} />{twice && <span className="mute">{`.${port}`}</span>}</span>
        <b className="grad">{told.each ? `[${told.result}, …]` : told.result}</b>
      </header>
      <p className="mute"><b>{told.says}:</b> {receives}</p>
      <Formula latex={formula} says={receives} />
      <p className="figures">
        {plainText(told.numbers) !== told.result && <>= <Line segments={told.numbers} /></>}
        {told.worked !== null && plainText(told.worked) !== plainText(told.numbers) && <><br />= <Line segments={told.worked} /></>}
        {" = "}<b className="grad">{told.result}</b>
      </p>
    </article>
  );
}

/** The local derivative along an edge, as text. */
export function localText(trace: Trace, edge: number): string | null {
  const local = trace.local(edge);
  return Number.isNaN(local) ? null : formatNumber(local);
}
