// How an op's value comes about: the formula with names and with numbers, and its local derivatives.
import { latexFill, latexName, latexNumber, nameFilling, numberFilling, type Filling } from "../fill";
import { formatNumber, formatWireValue } from "../format";
import { useEditor } from "../hooks";
import type { OpView } from "../protocol";
import type { Scene, SceneNode } from "../scene";
import { LATEX_UPSTREAM, valueEquation } from "../terms";
import { useCursor } from "./cursor";
import { Formula } from "./Formula";
import { Line } from "./parts";

/** Stands in a formula for what a port lacks. */
const OPEN: Filling = { text: "?", latex: "\\text{?}", kind: "plain", atomic: true };

/** What the letters of an op's templates are called here: the nodes that its ports are fed from. */
function symbols(scene: Scene, node: SceneNode): Record<string, Filling> {
  const fillings: Record<string, Filling> = {
    out: nameFilling(node.name),
    up: { text: "upstream", latex: LATEX_UPSTREAM, kind: "plain", atomic: true },
    n: { text: "n", latex: "n", kind: "plain", atomic: true },
  };
  for (const port of node.ports) {
    const source = scene.source(node.name, port);
    const constant = node.constants[port];
    fillings[port] = source !== null ? nameFilling(source) : constant !== undefined ? numberFilling(formatWireValue(constant), "value") : OPEN;
  }
  return fillings;
}

export function FormulaCard({ node, op }: { node: SceneNode; op: OpView }) {
  const editor = useEditor("scene");
  const { trace, shown } = useCursor(editor);
  const equation = trace === null ? null : valueEquation(trace, editor.scene, editor.ops, node.name, shown);
  const fillings = symbols(editor.scene, node);
  const names = latexFill(op.latex, fillings);
  return (
    <section className="card" aria-label="Formula">
      <h3>{op.title}</h3>
      <Formula large latex={`${latexName(node.name)} = ${names}`} says={`${node.name} = ${op.text}`} />
      {equation !== null && (
        <p className="figures">= <Line segments={equation.numbers} />{equation.result !== text(equation.numbers) && <> = <span className="value">{equation.result}</span></>}</p>
      )}
      <ul className="locals">
        {op.ports.map((port) => <Local key={port} node={node} op={op} port={port} fillings={fillings} />)}
      </ul>
    </section>
  );
}

function text(segments: readonly { text: string }[]): string {
  return segments.map((segment) => segment.text).join("");
}

interface LocalProps {
  node: SceneNode;
  op: OpView;
  port: string;
  fillings: Record<string, Filling>;
}

/** The derivative by one port; where an op has none of a single number, its rule. */
function Local({ node, op, port, fillings }: LocalProps) {
  const editor = useEditor("scene");
  const { trace, shown } = useCursor(editor);
  const rule = op.rules[port];
  const source = editor.scene.source(node.name, port);
  if (rule === undefined || source === null) return null;
  // Nothing goes back to a constant, so nobody works its derivative out.
  if (node.requires_grad && editor.scene.node(source)?.requires_grad !== true) return null;
  const edge = trace?.edgeIndex(node.name, port) ?? -1;
  const index = trace?.nodeIndex(node.name) ?? -1;
  const local = trace !== null && edge >= 0 && trace.valueShown(index, shown) ? trace.local(edge) : NaN;
  const text = Number.isNaN(local) ? "" : formatNumber(local);
  const formula = latexFill(rule.latex, fillings);
  const left = rule.whole
    ? `${latexName(source)} \\leftarrow `
    : `\\dfrac{\\partial ${latexName(node.name)}}{\\partial ${latexName(source)}} = `;
  return (
    <li>
      <Formula latex={left + formula + (text === "" || latexNumber(text) === formula.replace(/[{}\s]/g, "") ? "" : ` = ${latexNumber(text)}`)} says={`by port ${port}: ${rule.text}${text === "" ? "" : ` = ${text}`}`} />
    </li>
  );
}
