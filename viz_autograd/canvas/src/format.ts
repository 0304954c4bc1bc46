// Numbers as text: short for people, exact for scripts.
import type { Binary, Summary, Value } from "./protocol";

export type { Value } from "./protocol";

/** One number as it crosses the border; JSON has no word for the three others. */
export type Scalar = number | "nan" | "inf" | "-inf";
/** Elements in row-major order, with their shape ([] for a scalar). */
export interface Tensor {
  readonly elements: ArrayLike<number>;
  readonly shape: readonly number[];
}

/** Stands where a number is not there yet. */
export const NOT_YET = "·";
export const MINUS = "\u2212";

const DIGITS = 6;
/** Numbers below this are written with an exponent: 0.00012 reads well, 0.000012 does not. */
const SMALLEST_PLAIN = 1e-4;
const MOST_LISTED = 3;
/** On the canvas an array's numbers have fewer digits, and a list that is still longer than this gives way to its shape. */
const FEW_DIGITS = 3;
const MOST_LETTERS = 18;
/** A small matrix is written out on the canvas if it is no longer than this. */
const MOST_MATRIX_LETTERS = 16;

/** At most six (or `digits`) significant digits: "−0.509205", "1.2e−7", "1e6", "nan", "−inf", "−0". */
export function formatNumber(x: number, digits = DIGITS): string {
  if (Number.isNaN(x)) return "nan";
  const sign = x < 0 || Object.is(x, -0) ? MINUS : "";
  const size = Math.abs(x);
  if (size === Infinity) return `${sign}inf`;
  if (size === 0) return `${sign}0`;
  const [mantissa = "", power = "0"] = size.toExponential(digits - 1).split("e");
  const exponent = Number(power);
  // 1234 with three digits is 1.23e3: 1230 would be another number.
  const lost = exponent >= digits && Number(`${mantissa}e${power}`) !== size;
  if (exponent >= DIGITS || size < SMALLEST_PLAIN || lost) {
    return `${sign}${trimZeros(mantissa)}e${exponent < 0 ? MINUS : ""}${Math.abs(exponent)}`;
  }
  return sign + trimZeros(Number(`${mantissa}e${power}`).toFixed(Math.max(0, digits - 1 - exponent)));
}

function trimZeros(digits: string): string {
  return digits.includes(".") ? digits.replace(/\.?0+$/, "") : digits;
}

/** "scalar", "3", "3×4". */
export function shapeText(shape: readonly number[]): string {
  return shape.length === 0 ? "scalar" : shape.join("×");
}

/** A value on the canvas: "4", a short "[1, 2, 3]", and "float64 [3×4]" beyond; with `most`, up to so many elements in full. */
export function formatValue(elements: ArrayLike<number>, shape: readonly number[], most = MOST_LISTED): string {
  if (shape.length === 0) return formatNumber(elements[0] ?? NaN);
  if (elements.length <= most && most > MOST_LISTED) return nested(elements, shape, (x) => formatNumber(x), ", ");
  if (elements.length <= most && shape.length === 1) {
    const text = nested(elements, shape, (x) => formatNumber(x, FEW_DIGITS), ", ");
    if (text.length <= MOST_LETTERS) return text;
  }
  return `float64 [${shapeText(shape)}]`;
}

/** Digits that a number gives up one after the other where there is little room. */
const FEWER_DIGITS: readonly number[] = [6, 5, 4, 3, 2];

/** A number with as many digits as `fits` lets stand; it is never cut. With two digits at the least. */
export function fittedNumber(x: number, fits: (text: string) => boolean): string {
  let text = "";
  for (const digits of FEWER_DIGITS) {
    text = formatNumber(x, digits);
    if (fits(text)) return text;
  }
  return text;
}

/** A value beside its node: all is float64 there, so that the shape alone speaks for an array, "[40×50]"; small matrices in full. */
export function canvasValue(elements: ArrayLike<number>, shape: readonly number[], digits = DIGITS): string {
  if (shape.length === 0) return formatNumber(elements[0] ?? NaN, digits);
  if (shape.length === 2 && elements.length <= 2 * MOST_LISTED) {
    const text = nested(elements, shape, (x) => formatNumber(x, FEW_DIGITS), ", ");
    if (text.length <= MOST_MATRIX_LETTERS) return text;
  }
  return canvasText(formatValue(elements, shape));
}

/** "float64 [40×50]" as "[40×50]". */
export function canvasText(text: string): string {
  return text.replace(/^float64 /, "");
}

/** An array too large to be sent whole: "float64 [40×50]". */
export function formatSummary(summary: Summary): string {
  return `float64 [${shapeText(summary.shape)}]`;
}

/** A number as it crosses the border, as a float64. */
export function toNumber(x: Scalar): number {
  if (x === "nan") return NaN;
  if (x === "inf") return Infinity;
  return x === "-inf" ? -Infinity : x;
}

/** A float64 as it crosses the border. */
export function toScalar(x: number): Scalar {
  if (Number.isNaN(x)) return "nan";
  if (x === Infinity) return "inf";
  return x === -Infinity ? "-inf" : x;
}

/** A value from the border as elements and shape. */
export function toTensor(value: Value | Binary): Tensor {
  if (typeof value === "object" && "base64" in value) return { elements: fromBase64(value.base64), shape: value.shape };
  if (!Array.isArray(value)) return { elements: [toNumber(value)], shape: [] };
  const first = value[0];
  if (!Array.isArray(first)) return { elements: (value as Scalar[]).map(toNumber), shape: [value.length] };
  return { elements: (value as Scalar[][]).flatMap((row) => row.map(toNumber)), shape: [value.length, first.length] };
}

function fromBase64(text: string): Float64Array {
  const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  const view = new DataView(bytes.buffer);
  return Float64Array.from({ length: Math.floor(bytes.length / 8) }, (_, i) => view.getFloat64(8 * i, true));
}

/** A value from the border, as text for people. */
export function formatWireValue(value: Value | Binary, most?: number): string {
  const { elements, shape } = toTensor(value);
  return formatValue(elements, shape, most);
}

/** Text that `parseValue` reads back as the very same value: every digit, every element. */
export function editText(elements: ArrayLike<number>, shape: readonly number[]): string {
  return nested(elements, shape, exactNumber, ", ");
}

/** Full-precision JSON: a number, or nested lists; "nan", "inf" and "-inf" as strings. */
export function exactJson(elements: ArrayLike<number>, shape: readonly number[]): string {
  return nested(elements, shape, jsonNumber, ",");
}

function nested(
  elements: ArrayLike<number>,
  shape: readonly number[],
  write: (x: number) => string,
  comma: string,
): string {
  const list = (from: number, to: number): string => {
    const parts: string[] = [];
    for (let i = from; i < to; i++) parts.push(write(elements[i] ?? NaN));
    return `[${parts.join(comma)}]`;
  };
  if (shape.length === 0) return write(elements[0] ?? NaN);
  if (shape.length === 1) return list(0, elements.length);
  const columns = shape[1] ?? 0;
  const rows: string[] = [];
  for (let row = 0; row < (shape[0] ?? 0); row++) rows.push(list(row * columns, (row + 1) * columns));
  return `[${rows.join(comma)}]`;
}

function exactNumber(x: number): string {
  if (Object.is(x, -0)) return "-0";
  return String(toScalar(x));
}

function jsonNumber(x: number): string {
  return Number.isFinite(x) ? exactNumber(x) : JSON.stringify(toScalar(x));
}
