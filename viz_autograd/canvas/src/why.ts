// "Why this number?": where a node's value and gradient come from, laid out for reading.
import { latexName, latexNumber, plainText, type Segment } from "./fill";
import { gradText, LATEX_UPSTREAM, MOST_IN_SENTENCE, share, sumOfParts, valueEquation, type Share } from "./terms";
import type { OpTable, Scene } from "./scene";
import type { Trace } from "./trace";

export { latexFill, latexName, latexNumber, type Fillings, type Filling } from "./fill";

export interface WhyValue {
  /** "w1 × a", "2 × 4", "8". */
  readonly names: string;
  readonly numbers: string;
  readonly result: string;
  readonly namesSegments: readonly Segment[];
  readonly numbersSegments: readonly Segment[];
  readonly latexNames: string;
  /** b = w₁ · a, and below it = 2 · 4 = 8. */
  readonly latexLines: readonly string[];
  /** The same in one line. */
  readonly latex: string;
}

export interface WhyRow {
  readonly target: string;
  readonly port: string;
  /** The node that sends it. */
  readonly by: string;
  /** The node that receives it. */
  readonly to: string;
  /** "mul swaps". */
  readonly says: string;
  /** "w2 × upstream", "5 × −7", "−35". */
  readonly names: string;
  readonly numbers: string;
  readonly number: string;
  /** "0.419974 × −7": the derivative worked out; null where `numbers` is that already. */
  readonly worked: string | null;
  readonly namesSegments: readonly Segment[];
  readonly numbersSegments: readonly Segment[];
  readonly each: boolean;
  /** ∂L/∂a via c = w₂ · ∂L/∂c, and below it = 5 · −7 = −35. */
  readonly latexLines: readonly string[];
  /** The same in one line. */
  readonly latex: string;
}

export interface Why {
  readonly node: string;
  readonly value: WhyValue | null;
  /** One row a contribution that has arrived, in order of arrival. */
  readonly rows: readonly WhyRow[];
  /** The seed's text at the root, null elsewhere. */
  readonly seed: string | null;
  /** "−53", null while there is none. */
  readonly sum: string | null;
  /** "−18 + −35 = −53", or only "−53". */
  readonly sumText: string | null;
  /** How many contributions are still to come. */
  readonly missing: number;
}

/** Explains a node at `k` events shown; the whole run if left out. */
export function why(trace: Trace, scene: Scene, ops: OpTable, name: string, k = trace.length): Why {
  const node = trace.nodeIndex(name);
  const arrived = node < 0 ? [] : Array.from(trace.gradParts(node, k));
  const rows = arrived.map((edge) => whyContribution(trace, scene, ops, edge, k)).filter((row) => row !== null);
  const sum = gradText(trace, scene, name, k, MOST_IN_SENTENCE);
  const seeded = trace.root === node && trace.seedEvent >= 0 && trace.seedEvent < k;
  const parts = node < 0 ? "" : plainText(sumOfParts(trace, scene, node, k));
  return {
    node: name,
    value: whyValue(trace, scene, ops, name, k),
    rows,
    seed: seeded ? sum : null,
    sum,
    sumText: sum === null ? null : parts === "" ? sum : `${parts} = ${sum}`,
    missing: node < 0 ? 0 : trace.allParts(node).length - arrived.length,
  };
}

/** Explains what the edge into a port carries back; null while it has carried nothing. */
export function whyEdge(trace: Trace, scene: Scene, ops: OpTable, target: string, port: string, k = trace.length): WhyRow | null {
  const edge = trace.edgeIndex(target, port);
  return edge < 0 ? null : whyContribution(trace, scene, ops, edge, k);
}

function whyValue(trace: Trace, scene: Scene, ops: OpTable, name: string, k: number): WhyValue | null {
  const equation = valueEquation(trace, scene, ops, name, k);
  if (equation === null) return null;
  const names = plainText(equation.names);
  const numbers = plainText(equation.numbers);
  const worked = numbers !== names && numbers !== equation.result ? `= ${equation.latexNumbers} ` : "";
  const latexLines = [`${latexName(name)} = ${equation.latexNames}`, `${worked}= ${latexNumber(equation.result)}`];
  return {
    names,
    numbers,
    result: equation.result,
    namesSegments: equation.names,
    numbersSegments: equation.numbers,
    latexNames: equation.latexNames,
    latexLines,
    latex: latexLines.join(" "),
  };
}

function whyContribution(trace: Trace, scene: Scene, ops: OpTable, edge: number, k: number): WhyRow | null {
  const told = share(trace, scene, ops, edge, k);
  const [target, port] = trace.plan.edges[edge] ?? ["", ""];
  if (told === null) return null;
  const to = trace.nodeName(trace.edgeSource(edge));
  const latexLines = contributionLatex(trace, told, to, target);
  return {
    target,
    port,
    by: target,
    to,
    says: told.says,
    names: plainText(told.names),
    numbers: plainText(told.numbers),
    number: told.result,
    worked: told.worked === null ? null : plainText(told.worked),
    namesSegments: told.names,
    numbersSegments: told.numbers,
    each: told.each,
    latexLines,
    latex: latexLines.join(" "),
  };
}

/** Upstream is written as what it is: the root's derivative by the sender. */
function contributionLatex(trace: Trace, told: Share, to: string, by: string): string[] {
  const root = latexName(trace.nodeName(trace.root));
  const derivative = (name: string): string => `\\frac{\\partial ${root}}{\\partial ${latexName(name)}}`;
  const names = told.latexNames.replaceAll(LATEX_UPSTREAM, () => derivative(by));
  const numbers = [plainText(told.numbers), told.worked === null ? "" : plainText(told.worked)];
  const steps = [told.latexNumbers, told.latexWorked ?? "", latexNumber(told.result)];
  const kept = steps.filter((step, i) => step !== "" && numbers[i] !== told.result);
  return [`${derivative(to)}\\Big|_{\\text{via }${latexName(by)}} = ${names}`, kept.map((step) => `= ${step}`).join(" ")];
}
