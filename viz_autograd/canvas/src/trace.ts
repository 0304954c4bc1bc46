// A run as columns, and what of it is shown at a moment. `k` is always a whole number of events shown: event i is shown when i < k.
import { ACCUMULATE, CONTRIBUTION, FORWARD, Indices, portKey, type Columns, type SourceOf } from "./indices";
import type { Plan, Summary } from "./protocol";

export { ACCUMULATE, CONTRIBUTION, FORWARD, SEED, type Columns, type SourceOf } from "./indices";

export interface TraceEvent {
  readonly kind: number;
  /** Index of the node; a contribution's is the one that sends. */
  readonly node: number;
  /** Index of the edge a contribution goes back along; -1 for the other kinds. */
  readonly edge: number;
  readonly wave: number;
}

export class Trace {
  readonly length: number;
  readonly plan: Plan;
  readonly columns: Columns;
  /** How many events are forward ones; they come first. */
  readonly forwardEvents: number;
  private readonly indices: Indices;

  /** `sourceOf` answers from the scene that came with the plan: `(target, port) => scene.source(target, port)`. */
  constructor(
    plan: Plan,
    columns: Columns,
    readonly block: Float64Array,
    readonly locals: Float64Array,
    readonly large: Readonly<Record<string, Summary>>,
    sourceOf: SourceOf,
    shared?: Indices,
  ) {
    this.indices = shared ?? new Indices(plan, columns, sourceOf);
    this.plan = plan;
    this.columns = columns;
    this.length = columns.kind.length;
    this.forwardEvents = this.indices.forwardEvents;
  }

  /** Another run of the same plan: nothing is looked up anew. */
  withRun(block: Float64Array, locals: Float64Array, large: Readonly<Record<string, Summary>>): Trace {
    return new Trace(this.plan, this.columns, block, locals, large, noSource, this.indices);
  }

  event(i: number): TraceEvent {
    const { kind, node, edge, wave } = this.columns;
    return { kind: kind[i] ?? FORWARD, node: node[i] ?? -1, edge: edge[i] ?? -1, wave: wave[i] ?? 0 };
  }

  nodeName(node: number): string {
    return this.plan.nodes[node] ?? "";
  }

  /** -1 for a name that the plan does not know. */
  nodeIndex(name: string): number {
    return this.indices.nodes.get(name) ?? -1;
  }

  edgeIndex(target: string, port: string): number {
    return this.indices.ports.get(portKey(target, port)) ?? -1;
  }

  /** Index of the node that an edge comes from; it receives the edge's contribution. */
  edgeSource(edge: number): number {
    return this.indices.source[edge] ?? -1;
  }

  /** Is there a backward pass? */
  get hasBackward(): boolean {
    return this.indices.seedAt >= 0;
  }

  /** Index of the node that is differentiated; -1 without a backward pass. */
  get root(): number {
    return this.columns.node[this.indices.seedAt] ?? -1;
  }

  /** Index of the event that computes an op node, seeds the root, sends a contribution, accumulates into a leaf; -1 for none. */
  forwardEvent(node: number): number {
    return this.indices.forwardAt[node] ?? -1;
  }

  get seedEvent(): number {
    return this.indices.seedAt;
  }

  contributionEvent(edge: number): number {
    return this.indices.contributionAt[edge] ?? -1;
  }

  accumulateEvent(node: number): number {
    return this.indices.accumulateAt[node] ?? -1;
  }

  /** Leaves have their value from the start, op nodes from their forward event. */
  valueShown(node: number, k: number): boolean {
    const at = this.forwardEvent(node);
    if (at >= 0) return at < k;
    return (this.columns.value_at[node] ?? -1) >= 0 || this.summary("value", this.nodeName(node)) !== null;
  }

  /** A view into the block, or null where nothing is shown yet, or the array is too large and only `valueSummary` knows it. */
  value(node: number, k: number): Float64Array | null {
    return this.valueShown(node, k) ? this.view(this.columns.value_at[node], node) : null;
  }

  valueSummary(node: number, k: number): Summary | null {
    return this.valueShown(node, k) ? this.summary("value", this.nodeName(node)) : null;
  }

  contributionShown(edge: number, k: number): boolean {
    const at = this.contributionEvent(edge);
    return at >= 0 && at < k;
  }

  contribution(edge: number, k: number): Float64Array | null {
    if (!this.contributionShown(edge, k)) return null;
    return this.view(this.columns.contribution_at[edge], this.edgeSource(edge));
  }

  contributionSummary(edge: number, k: number): Summary | null {
    return this.contributionShown(edge, k) ? this.summary("contribution", this.edgeText(edge)) : null;
  }

  /** The local derivative along an edge, NaN where it is no single number. */
  local(edge: number): number {
    return this.locals[edge] ?? NaN;
  }

  /** All edges that send something to a node, in order of arrival. */
  allParts(node: number): Int32Array {
    const { parts, partsFrom } = this.indices;
    return parts.subarray(partsFrom[node] ?? 0, partsFrom[node + 1] ?? 0);
  }

  /** The edges whose contributions have arrived. */
  gradParts(node: number, k: number): Int32Array {
    const all = this.allParts(node);
    return all.subarray(0, this.arrived(all, k));
  }

  /** Is there a gradient to show: the seed at the root, or a contribution that has arrived? */
  gradShown(node: number, k: number): boolean {
    return this.seeded(node, k) || this.gradParts(node, k).length > 0;
  }

  /** The seed and what has arrived, added in order of arrival with the engine's own additions. */
  grad(node: number, k: number): Float64Array | null {
    const all = this.allParts(node);
    const arrived = this.arrived(all, k);
    const seeded = this.seeded(node, k);
    if (arrived === 0 && !seeded) return null;
    if (arrived === all.length) {
      const whole = this.view(this.columns.grad_at[node], node);
      if (whole !== null) return whole;
    }
    let sum: Float64Array | null = null;
    let copied = false;
    for (let i = 0; i < arrived; i++) {
      const part = this.contribution(all[i]!, k);
      if (part === null) return null;
      if (sum === null) {
        sum = part;
        continue;
      }
      if (!copied) {
        sum = sum.slice();
        copied = true;
      }
      for (let j = 0; j < sum.length; j++) sum[j]! += part[j]!;
    }
    return sum;
  }

  /** Of a gradient too large to be sent: figures of the sum so far. */
  gradSummary(node: number, k: number): Summary | null {
    const all = this.allParts(node);
    const arrived = this.arrived(all, k);
    if (arrived === all.length) return this.gradShown(node, k) ? this.summary("grad", this.nodeName(node)) : null;
    const last = all[arrived - 1];
    return last === undefined ? null : this.summary("sum", this.edgeText(last));
  }

  /** Has a leaf's gradient been added into its `.grad`? */
  accumulated(node: number, k: number): boolean {
    const at = this.accumulateEvent(node);
    return at >= 0 && at < k;
  }

  /**
   * Where `t` of another trace is in this one: right after the same event (kind, node, edge), or after the nearest earlier one that still
   * exists. The end stays the end, the start the start, and an event under way goes on where it still comes next.
   */
  keepPlace(old: Trace, t: number): number {
    if (t >= old.length) return this.length;
    if (t <= 0) return 0;
    if (old.indices === this.indices || this.sameEvents(old)) return t;
    const k = Math.floor(t);
    let place = 0;
    for (let i = k - 1; i >= 0; i--) {
      const found = this.sameEvent(old, i);
      if (found < 0) continue;
      place = found + 1;
      break;
    }
    const goesOn = t > k && place < this.length && this.sameEvent(old, k) === place;
    return goesOn ? place + (t - k) : place;
  }

  /** After a rename all is as it was but for a name. */
  private sameEvents(old: Trace): boolean {
    const [mine, theirs] = [this.columns, old.columns];
    return (
      this.plan.nodes.length === old.plan.nodes.length &&
      equal(mine.kind, theirs.kind) &&
      equal(mine.node, theirs.node) &&
      equal(mine.edge, theirs.edge) &&
      equal(this.indices.source, old.indices.source)
    );
  }

  private sameEvent(old: Trace, i: number): number {
    const { kind, node, edge } = old.event(i);
    if (kind === CONTRIBUTION) {
      const ends = old.plan.edges[edge];
      const here = ends === undefined ? -1 : this.edgeIndex(ends[0], ends[1]);
      if (here < 0 || this.nodeName(this.edgeSource(here)) !== old.nodeName(old.edgeSource(edge))) return -1;
      return this.contributionEvent(here);
    }
    const here = this.nodeIndex(old.nodeName(node));
    if (here < 0) return -1;
    if (kind === FORWARD) return this.forwardEvent(here);
    if (kind === ACCUMULATE) return this.accumulateEvent(here);
    return here === this.root ? this.seedEvent : -1;
  }

  private seeded(node: number, k: number): boolean {
    return this.seedEvent >= 0 && this.seedEvent < k && node === this.root;
  }

  /** Contributions to one node arrive in the order of their events, so those that are there are a head of the list. */
  private arrived(parts: Int32Array, k: number): number {
    let low = 0;
    let high = parts.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.contributionEvent(parts[middle]!) < k) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  private view(at: number | undefined, sized: number): Float64Array | null {
    const size = this.columns.size[sized];
    return at === undefined || at < 0 || size === undefined ? null : this.block.subarray(at, at + size);
  }

  private edgeText(edge: number): string {
    const [target, port] = this.plan.edges[edge] ?? ["", ""];
    return `${target}.${port}`;
  }

  private summary(of: "value" | "grad" | "contribution" | "sum", name: string): Summary | null {
    return this.large[`${of} ${name}`] ?? null;
  }
}

function equal(a: ArrayLike<number>, b: ArrayLike<number>): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

function noSource(): null {
  return null;
}

/** Which event the page speaks of at `t`: the one under way, or the last one shown; -1 before the first. */
export function currentEvent(t: number): number {
  return Math.ceil(t) - 1;
}
