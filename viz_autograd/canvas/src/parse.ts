// Typed text → a value, or what is wrong with the text and where.
import type { Scalar, Value } from "./format";

export type Parsed =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly error: string; readonly at: number };

/** As many as the engine takes in one node. */
const MOST_ELEMENTS = 1_000_000;
const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?/;
const WORDS: Readonly<Record<string, Scalar>> = { nan: "nan", inf: "inf", infinity: "inf", "∞": "inf" };
const EXAMPLES = "Type a number such as 4 or -1e3, or a list such as [1, 2, 3]";

class Mistake extends Error {
  constructor(
    message: string,
    readonly at: number,
  ) {
    super(message);
  }
}

/** Reads "4", "−2", "nan", "[1, 2, 3]", "[[1, 2], [3, 4]]". */
export function parseValue(typed: string): Parsed {
  // A copied minus or dash is as long as the one that is typed, so places stay true.
  const text = typed.replace(/[\u2212\u2013\u2012]/g, "-");
  try {
    const reader = new Reader(text);
    const value = reader.value();
    reader.end();
    return { ok: true, value };
  } catch (mistake) {
    if (mistake instanceof Mistake) return { ok: false, error: mistake.message, at: mistake.at };
    throw mistake;
  }
}

class Reader {
  private at = 0;
  private count = 0;

  constructor(private readonly text: string) {}

  value(): Value {
    this.space();
    if (this.at === this.text.length) throw new Mistake(`${EXAMPLES}.`, 0);
    if (this.text[this.at] !== "[") return this.number();
    return this.list();
  }

  end(): void {
    this.space();
    if (this.at === this.text.length) return;
    const found = this.text[this.at] ?? "";
    if (found === ",") {
      throw new Mistake(`A comma at character ${this.at + 1}: decimals take a point (1.5), lists take brackets ([1, 5]).`, this.at);
    }
    if (found === "]") throw new Mistake(`The "]" at character ${this.at + 1} closes nothing.`, this.at);
    if ("+-*/^×·÷(".includes(found)) {
      throw new Mistake(`Only numbers here, no arithmetic: "${found}" at character ${this.at + 1}.`, this.at);
    }
    throw this.unexpected("after the value");
  }

  private list(): Value {
    const opened = this.at;
    this.at++;
    this.space();
    if (this.text[this.at] === "]") throw new Mistake("A list needs at least one number.", this.at);
    const rows: Scalar[][] = [];
    const numbers: Scalar[] = [];
    for (;;) {
      this.space();
      const start = this.at;
      if (this.text[this.at] === "[") {
        if (numbers.length > 0) throw new Mistake(`A list inside a list of numbers at character ${start + 1}.`, start);
        rows.push(this.row(rows, start));
      } else {
        if (rows.length > 0 && this.at < this.text.length) throw new Mistake(`Row ${rows.length + 1} is no list: write [ before character ${start + 1}.`, start);
        numbers.push(this.number());
      }
      if (this.comma(opened)) break;
    }
    return rows.length > 0 ? rows : numbers;
  }

  private row(rows: Scalar[][], start: number): Scalar[] {
    this.at++;
    this.space();
    if (this.text[this.at] === "]") throw new Mistake(`Row ${rows.length + 1} is empty.`, this.at);
    const row: Scalar[] = [];
    for (;;) {
      this.space();
      if (this.text[this.at] === "[") throw new Mistake(`Lists nest at most two deep; a third begins at character ${this.at + 1}.`, this.at);
      row.push(this.number());
      if (this.comma(start)) break;
    }
    const first = rows[0];
    if (first !== undefined && first.length !== row.length) {
      throw new Mistake(`Row ${rows.length + 1} has ${numbersText(row.length)}, row 1 has ${first.length}.`, start);
    }
    return row;
  }

  /** Reads what follows an element; true at the end of the list. */
  private comma(opened: number): boolean {
    this.space();
    const found = this.text[this.at];
    if (found === ",") {
      this.at++;
      return false;
    }
    if (found === "]") {
      this.at++;
      return true;
    }
    if (found === undefined) throw new Mistake(`The "[" at character ${opened + 1} is not closed: a "]" is missing.`, this.at);
    if (/[\d.+-]/.test(found) && this.at > 0 && /\s/.test(this.text[this.at - 1] ?? "")) {
      throw new Mistake(`A comma is missing before character ${this.at + 1}.`, this.at);
    }
    throw this.unexpected("where a comma or ] belongs");
  }

  private number(): Scalar {
    const rest = this.text.slice(this.at, this.at + 400);
    if (++this.count > MOST_ELEMENTS) throw new Mistake("More than 1000000 numbers: a node takes no more.", this.at);
    const word = /^([+-]?)(infinity|inf|nan|∞)(?![\p{L}\p{N}_])/iu.exec(rest);
    if (word) {
      this.at += word[0].length;
      const scalar = WORDS[(word[2] ?? "").toLowerCase()] ?? "nan";
      return scalar === "inf" && word[1] === "-" ? "-inf" : scalar;
    }
    const match = NUMBER.exec(rest);
    if (!match) {
      if (rest === "") throw new Mistake("A number is missing at the end.", this.at);
      throw this.unexpected("where a number belongs");
    }
    const x = Number(match[0]);
    if (!Number.isFinite(x)) throw new Mistake(`${match[0]} is too large for a float64; write inf if you mean it.`, this.at);
    this.at += match[0].length;
    return x;
  }

  private space(): void {
    while (this.at < this.text.length && /\s/.test(this.text[this.at] ?? "")) this.at++;
  }

  private unexpected(where: string): Mistake {
    const found = /^[\p{L}_][\p{L}\p{N}_]{0,20}|^./su.exec(this.text.slice(this.at))?.[0] ?? "";
    return new Mistake(`"${found}" at character ${this.at + 1}, ${where}. ${EXAMPLES}.`, this.at);
  }
}

function numbersText(count: number): string {
  return count === 1 ? "1 number" : `${count} numbers`;
}
