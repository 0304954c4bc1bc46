// How wide text is, without a page: close enough to leave room for it. Widths are those of the bundled sans face with tabular figures.
const LETTER = 0.645;
const NARROW = 0.36;

/** In the unit of `size`, the font's. */
export function textWidth(text: string, size: number): number {
  let width = 0;
  for (const letter of text) width += ".,:;'|[]()ijl· ".includes(letter) ? NARROW : letter === "e" || letter === "f" ? 0.6 : letter === "\u2212" || letter === "×" ? 0.66 : LETTER;
  return width * size;
}
