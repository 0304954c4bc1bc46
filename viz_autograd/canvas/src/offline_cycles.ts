// Cycles that edges would close: who is in them, and how one is told.
import { shown } from "./offline_checks";

export type Neighbours = (name: string) => Iterable<string>;

const MOST_TOLD = 10;
const ENDS = 4;

/** The message about a cycle, which begins and ends with the same node; a long one is cut in the middle. */
export function told(nodes: readonly string[]): string {
  if (nodes.length <= MOST_TOLD) return sentence(nodes.map((name) => shown(name)));
  return cut(nodes.slice(0, ENDS), nodes.length, nodes.slice(-ENDS));
}

function cut(first: readonly string[], length: number, last: readonly string[]): string {
  return sentence([...first.map((name) => shown(name)), `(${length - 2 * ENDS} more)`, ...last.map((name) => shown(name))]);
}

function sentence(words: readonly string[]): string {
  return `a cycle would arise: ${words.join(" → ")}`;
}

/** The nodes from one to another along the edges, or null. With `previous` it looks from both ends in turn: the nearer one decides. */
export function way(from: string, to: string, next: Neighbours, previous?: Neighbours): string[] | null {
  const cameFrom = new Map([[from, from]]);
  const ahead = [from];
  const behind = [to];
  const leading = new Set(behind);
  while (ahead.length > 0 && !cameFrom.has(to)) {
    const name = ahead.pop()!;
    for (const follower of next(name)) {
      if (cameFrom.has(follower)) continue;
      cameFrom.set(follower, name);
      ahead.push(follower);
    }
    if (previous === undefined || leading.has(from)) continue;
    const last = behind.pop();
    if (last === undefined) return null;
    for (const leader of previous(last)) {
      if (leading.has(leader)) continue;
      leading.add(leader);
      behind.push(leader);
    }
  }
  if (!cameFrom.has(to)) return null;
  const names = [to];
  while (names.at(-1) !== from) names.push(cameFrom.get(names.at(-1)!)!);
  return names.reverse();
}

/** A way by its ends: a short one is whole in `last`. */
interface Way {
  readonly length: number;
  readonly first: readonly string[];
  readonly last: readonly string[];
}

/** Everything that a node reaches, itself included, with the way there; that of a long chain is told without being walked. */
export class Reached {
  private readonly ways: Map<string, Way>;

  constructor(private readonly start: string, next: Neighbours) {
    this.ways = new Map([[start, { length: 1, first: [start], last: [start] }]]);
    const stack = [start];
    for (let name = stack.pop(); name !== undefined; name = stack.pop()) {
      const { length, first, last } = this.ways.get(name)!;
      for (const follower of next(name)) {
        if (this.ways.has(follower)) continue;
        const ends = { first: length < ENDS ? [...first, follower] : first, last: [...last.slice(2 - MOST_TOLD), follower] };
        this.ways.set(follower, { length: length + 1, ...ends });
        stack.push(follower);
      }
    }
  }

  /** The message about an edge from a node into the start, where what is reached are successors; null where it closes no cycle. */
  into(name: string): string | null {
    const way = this.ways.get(name);
    if (way === undefined) return null;
    if (way.length < MOST_TOLD) return told([name, ...way.last]);
    return cut([name, ...way.first.slice(0, ENDS - 1)], way.length + 1, way.last.slice(-ENDS));
  }

  /** The message about an edge from the start into a node, where what is reached are predecessors; null where it closes no cycle. */
  from(name: string): string | null {
    const way = this.ways.get(name);
    if (way === undefined) return null;
    const back = [...way.last].reverse();
    if (way.length < MOST_TOLD) return told([this.start, ...back]);
    return cut([this.start, ...back.slice(0, ENDS - 1)], way.length + 1, [...way.first].reverse());
  }
}
