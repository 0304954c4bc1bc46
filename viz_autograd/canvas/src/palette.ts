// What the palette offers, and what of it fits a search.
import type { OpView } from "./protocol";

export interface Entry {
  /** What it is added by: an op's name, "parameter" or "constant". */
  name: string;
  label: string;
  symbol: string;
  title: string;
  family: string;
  op: OpView | null;
}

const LEAVES: readonly Entry[] = [
  { name: "parameter", label: "param", symbol: "w", title: "a leaf that requires a gradient", family: "leaves", op: null },
  { name: "constant", label: "const", symbol: "7", title: "a leaf that does not require a gradient", family: "leaves", op: null },
];
/** What most circuits are made of stands first, all of it in sight at once; the rest follows by family. */
const FIRST: readonly (readonly [family: string, names: readonly string[]])[] = [
  ["leaves", ["parameter", "constant"]],
  ["arithmetic", ["add", "sub", "mul", "div", "neg", "pow", "max", "min"]],
  ["functions", ["square", "exp", "log", "sqrt", "abs", "sin", "cos"]],
  ["activations", ["tanh", "sigmoid", "relu"]],
  ["reduce", ["sum", "mean"]],
  ["linear algebra", ["dot", "matmul"]],
  ["loss", ["mse"]],
];
/** Under this type a dragged entry carries its name. */
export const DRAG_TYPE = "application/x-viz-op";

/** The palette's entries: the two kinds of leaves, then the ops in their table's order. */
export function entriesOf(ops: readonly OpView[]): Entry[] {
  const all = ops.filter((op) => op.hidden !== true).map((op): Entry => ({ name: op.name, label: op.name, symbol: op.symbol, title: op.title, family: op.family, op }));
  return [...LEAVES, ...all];
}

/** How well an entry fits what was typed; lower is better, null is not at all. */
function fit(entry: Entry, query: string): number | null {
  // Signs keep their case: Σ and σ are two ops.
  const typed = query.toLowerCase();
  if (entry.name === typed || entry.symbol === query) return 0;
  if (entry.name.startsWith(typed)) return 1;
  if (entry.name.includes(typed)) return 2;
  if (typed.length > 1 && [...entry.title.split(" "), entry.family].some((word) => word.startsWith(typed))) return 3;
  return null;
}

/** The entries that fit what was typed, best first; all of them for nothing typed. */
export function found(entries: readonly Entry[], query: string): Entry[] {
  const typed = query.trim();
  if (typed === "") return [...entries];
  return entries
    .map((entry) => ({ entry, rank: fit(entry, typed) }))
    .filter((hit): hit is { entry: Entry; rank: number } => hit.rank !== null)
    .sort((one, other) => one.rank - other.rank)
    .map((hit) => hit.entry);
}

/** Entries under the palette's headings, in their order; none that is empty. */
export function grouped(entries: readonly Entry[]): [heading: string, entries: Entry[]][] {
  const byName = new Map(entries.map((entry) => [entry.name, entry]));
  const groups = new Map<string, Entry[]>();
  for (const [family, names] of FIRST) {
    groups.set(family, names.flatMap((name) => byName.get(name) ?? []));
    for (const name of names) byName.delete(name);
  }
  for (const entry of byName.values()) {
    const heading = FIRST.some(([family]) => family === entry.family) ? `more ${entry.family}` : entry.family;
    const group = groups.get(heading);
    if (group === undefined) groups.set(heading, [entry]);
    else group.push(entry);
  }
  return [...groups].filter(([, group]) => group.length > 0);
}
