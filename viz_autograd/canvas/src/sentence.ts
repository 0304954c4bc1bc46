// One sentence that says what an event does, with its numbers.
import { merged, plain, plainText, type Segment } from "./fill";
import { gradText, MOST_IN_SENTENCE, share, sumOfParts, valueEquation, valueText } from "./terms";
import { ACCUMULATE, CONTRIBUTION, currentEvent, FORWARD, SEED, type Trace } from "./trace";
import type { OpTable, Scene } from "./scene";

export { plainText, type Segment, type SegmentKind } from "./fill";

const MOST_LEAVES = 8;

/** What the page says at `t`: of the event under way, or the last one shown. */
export function sentenceAt(trace: Trace | null, scene: Scene, ops: OpTable, t: number, online = true): Segment[] {
  return sentence(trace, scene, ops, currentEvent(t), online);
}

/** What event `index` does; -1 is before the first. */
export function sentence(trace: Trace | null, scene: Scene, ops: OpTable, index: number, online = true): Segment[] {
  if (trace === null || index < 0 || index >= trace.length) return before(trace, scene, online);
  const { kind, node, edge } = trace.event(index);
  const name = trace.nodeName(node);
  const k = index + 1;
  if (kind === FORWARD) return forward(trace, scene, ops, name, k);
  if (kind === SEED) return seed(trace, scene, name, k);
  if (kind === CONTRIBUTION) return contribution(trace, scene, ops, edge, k);
  return kind === ACCUMULATE ? accumulate(trace, scene, node, k) : [];
}

function before(trace: Trace | null, scene: Scene, online: boolean): Segment[] {
  if (scene.size === 0) return [plain("Nothing is here yet: drag an op from the left, or double-click the canvas.")];
  const held: Segment[][] = [];
  let more = 0;
  for (const node of scene.nodes()) {
    if (node.op !== "leaf" || trace === null) continue;
    const text = valueText(trace, scene, node.name, 0, MOST_IN_SENTENCE);
    if (text === null) continue;
    if (held.length < MOST_LEAVES) held.push([name(node.name), plain(" = "), value(text)]);
    else more++;
  }
  if (trace === null || trace.length === 0) {
    // Without a server nobody knows what could run.
    return [plain(online ? "Nothing has run yet: no op has all its inputs." : "Nothing has run yet: the numbers come when the server is there again.")];
  }
  if (held.length === 0) return [plain("Nothing has run yet.")];
  const list = held.flatMap((item, i) => (i === 0 ? item : [plain(i === held.length - 1 && more === 0 ? " and " : ", "), ...item]));
  const rest = more > 0 ? ` and ${more} more` : "";
  return merged([plain("Nothing has run yet. Given: "), ...list, plain(`${rest}.`)]);
}

function forward(trace: Trace, scene: Scene, ops: OpTable, of: string, k: number): Segment[] {
  const equation = valueEquation(trace, scene, ops, of, k);
  if (equation === null) {
    const text = valueText(trace, scene, of, k, MOST_IN_SENTENCE);
    return text === null ? [strong(of), plain(" is computed.")] : [strong(of), plain(" = "), value(text)];
  }
  return chain([strong(of)], [equation.names, equation.numbers, [value(equation.result)]]);
}

function seed(trace: Trace, scene: Scene, root: string, k: number): Segment[] {
  const text = gradText(trace, scene, root, k, MOST_IN_SENTENCE);
  return merged([strong("Backward begins"), plain(" at "), name(root), plain(": its gradient is "), grad(text ?? "1"), plain(".")]);
}

function contribution(trace: Trace, scene: Scene, ops: OpTable, edge: number, k: number): Segment[] {
  const receiver = trace.edgeSource(edge);
  const told = share(trace, scene, ops, edge, k);
  const to = trace.nodeName(receiver);
  if (told === null) {
    const from = trace.plan.edges[edge]?.[0] ?? "";
    return [name(to), plain(" receives its share from "), name(from), plain(".")];
  }
  const lead = told.each ? [plain("every element of "), name(to)] : [name(to)];
  const steps = chain([], [told.names, told.worked ?? told.numbers, [grad(told.result)]]);
  return merged([strong(`${told.says}: `), ...lead, plain(" receives "), ...steps, ...added(trace, scene, receiver, edge, k)]);
}

/** ", added to −18 → −53" where something had arrived before. */
function added(trace: Trace, scene: Scene, receiver: number, edge: number, k: number): Segment[] {
  const arrived = trace.gradParts(receiver, k);
  if (arrived.length < 2 || arrived[arrived.length - 1] !== edge) return [];
  const to = trace.nodeName(receiver);
  const old = gradText(trace, scene, to, k - 1, MOST_IN_SENTENCE);
  const now = gradText(trace, scene, to, k, MOST_IN_SENTENCE);
  if (old === null || now === null) return [];
  if (old === now && old.startsWith("float64")) return [plain(`, added to what had arrived (${arrived.length} of ${trace.allParts(receiver).length})`)];
  return [plain(", added to "), grad(old), plain(" → "), grad(now)];
}

function accumulate(trace: Trace, scene: Scene, node: number, k: number): Segment[] {
  const of = trace.nodeName(node);
  const sum = gradText(trace, scene, of, k, MOST_IN_SENTENCE) ?? "·";
  return chain([strong(of), plain(".grad")], [sumOfParts(trace, scene, node, k), [grad(sum)]]);
}

/** "x = … = …", leaving out a step that only repeats the one before. */
function chain(subject: Segment[], steps: Segment[][]): Segment[] {
  const out = [...subject];
  let last = plainText(subject);
  for (const step of steps) {
    const text = plainText(step);
    if (text === "" || text === last) continue;
    if (out.length > 0) out.push(plain(" = "));
    out.push(...step);
    last = text;
  }
  return merged(out);
}

function name(text: string): Segment {
  return { text, kind: "name" };
}

function value(text: string): Segment {
  return { text, kind: "value" };
}

function grad(text: string): Segment {
  return { text, kind: "grad" };
}

function strong(text: string): Segment {
  return { text, kind: "strong" };
}
