// The words and numbers of one node's formula at a moment: what sentences, drawings and the inspector put together.
import { type Setting, typedText, written } from "./attributes";
import { canvasText, canvasValue, fittedNumber, formatNumber, formatSummary, formatValue, formatWireValue, toTensor } from "./format";
import { fillText, isCompound, isSum, latexFill, latexNumber, merged, nameFilling, numberFilling, plain, plainText, type Filling, type Segment } from "./fill";
import { findOp, type OpTable, type Scene, type SceneNode } from "./scene";
import type { AttributeView, OpView, Rule } from "./protocol";
import type { Trace } from "./trace";

/** A formula with names, with numbers, and what came out. */
export interface Equation {
  readonly names: Segment[];
  readonly numbers: Segment[];
  readonly result: string;
  readonly latexNames: string;
  readonly latexNumbers: string;
}

/** What one edge carries back. */
export interface Share extends Equation {
  readonly says: string;
  /** Local derivative × upstream with the derivative worked out; null where that says no more than `numbers`. */
  readonly worked: Segment[] | null;
  readonly latexWorked: string | null;
  /** Every element of the receiver gets the same number, which `result` is. */
  readonly each: boolean;
}

/** In a sentence there is room for short arrays in full. */
export const MOST_IN_SENTENCE = 6;

const MOST_PARTS = 5;

const CONTRIBUTION_DIGITS = 4;
/** An array longer than this has no room along an edge. */
const MOST_EDGE_LETTERS = 12;
/** Beside a gate a longer number would run into the next one: it has fewer digits. */
const MOST_GATE_LETTERS = 10;

export const UPSTREAM = "upstream";
/** No name of a node comes out as this: `latexName` writes letters of names into `\\text` alone. */
export const LATEX_UPSTREAM = "\\mathrm{upstream}";

export function valueText(trace: Trace, scene: Scene, name: string, k: number, most?: number): string | null {
  const node = trace.nodeIndex(name);
  if (node < 0) return null;
  const elements = trace.value(node, k);
  if (elements !== null) return formatValue(elements, shapeOf(scene, name, elements), most);
  const summary = trace.valueSummary(node, k);
  return summary === null ? null : formatSummary(summary);
}

/** The same as it stands on the canvas, where there is little room. */
export function valueLabel(trace: Trace, scene: Scene, name: string, k: number): string | null {
  const elements = trace.value(trace.nodeIndex(name), k);
  return elements === null ? labelled(valueText(trace, scene, name, k)) : besideNode(elements, shapeOf(scene, name, elements));
}

export function gradLabel(trace: Trace, scene: Scene, name: string, k: number): string | null {
  const elements = trace.grad(trace.nodeIndex(name), k);
  return elements === null ? labelled(gradText(trace, scene, name, k)) : besideNode(elements, shapeOf(scene, name, elements));
}

/** Along its edge, with fewer digits than the gradient it goes into. */
export function contributionLabel(trace: Trace, scene: Scene, edge: number, k: number): string | null {
  const elements = trace.contribution(edge, k);
  if (elements === null) return labelled(contributionText(trace, scene, edge, k));
  const shape = shapeOf(scene, trace.nodeName(trace.edgeSource(edge)), elements);
  const text = canvasValue(elements, shape, CONTRIBUTION_DIGITS);
  return shape.length === 0 || text.length <= MOST_EDGE_LETTERS ? text : `[${shape.join("×")}]`;
}

function besideNode(elements: ArrayLike<number>, shape: readonly number[]): string {
  if (shape.length > 0) return canvasValue(elements, shape);
  return fittedNumber(elements[0] ?? NaN, (text) => text.length <= MOST_GATE_LETTERS);
}

function labelled(text: string | null): string | null {
  return text === null ? null : canvasText(text);
}

export function gradText(trace: Trace, scene: Scene, name: string, k: number, most?: number): string | null {
  const node = trace.nodeIndex(name);
  if (node < 0) return null;
  const elements = trace.grad(node, k);
  if (elements !== null) return formatValue(elements, shapeOf(scene, name, elements), most);
  const summary = trace.gradSummary(node, k);
  return summary === null ? null : formatSummary(summary);
}

export function contributionText(trace: Trace, scene: Scene, edge: number, k: number, most?: number): string | null {
  const elements = trace.contribution(edge, k);
  if (elements !== null) return formatValue(elements, shapeOf(scene, trace.nodeName(trace.edgeSource(edge)), elements), most);
  const summary = trace.contributionSummary(edge, k);
  return summary === null ? null : formatSummary(summary);
}

/** The value of an op node: "w1 × a", "2 × 4", "8". Null where it is not shown, or no op of it. */
export function valueEquation(trace: Trace, scene: Scene, ops: OpTable, name: string, k: number): Equation | null {
  const node = scene.node(name);
  const op = node && findOp(ops, node.op);
  const result = valueText(trace, scene, name, k, MOST_IN_SENTENCE);
  if (!node || !op || result === null) return null;
  const names = nameFillings(scene, op, node);
  const numbers = numberFillings(trace, scene, op, node, k);
  const template = withAttributes(op.text, node);
  return {
    names: fillText(template, names),
    numbers: fillText(template, numbers),
    result,
    latexNames: latexFill(op.latex, names),
    latexNumbers: latexFill(op.latex, numbers),
  };
}

/** What an edge carries back to its source: "w2 × upstream", "5 × −7", "−35". Null where it is not shown yet. */
export function share(trace: Trace, scene: Scene, ops: OpTable, edge: number, k: number): Share | null {
  const [target, port] = trace.plan.edges[edge] ?? ["", ""];
  const node = scene.node(target);
  const op = node && findOp(ops, node.op);
  const rule = op?.rules[port];
  const text = contributionText(trace, scene, edge, k, MOST_IN_SENTENCE);
  if (!node || !op || !rule || text === null) return null;
  const names = nameFillings(scene, op, node);
  const numbers = numberFillings(trace, scene, op, node, k);
  const says = rule.says.replace(/:\s*$/, "") || op.name;
  if (rule.whole) {
    const same = sameEverywhere(trace, edge, k, op, rule);
    return {
      says,
      names: fillText(rule.text, names),
      numbers: fillText(rule.text, numbers),
      result: same ?? text,
      latexNames: latexFill(rule.latex, names),
      latexNumbers: latexFill(rule.latex, numbers),
      worked: null,
      latexWorked: null,
      each: same !== null,
    };
  }
  const gather = gatherer(scene, trace.nodeName(trace.edgeSource(edge)), node);
  const local = trace.local(edge);
  const bare = /^\{[a-z_]+!?\}$|^−?[\d.]+$/.test(rule.text);
  const up = numbers["up"] ?? nameFilling(UPSTREAM);
  const worked = bare || Number.isNaN(local) ? null : [plain(`${formatNumber(local)} × `), { text: up.text, kind: up.kind }];
  return {
    says,
    names: gather(product(fillText(rule.text, names), names["up"]!)),
    numbers: gather(product(fillText(rule.text, numbers), up)),
    result: text,
    latexNames: latexProduct(rule, names, names["up"]!),
    latexNumbers: latexProduct(rule, numbers, up),
    worked: worked && merged(worked),
    latexWorked: worked && `${latexNumber(formatNumber(local))} \\cdot ${up.latex}`,
    each: false,
  };
}

type PartText = (trace: Trace, scene: Scene, edge: number, k: number) => string | null;

function fullPart(trace: Trace, scene: Scene, edge: number, k: number): string | null {
  return contributionText(trace, scene, edge, k, MOST_IN_SENTENCE);
}

/** "−18 + −35"; of many parts the first and the last. */
export function sumOfParts(trace: Trace, scene: Scene, node: number, k: number, textOf: PartText = fullPart): Segment[] {
  const parts = trace.gradParts(node, k);
  if (parts.length < 2) return [];
  const texts = Array.from(parts, (edge) => textOf(trace, scene, edge, k) ?? "·");
  if (texts.every((text) => /^(float64 )?\[\d+(×\d+)*\]$/.test(text) && text === texts[0])) return [plain(`the sum of ${formatNumber(texts.length)} contributions`)];
  const shown = texts.length <= MOST_PARTS ? texts : [...texts.slice(0, MOST_PARTS - 2), "…", texts[texts.length - 1]!];
  return merged(shown.flatMap((text, i) => [plain(i > 0 ? " + " : ""), { text, kind: text === "…" ? "plain" : "grad" }]));
}

function product(local: Segment[], up: Filling): Segment[] {
  const wrap = isCompound(plainText(local));
  return merged([plain(wrap ? "(" : ""), ...local, plain(wrap ? ") × " : " × "), { text: up.text, kind: up.kind }]);
}

function latexProduct(rule: Rule, fillings: Record<string, Filling>, up: Filling): string {
  const local = latexFill(rule.latex, fillings);
  return `${isSum(rule.text) ? `\\left(${local}\\right)` : local} \\cdot ${up.latex}`;
}

/** Where broadcasting copied the receiver, its share is summed over the copies. */
function gatherer(scene: Scene, receiver: string, target: SceneNode): (formula: Segment[]) => Segment[] {
  const from = scene.node(receiver)?.shape ?? [];
  const to = target.shape ?? [];
  if (count(from) === count(to)) return (formula) => formula;
  if (count(from) === 1) return (formula) => merged([plain("sum("), ...formula, plain(")")]);
  return (formula) => merged([plain("("), ...formula, plain(`) summed to [${from.join("×")}]`)]);
}

/** Rules such as sum's and mean's give each element the same: then one number says it all. */
function sameEverywhere(trace: Trace, edge: number, k: number, op: OpView, rule: Rule): string | null {
  if (op.ports.length !== 1 || /\{(?:a|b|out)!?\}/.test(rule.text)) return null;
  const elements = trace.contribution(edge, k);
  if (elements === null || elements.length < 2) return null;
  const first = elements[0]!;
  return elements.every((x) => Object.is(x, first)) ? formatNumber(first) : null;
}

function nameFillings(scene: Scene, op: OpView, node: SceneNode): Record<string, Filling> {
  const fillings: Record<string, Filling> = {
    out: nameFilling(node.name),
    up: { text: UPSTREAM, latex: LATEX_UPSTREAM, kind: "plain", atomic: true },
    n: { text: "n", latex: "n", kind: "plain", atomic: true },
  };
  for (const port of op.ports) {
    const source = scene.source(node.name, port);
    const constant = node.constants[port];
    if (source !== null) fillings[port] = nameFilling(source);
    else if (constant !== undefined) fillings[port] = numberFilling(formatWireValue(constant, MOST_IN_SENTENCE), "value");
  }
  // A setting whose name stands in a formula: its number, whether or not it was changed.
  for (const attribute of op.attributes ?? []) {
    if (op.ports.includes(attribute.name)) continue;
    fillings[attribute.name] ??= settingFilling(attribute, node.attributes[attribute.name] ?? attribute.default);
  }
  return fillings;
}

/** A bound that is not set is none: infinite. */
function settingFilling(attribute: AttributeView, value: Setting): Filling {
  if (value === null && attribute.kind === "optional float") return numberFilling(attribute.name.startsWith("min") ? "−∞" : "∞", "plain");
  return numberFilling(typedText(value), "plain");
}

function numberFillings(trace: Trace, scene: Scene, op: OpView, node: SceneNode, k: number): Record<string, Filling> {
  const fillings = nameFillings(scene, op, node);
  fillings["n"] = numberFilling(formatNumber(reduced(scene, node)), "plain");
  for (const port of op.ports) {
    const source = scene.source(node.name, port);
    const text = source === null ? null : valueText(trace, scene, source, k, MOST_IN_SENTENCE);
    if (text !== null) fillings[port] = numberFilling(text, "value");
  }
  const out = valueText(trace, scene, node.name, k, MOST_IN_SENTENCE);
  if (out !== null) fillings["out"] = numberFilling(out, "value");
  const up = gradText(trace, scene, node.name, k, MOST_IN_SENTENCE);
  if (up !== null) fillings["up"] = numberFilling(up, "grad");
  return fillings;
}

/** How many elements go into each element that comes out: a mean's n. */
function reduced(scene: Scene, node: SceneNode): number {
  let most = 1;
  for (const port of node.ports) {
    const source = scene.source(node.name, port);
    const constant = node.constants[port];
    const shape = source !== null ? scene.node(source)?.shape : constant === undefined ? null : toTensor(constant).shape;
    most = Math.max(most, count(shape ?? []));
  }
  return most / count(node.shape ?? []);
}

/** "sum(x)" with dim 0 is "sum(x, dim=0)". */
function withAttributes(template: string, node: SceneNode): string {
  const given = Object.entries(node.attributes).filter(([, value]) => value !== null);
  if (given.length === 0 || !template.endsWith(")")) return template;
  const settings = given.map(([name, value]) => `${name}=${written(value)}`);
  return `${template.slice(0, -1)}, ${settings.join(", ")})`;
}

/** The scene may be a step ahead of the trace while a run is under way: then the elements alone decide. */
function shapeOf(scene: Scene, name: string, elements: ArrayLike<number>): readonly number[] {
  const shape = scene.node(name)?.shape;
  if (shape && count(shape) === elements.length) return shape;
  return elements.length === 1 ? [] : [elements.length];
}

function count(shape: readonly number[]): number {
  return shape.reduce((product, side) => product * side, 1);
}
