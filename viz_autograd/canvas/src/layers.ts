// The order within the layers of a drawing, so that few edges cross and inputs stand in the order of their ports.

/** From a place in one layer to a place in the next; `fraction` is where along the head it ends, from -½ (top) to ½. */
export interface Span {
  readonly tail: string;
  readonly head: string;
  readonly fraction: number;
}

const SWEEPS = 12;
/** Sweeps without a gain before it is enough. */
const PATIENCE = 4;

/** The layers, each put in order. Every span runs from a layer to the one after it. */
export function orderLayers(layers: readonly (readonly string[])[], spans: readonly Span[]): string[][] {
  const into = grouped(spans, (span) => span.head);
  const outOf = grouped(spans, (span) => span.tail);
  let current = fromTheEnd(layers, into);
  let best = current;
  let least = crossings(current, outOf);
  for (let i = 0, idle = 0; i < SWEEPS && least > 0 && idle < PATIENCE; i++, idle++) {
    current = i % 2 === 0 ? sweepBack(current, outOf) : sweepOn(current, into);
    current = exchange(current, into, outOf);
    const found = crossings(current, outOf);
    if (found >= least) continue;
    least = found;
    idle = -1;
    best = current;
  }
  return best;
}

function grouped(spans: readonly Span[], key: (span: Span) => string): Map<string, Span[]> {
  const groups = new Map<string, Span[]>();
  for (const span of spans) {
    const group = groups.get(key(span));
    if (group) group.push(span);
    else groups.set(key(span), [span]);
  }
  for (const group of groups.values()) group.sort((a, b) => a.fraction - b.fraction);
  return groups;
}

/** Walks from the last layer back along the ports in order: a tree comes out without a crossing. */
function fromTheEnd(layers: readonly (readonly string[])[], into: ReadonlyMap<string, Span[]>): string[][] {
  const layerOf = new Map<string, number>();
  layers.forEach((layer, i) => layer.forEach((name) => layerOf.set(name, i)));
  const ordered: string[][] = layers.map(() => []);
  const seen = new Set<string>();
  for (const layer of [...layers].reverse()) {
    for (const start of layer) {
      const waiting = [start];
      for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
        if (seen.has(name)) continue;
        seen.add(name);
        ordered[layerOf.get(name) ?? 0]?.push(name);
        const inputs = into.get(name) ?? [];
        for (let i = inputs.length - 1; i >= 0; i--) waiting.push(inputs[i]!.tail);
      }
    }
  }
  return ordered;
}

function places(layer: readonly string[]): Map<string, number> {
  return new Map(layer.map((name, i) => [name, i]));
}

function headPlace(at: ReadonlyMap<string, number>, span: Span): number {
  return (at.get(span.head) ?? 0) + span.fraction;
}

function sweepBack(layers: readonly (readonly string[])[], outOf: ReadonlyMap<string, Span[]>): string[][] {
  const ordered = layers.map((layer) => [...layer]);
  for (let i = ordered.length - 2; i >= 0; i--) {
    const next = places(ordered[i + 1]!);
    ordered[i] = byMean(ordered[i]!, (name) => (outOf.get(name) ?? []).map((span) => headPlace(next, span)));
  }
  return ordered;
}

function sweepOn(layers: readonly (readonly string[])[], into: ReadonlyMap<string, Span[]>): string[][] {
  const ordered = layers.map((layer) => [...layer]);
  for (let i = 1; i < ordered.length; i++) {
    const before = places(ordered[i - 1]!);
    // A head's own ports pull it: an input at its upper port wants it lower, and the other way round.
    ordered[i] = byMean(ordered[i]!, (name) => (into.get(name) ?? []).map((span) => (before.get(span.tail) ?? 0) - span.fraction));
  }
  return ordered;
}

/** Sorts by the mean of where a name's neighbours are; names without any keep their place. */
function byMean(layer: readonly string[], neighbours: (name: string) => number[]): string[] {
  const keyed = layer.map((name, i) => {
    const at = neighbours(name);
    return { name, i, mean: at.length > 0 ? at.reduce((sum, x) => sum + x, 0) / at.length : null };
  });
  const sorted = keyed.filter((item) => item.mean !== null).sort((a, b) => a.mean! - b.mean! || a.i - b.i);
  let taken = 0;
  return keyed.map((item) => (item.mean === null ? item.name : sorted[taken++]!.name));
}

/** Exchanges neighbours in a layer as long as that leaves fewer crossings. */
function exchange(layers: string[][], into: ReadonlyMap<string, Span[]>, outOf: ReadonlyMap<string, Span[]>): string[][] {
  for (let i = 0; i < layers.length; i++) {
    const layer = layers[i]!;
    const before = places(layers[i - 1] ?? []);
    const next = places(layers[i + 1] ?? []);
    const tails = (name: string): number[] => (into.get(name) ?? []).map((span) => before.get(span.tail) ?? 0);
    const heads = (name: string): number[] => (outOf.get(name) ?? []).map((span) => headPlace(next, span));
    for (let again = true, rounds = 0; again && rounds < 4; rounds++) {
      again = false;
      for (let j = 0; j + 1 < layer.length; j++) {
        const upper = layer[j]!;
        const lower = layer[j + 1]!;
        const now = inverted(tails(upper), tails(lower)) + inverted(heads(upper), heads(lower));
        const then = inverted(tails(lower), tails(upper)) + inverted(heads(lower), heads(upper));
        if (then >= now) continue;
        layer[j] = lower;
        layer[j + 1] = upper;
        again = true;
      }
    }
  }
  return layers;
}

function inverted(upper: readonly number[], lower: readonly number[]): number {
  let count = 0;
  for (const a of upper) for (const b of lower) if (a > b) count++;
  return count;
}

/** How many pairs of spans cross. */
function crossings(layers: readonly (readonly string[])[], outOf: ReadonlyMap<string, Span[]>): number {
  let count = 0;
  for (let i = 0; i + 1 < layers.length; i++) {
    const next = places(layers[i + 1]!);
    const passed: number[] = [];
    for (const name of layers[i]!) {
      const heads = (outOf.get(name) ?? []).map((span) => headPlace(next, span));
      for (const head of heads) count += passed.length - upTo(passed, head);
      for (const head of heads) passed.splice(upTo(passed, head), 0, head);
    }
  }
  return count;
}

/** How many of the sorted numbers are at most x. */
function upTo(sorted: readonly number[], x: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle]! <= x) low = middle + 1;
    else high = middle;
  }
  return low;
}
