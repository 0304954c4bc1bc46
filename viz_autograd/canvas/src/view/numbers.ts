// What a node or an edge says at the cursor: its texts for people, and its exact figures for scripts.
import type { Editor } from "../editor";
import { exactJson, NOT_YET, type Tensor, toScalar, toTensor } from "../format";
import { edgeWidth, magnitude } from "../geometry";
import { fitLeaf, roomForValue } from "../fitting";
import type { Summary } from "../protocol";
import type { SceneEdge, SceneNode } from "../scene";
import { plainText } from "../sentence";
import { contributionLabel, gradLabel, sumOfParts, valueLabel } from "../terms";
import { ACCUMULATE, CONTRIBUTION, currentEvent, FORWARD, SEED, type Trace } from "../trace";

/** More elements than this are summed up instead of written out. */
const MOST_WRITTEN = 1000;

/** The face of a value in its card where there is room enough. */
const FULL_SIZE = 17;

export type Live = "forward" | "backward" | null;
export type Marks = Record<`data-${string}`, string | undefined>;

export interface NodeNumbers {
  readonly value: string;
  readonly grad: string;
  /** "−18 + −35" where contributions add up, else nothing. */
  readonly sum: string;
  readonly live: Live;
  readonly marks: Marks;
}

export interface EdgeNumbers {
  readonly contribution: string | null;
  readonly live: Live;
  /** No gradient flows here. */
  readonly quiet: boolean;
  readonly width: number;
  readonly marks: Marks;
}

function summed(elements: Float64Array, shape: readonly number[]): Summary {
  let [minimum, maximum, total, nans] = [Infinity, -Infinity, 0, 0];
  for (const element of elements) {
    if (Number.isNaN(element)) nans += 1;
    else {
      minimum = Math.min(minimum, element);
      maximum = Math.max(maximum, element);
      total += element;
    }
  }
  const count = elements.length - nans;
  const [low, high, mean] = count > 0 ? [minimum, maximum, total / count] : [NaN, NaN, NaN];
  return { shape: [...shape], minimum: toScalar(low), maximum: toScalar(high), mean: toScalar(mean), nans };
}

function exactly(kind: "value" | "grad" | "contribution", elements: Float64Array | null, summary: Summary | null, shape: readonly number[]): Marks {
  if (elements !== null && elements.length <= MOST_WRITTEN) return { [`data-${kind}`]: exactJson(elements, shape) };
  const figures = elements !== null ? summed(elements, shape) : summary;
  if (figures === null) return {};
  return { "data-shape": JSON.stringify(figures.shape), [kind === "value" ? "data-summary" : `data-${kind}-summary`]: JSON.stringify(figures) };
}

/** A leaf's value as it was typed since the server was lost: it needs no run. */
export function typedOffline(editor: Editor, name: string): Tensor | null {
  const typed = editor.offline?.values.get(name);
  return typed === undefined ? null : toTensor(typed);
}

export function nodeNumbers(editor: Editor, node: SceneNode): NodeNumbers {
  const numbers = numbersOfRun(editor, node);
  const typed = typedOffline(editor, node.name);
  if (typed === null) return numbers;
  const { text, size } = fitLeaf(typed.elements, typed.shape, roomForValue(node));
  const exact = exactly("value", Float64Array.from(typed.elements), null, typed.shape);
  return { ...numbers, value: text, marks: { ...numbers.marks, "data-value": undefined, "data-summary": undefined, ...exact, "data-fit": fitMark(size) } };
}

function fitMark(size: number): string | undefined {
  return size === FULL_SIZE ? undefined : String(size);
}

function numbersOfRun(editor: Editor, node: SceneNode): NodeNumbers {
  const { scene, trace, shown } = editor;
  const index = trace?.nodeIndex(node.name) ?? -1;
  if (trace === null || index < 0) return { value: NOT_YET, grad: NOT_YET, sum: "", live: null, marks: { "data-never": "both" } };
  const shape = node.shape ?? [];
  const elements = trace.value(index, shown);
  const fitted = node.op === "leaf" && elements !== null ? fitLeaf(elements, shape, roomForValue(node)) : null;
  return {
    value: fitted?.text ?? valueLabel(trace, scene, node.name, shown) ?? NOT_YET,
    grad: gradLabel(trace, scene, node.name, shown) ?? NOT_YET,
    sum: plainText(sumOfParts(trace, scene, index, shown, contributionLabel)),
    live: liveNode(editor, index),
    marks: {
      "data-never": neverComes(trace, node, index),
      // Where contributions are going to add up, the sum stands below the card from the first one on.
      "data-forks": trace.allParts(index).length > 1 && trace.gradParts(index, shown).length > 0 ? "true" : undefined,
      "data-fit": fitMark(fitted?.size ?? FULL_SIZE),
      ...exactly("value", elements, trace.valueSummary(index, shown), shape),
      ...exactly("grad", trace.grad(index, shown), trace.gradSummary(index, shown), shape),
    },
  };
}

/** Which of a node's two numbers no run will bring: the place of such a number stays empty. */
function neverComes(trace: Trace, node: SceneNode, index: number): string | undefined {
  if (!trace.valueShown(index, trace.length)) return "both";
  if (node.requires_grad && trace.gradShown(index, trace.length)) return undefined;
  return "grad";
}

/** The event that is lit: none before the first, and none once the run is over. */
function litEvent({ trace, player }: Editor): number {
  return trace === null || player.t >= trace.length ? -1 : currentEvent(player.t);
}

function liveNode(editor: Editor, index: number): Live {
  const { trace } = editor;
  const at = litEvent(editor);
  if (trace === null || at < 0) return null;
  const { kind, node, edge } = trace.event(at);
  if (kind === FORWARD) return node === index ? "forward" : null;
  if (kind === SEED || kind === ACCUMULATE) return node === index ? "backward" : null;
  return trace.edgeSource(edge) === index ? "backward" : null;
}

export function edgeNumbers(editor: Editor, edge: SceneEdge): EdgeNumbers {
  const { scene, trace, shown } = editor;
  const source = scene.node(edge.source);
  const shape = source?.shape ?? [];
  const index = trace?.edgeIndex(edge.target, edge.port) ?? -1;
  if (trace === null || index < 0) return { contribution: null, live: null, quiet: source?.requires_grad !== true, width: edgeWidth(0), marks: {} };
  const from = trace.nodeIndex(edge.source);
  const value = trace.value(from, shown);
  const contribution = trace.contribution(index, shown);
  return {
    contribution: trace.allParts(from).length > 1 ? contributionLabel(trace, scene, index, shown) : null,
    live: liveEdge(editor, edge, index),
    quiet: trace.hasBackward ? trace.contributionEvent(index) < 0 : source?.requires_grad !== true,
    width: edgeWidth(magnitude(contribution ?? value)),
    marks: {
      ...exactly("value", value, trace.valueSummary(from, shown), shape),
      ...exactly("contribution", contribution, trace.contributionSummary(index, shown), shape),
    },
  };
}

function liveEdge(editor: Editor, edge: SceneEdge, index: number): Live {
  const { trace } = editor;
  const at = litEvent(editor);
  if (trace === null || at < 0) return null;
  const event = trace.event(at);
  if (event.kind === FORWARD) return trace.nodeName(event.node) === edge.target ? "forward" : null;
  return event.kind === CONTRIBUTION && event.edge === index ? "backward" : null;
}
