// Numbers where there is little room: in a smaller face, then with fewer digits, so that the whole of them can be read. A number cut short is another number.
import { canvasText, canvasValue, fittedNumber, formatNumber, formatValue, shapeText } from "./format";
import { textWidth } from "./measure";
import type { SceneNode } from "./scene";

export interface FittedText {
  readonly text: string;
  /** Of the face, in px. */
  readonly size: number;
}

/** The card's own edges, what lies between name and value, and the value's own edges. */
const PADDING = 27;
const BETWEEN = 8;
const RIGHT = 10;
/** The value's part of the card whatever the name's length. */
const LEAST_ROOM = 66;
const NAME_LETTER = 9;
const SIZES: readonly number[] = [17, 15, 13];
const SMALLEST = 11;

/** How wide a leaf's value may be. */
export function roomForValue({ name, width }: Pick<SceneNode, "name" | "width">): number {
  return Math.max(LEAST_ROOM, width - PADDING - BETWEEN - name.length * NAME_LETTER) - RIGHT;
}

export function fitLeaf(elements: ArrayLike<number>, shape: readonly number[], room: number): FittedText {
  const fits = (text: string, size: number): boolean => textWidth(text, size) <= room;
  if (shape.length > 0) return fitted(arrayTexts(elements, shape), fits);
  const x = elements[0] ?? NaN;
  const full = formatNumber(x);
  const size = SIZES.find((each) => fits(full, each));
  if (size !== undefined) return { text: full, size };
  const middling = fittedNumber(x, (text) => fits(text, 13));
  if (fits(middling, 13)) return { text: middling, size: 13 };
  return { text: fittedNumber(x, (text) => fits(text, SMALLEST)), size: SMALLEST };
}

/** A value in a column this wide, in a face of one size. */
export function fitText(elements: ArrayLike<number>, shape: readonly number[], room: number, size: number): string {
  const fits = (text: string): boolean => textWidth(text, size) <= room;
  if (shape.length === 0) return fittedNumber(elements[0] ?? NaN, fits);
  const texts = arrayTexts(elements, shape);
  return texts.find(fits) ?? texts[texts.length - 1] ?? "";
}

/** An array ever shorter: in full, and as no more than its shape. */
function arrayTexts(elements: ArrayLike<number>, shape: readonly number[]): string[] {
  return [canvasValue(elements, shape), canvasText(formatValue(elements, shape)), `[${shapeText(shape)}]`];
}

/** The first text that fits in some size, and the largest size it fits in. */
function fitted(texts: readonly string[], fits: (text: string, size: number) => boolean): FittedText {
  for (const text of texts) {
    const size = [...SIZES, SMALLEST].find((each) => fits(text, each));
    if (size !== undefined) return { text, size };
  }
  return { text: texts[texts.length - 1] ?? "", size: SMALLEST };
}
