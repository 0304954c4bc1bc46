// What a plan says, looked up once: which event computes a node, what a node receives and in which order.
import type { Plan } from "./protocol";

export const FORWARD = 0;
export const SEED = 1;
export const CONTRIBUTION = 2;
export const ACCUMULATE = 3;

/** What travels beside a `Plan`. */
export interface Columns {
  readonly kind: Uint8Array;
  readonly node: Int32Array;
  readonly edge: Int32Array;
  readonly wave: Int32Array;
  readonly value_at: Int32Array;
  readonly grad_at: Int32Array;
  readonly size: Int32Array;
  readonly contribution_at: Int32Array;
}

/** Names the source of the edge into a port, or null where there is none. */
export type SourceOf = (target: string, port: string) => string | null;

/** The static half, with what every query needs looked up beforehand. Shared by all runs of one plan. */
export class Indices {
  readonly nodes = new Map<string, number>();
  readonly ports = new Map<string, number>();
  readonly forwardAt: Int32Array;
  readonly contributionAt: Int32Array;
  readonly accumulateAt: Int32Array;
  /** Index of the node that each edge comes from; -1 where it is unknown. */
  readonly source: Int32Array;
  /** Edges in order of arrival, those of node n from partsFrom[n] to partsFrom[n + 1]. */
  readonly parts: Int32Array;
  readonly partsFrom: Int32Array;
  readonly seedAt: number = -1;
  readonly forwardEvents: number;

  constructor(
    readonly plan: Plan,
    readonly columns: Columns,
    sourceOf: SourceOf,
  ) {
    const nodeCount = plan.nodes.length;
    const edgeCount = plan.edges.length;
    plan.nodes.forEach((name, i) => this.nodes.set(name, i));
    this.source = new Int32Array(edgeCount);
    plan.edges.forEach(([target, port], i) => {
      this.ports.set(portKey(target, port), i);
      const source = sourceOf(target, port);
      this.source[i] = source === null ? -1 : (this.nodes.get(source) ?? -1);
    });
    this.forwardAt = new Int32Array(nodeCount).fill(-1);
    this.accumulateAt = new Int32Array(nodeCount).fill(-1);
    this.contributionAt = new Int32Array(edgeCount).fill(-1);
    this.partsFrom = new Int32Array(nodeCount + 1);
    const { kind, node, edge } = columns;
    let forwards = 0;
    for (let i = 0; i < kind.length; i++) {
      const n = node[i]!;
      if (kind[i] === FORWARD) {
        this.forwardAt[n] = i;
        forwards++;
      } else if (kind[i] === SEED) this.seedAt = i;
      else if (kind[i] === ACCUMULATE) this.accumulateAt[n] = i;
      else {
        const e = edge[i]!;
        this.contributionAt[e] = i;
        const receiver = this.source[e]!;
        if (receiver >= 0) this.partsFrom[receiver + 1]!++;
      }
    }
    this.forwardEvents = forwards;
    for (let n = 0; n < nodeCount; n++) this.partsFrom[n + 1]! += this.partsFrom[n]!;
    this.parts = new Int32Array(this.partsFrom[nodeCount]!);
    const next = this.partsFrom.slice();
    for (let i = 0; i < kind.length; i++) {
      if (kind[i] !== CONTRIBUTION) continue;
      const receiver = this.source[edge[i]!]!;
      if (receiver >= 0) this.parts[next[receiver]!++] = edge[i]!;
    }
  }
}

export function portKey(target: string, port: string): string {
  return `${target}\u0000${port}`;
}
