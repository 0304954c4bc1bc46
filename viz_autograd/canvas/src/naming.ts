// Names: how they are written, and those of new nodes, which are their op and a counter.
/** One letter and a number are a letter with an index, as mathematics writes it; null for every other name. */
export function indexed(name: string): { letter: string; index: string } | null {
  const match = /^(\p{L})(\d{1,3})$/u.exec(name);
  return match === null ? null : { letter: match[1] ?? "", index: match[2] ?? "" };
}

/** As long as the field takes one. */
const LONGEST_TITLE = 100;

/** The title of a copy, which no other circuit has. */
export function titleOfCopy(title: string, taken: ReadonlySet<string>): string {
  const stem = title.replace(/ \(copy(?: \d+)?\)$/u, "");
  for (let number = 1; ; number++) {
    const ending = number === 1 ? " (copy)" : ` (copy ${number})`;
    const copy = [...(stem === "" ? "untitled" : stem)].slice(0, LONGEST_TITLE - ending.length).join("") + ending;
    if (!taken.has(copy)) return copy;
  }
}

const STEMS: Readonly<Record<string, string>> = { parameter: "p", constant: "c" };

export class Names {
  /** Names given to nodes that the server has not yet acknowledged. */
  private readonly promised = new Set<string>();

  constructor(private readonly taken: (name: string) => boolean) {}

  private free(name: string): boolean {
    return !this.taken(name) && !this.promised.has(name);
  }

  /** The next free name for a new node of this op, `add1`; kept free until `settle`. */
  fresh(entry: string): string {
    const stem = STEMS[entry] ?? entry;
    let counter = 1;
    while (!this.free(`${stem}${counter}`)) counter += 1;
    this.promised.add(`${stem}${counter}`);
    return `${stem}${counter}`;
  }

  /** The original's own name where it is free, else one for a copy. */
  keep(original: string): string {
    if (!this.free(original)) return this.copy(original);
    this.promised.add(original);
    return original;
  }

  /** A name for a copy: the next free number after the original's stem. */
  copy(original: string): string {
    const stem = /^(.*?)\d*$/su.exec(original)?.[1] ?? original;
    return this.fresh(stem === "" ? `${original}_` : stem.length > 90 ? "copy" : stem);
  }

  settle(names: Iterable<string>): void {
    for (const name of names) this.promised.delete(name);
  }
}
