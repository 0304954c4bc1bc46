// The signs of ops that the bundled faces cannot write in one line, or that say more than the op's name again.
import { DRAWN } from "./curves";

/** Ops that are known better by their curve than by letters: paths in a square of 16. */
export const CURVES: Readonly<Record<string, string>> = {
  ...DRAWN,
  sin: "M1.5 8c2-7 4.5-7 6.5 0s4.5 7 6.5 0",
  cos: "M1.5 4.25c3.25 0 3.25 7.5 6.5 7.5s3.25-7.5 6.5-7.5",
  tanh: "M1.5 12.75h2.25c4 0 4.5-9.5 8.5-9.5h2.25",
  relu: "M1.5 12.25H8l6.5-8.5",
};

export interface Sign {
  readonly text: string;
  readonly power?: string;
  /** A bar above. */
  readonly over?: boolean;
}

const SIGNS: Readonly<Record<string, Sign>> = {
  pow: { text: "x", power: "n" },
  square: { text: "x", power: "2" },
  exp: { text: "e", power: "x" },
  max: { text: "∨" },
  min: { text: "∧" },
  mean: { text: "x", over: true },
  mse: { text: "Δ", power: "2" },
};

/** What is written for an op whose table's entry has this symbol. */
export function signOf(op: string, symbol: string): Sign {
  return SIGNS[op] ?? { text: symbol };
}

/** Letters that are too many for the palette's narrow place, or say no more than the op's name beside them. */
export function isLong(op: string, symbol: string): boolean {
  if (CURVES[op] !== undefined) return false;
  const { text } = signOf(op, symbol);
  return text.length > 3 || text === op || (text.length === 3 && op.length > 6);
}

/** How large a sign's letters are on a gate, in pixels: so that they stay inside the circle. */
export function letterSize(text: string): number {
  if (text.length <= 2) return 28;
  return Math.max(8.5, Math.min(16, 62 / text.length));
}

/** Is it a sign as of arithmetic, rather than letters? */
export function isOperator(symbol: string): boolean {
  return /^[^\p{L}\d@]$/u.test(symbol);
}
