// Templates of formulas, filled with names or numbers, as text and as LaTeX.

export type SegmentKind = "plain" | "name" | "value" | "grad" | "strong";

export interface Segment {
  readonly text: string;
  readonly kind: SegmentKind;
}

/** What a placeholder becomes. `atomic`: stands without parentheses where a power or a difference needs them. */
export interface Filling {
  readonly text: string;
  readonly latex: string;
  readonly kind: SegmentKind;
  readonly atomic: boolean;
}

export type Fillings = Readonly<Record<string, Filling>>;

const UNKNOWN: Filling = { text: "?", latex: "?", kind: "plain", atomic: true };

/** Fills `{a}` and `{a!}` in a text template. */
export function fillText(template: string, fillings: Fillings): Segment[] {
  const segments: Segment[] = [];
  let last = 0;
  for (const match of template.matchAll(/\{([a-z_]+)(!?)\}/g)) {
    const filling = fillings[match[1] ?? ""] ?? UNKNOWN;
    const wrap = match[2] === "!" && !filling.atomic;
    segments.push(plain(template.slice(last, match.index) + (wrap ? "(" : "")));
    segments.push({ text: filling.text, kind: filling.kind });
    if (wrap) segments.push(plain(")"));
    last = match.index + match[0].length;
  }
  segments.push(plain(template.slice(last)));
  return merged(segments);
}

/** Fills `‹a›` and `‹a!›` in a LaTeX template. */
export function latexFill(template: string, fillings: Fillings): string {
  return template.replace(/‹([a-z_]+)(!?)›/g, (_, name: string, force: string) => {
    const filling = fillings[name] ?? UNKNOWN;
    return force === "!" && !filling.atomic ? `\\left(${filling.latex}\\right)` : `{${filling.latex}}`;
  });
}

export function plain(text: string): Segment {
  return { text, kind: "plain" };
}

/** Joins neighbours of one kind and drops empty ones. */
export function merged(segments: readonly Segment[]): Segment[] {
  const out: Segment[] = [];
  for (const segment of segments) {
    if (segment.text === "") continue;
    const last = out[out.length - 1];
    if (last?.kind === "plain" && segment.kind === "plain") out[out.length - 1] = plain(last.text + segment.text);
    else out.push(segment);
  }
  return out;
}

export function plainText(segments: readonly Segment[]): string {
  return segments.map((segment) => segment.text).join("");
}

/** Does a formula need parentheses before it can be multiplied: has it a sum or difference outside of any brackets? */
export function isSum(text: string): boolean {
  return hasOperator(text, "+−");
}

/** The same on one line, where "1 / b × up" could be read in two ways. */
export function isCompound(text: string): boolean {
  return hasOperator(text, "+−/");
}

function hasOperator(text: string, operators: string): boolean {
  let depth = 0;
  for (let i = 0; i < text.length; i++) {
    const c = text[i];
    if (c === "(" || c === "[") depth++;
    else if (c === ")" || c === "]") depth--;
    else if (depth === 0 && c !== undefined && operators.includes(c) && text[i - 1] === " " && text[i + 1] === " ") return true;
  }
  return false;
}

export function nameFilling(name: string): Filling {
  return { text: name, latex: latexName(name), kind: "name", atomic: true };
}

export function numberFilling(text: string, kind: SegmentKind): Filling {
  return { text, latex: latexNumber(text), kind, atomic: !/[−\s]/.test(text) || text.startsWith("[") };
}

/** A node's name in a formula: w1 becomes w with an index, all else stands as text with nothing that LaTeX would obey. */
export function latexName(name: string): string {
  const indexed = /^([A-Za-z])_?(\d{1,4})$/.exec(name);
  if (indexed) return `${indexed[1]}_{${indexed[2]}}`;
  if (/^[A-Za-z]$/.test(name)) return name;
  return `\\text{${escapeLatex(name)}}`;
}

export function escapeLatex(text: string): string {
  return text.replace(/[\\{}$&#^_%~]/g, (c) => {
    if (c === "\\") return "\\textbackslash{}";
    if (c === "^") return "\\textasciicircum{}";
    if (c === "~") return "\\textasciitilde{}";
    return `\\${c}`;
  });
}

/** "−1.2e−7" as −1.2 × 10⁻⁷; text such as "float64 [3×4]" as text. */
export function latexNumber(text: string): string {
  const ascii = text.replaceAll("−", "-");
  const scientific = /^(-?[\d.]+)e(-?\d+)$/.exec(ascii);
  if (scientific) return `${scientific[1]} \\times 10^{${scientific[2]}}`;
  if (/^-?[\d.]+$/.test(ascii)) return ascii;
  if (/^-?inf$/.test(ascii)) return ascii.replace("inf", "\\infty");
  if (/^\[\[.*\]\]$/.test(ascii)) {
    const rows = ascii.slice(2, -2).split("], [").map((row) => row.split(", ").map(latexNumber).join(" & "));
    return `\\begin{bmatrix}${rows.join(" \\\\ ")}\\end{bmatrix}`;
  }
  if (/^\[.*\]$/.test(ascii)) return `[${ascii.slice(1, -1).split(", ").map(latexNumber).join(",\\, ")}]`;
  return `\\text{${escapeLatex(text)}}`;
}
