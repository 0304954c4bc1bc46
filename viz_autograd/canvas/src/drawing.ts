// The whole circuit as one SVG file at a moment, for export. Nothing in it is fetched from elsewhere, and no name is markup.
import { plainText } from "./fill";
import { fitLeaf, roomForValue, type FittedText } from "./fitting";
import { canvasText, formatWireValue, NOT_YET } from "./format";
import { curvePath, edgeWidth, magnitude, union, type Point, type Rect } from "./geometry";
import { CONTRIBUTION_SIZE, labelPlaces, numbersOf, NUMBER_SIZE, sumLines } from "./labels";
import { textWidth } from "./measure";
import { indexed } from "./naming";
import { findOp, type OpTable, type Scene, type SceneEdge, type SceneNode } from "./scene";
import { CURVES, isOperator, letterSize, signOf } from "./signs";
import { contributionLabel, gradLabel, sumOfParts, valueLabel } from "./terms";
import type { Trace } from "./trace";

export interface DrawingColours {
  readonly paper: string;
  readonly card: string;
  readonly line: string;
  readonly ink: string;
  readonly mute: string;
  readonly edge: string;
  readonly value: string;
  readonly grad: string;
}

export const LIGHT: DrawingColours = {
  paper: "#fbfaf7",
  card: "#ffffff",
  line: "#e5e2da",
  ink: "#1d2127",
  mute: "#6d7178",
  edge: "#b7b4ab",
  value: "#117a3a",
  grad: "#c8281b",
};

export const DARK: DrawingColours = {
  paper: "#14161a",
  card: "#1c1f24",
  line: "#2d3138",
  ink: "#eceae5",
  mute: "#9a9ea6",
  edge: "#50545c",
  value: "#4fd183",
  grad: "#ff7a6b",
};

const MARGIN = 36;
const NOTE_SIZE = 14;
const SANS = "Inter, KaTeX_Main, system-ui, 'Segoe UI', Roboto, sans-serif";
const SERIF = "'Source Serif 4', Georgia, serif";
const ITALIC = `font-family="${SERIF}" font-style="italic"`;

interface Picture {
  readonly scene: Scene;
  readonly trace: Trace | null;
  readonly ops: OpTable;
  readonly k: number;
  readonly colours: DrawingColours;
  readonly labels: ReadonlyMap<string, Point>;
  readonly leaf: LeafValue;
}

/** A leaf's elements; null where they are not known. */
export type LeafValue = (name: string) => ArrayLike<number> | null;

/** Written below a picture without a run, which would else look like one before any. */
const NO_RUN = "Without computed numbers: they wait for the server.";

/**
 * A standalone SVG document of the circuit with `t` events shown. With `leaves` it has edits that no server ran: it shows those values
 * and no number that a run gave, and says so.
 */
export function svg(scene: Scene, trace: Trace | null, t: number, ops: OpTable, colours: DrawingColours, leaves: LeafValue | null = null): string {
  if (leaves !== null) trace = null;
  const labels = labelPlaces(scene, trace, [...scene.edges()]);
  const k = Math.floor(t);
  const leaf = leaves ?? ((name: string) => trace?.value(trace.nodeIndex(name), k) ?? null);
  const picture: Picture = { scene, trace, ops, k, colours, labels, leaf };
  const bounds = extent(picture) ?? { x: 0, y: 0, width: 320 - 2 * MARGIN, height: 160 - 2 * MARGIN };
  const width = Math.ceil(Math.max(bounds.width, leaves === null ? 0 : textWidth(NO_RUN, NOTE_SIZE)) + 2 * MARGIN);
  const height = Math.ceil(bounds.height + 2 * MARGIN + (leaves === null ? 0 : 2 * NOTE_SIZE));
  const [x, y] = [MARGIN - bounds.x, MARGIN - bounds.y];
  const edges = [...scene.edges()].map((edge) => edgeMarkup(picture, edge));
  const nodes = scene.nodes().map((node) => nodeMarkup(picture, node));
  return [
    `<?xml version="1.0" encoding="UTF-8"?>`,
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="${SANS}" style="font-variant-numeric:tabular-nums">`,
    `<rect width="${width}" height="${height}" fill="${colours.paper}"/>`,
    `<g transform="translate(${number(x)} ${number(y)})">`,
    ...edges.map(([line]) => line),
    ...nodes,
    ...edges.map(([, words]) => words),
    `</g>`,
    ...(leaves === null ? [] : [text(MARGIN, height - MARGIN + NOTE_SIZE / 2, NO_RUN, colours.mute, NOTE_SIZE, "start")]),
    `</svg>`,
    ``,
  ].join("\n");
}

/** All that is drawn lies in here: nodes, what is written beside them, edges and what is written along them. */
function extent({ scene, trace, labels }: Picture): Rect | null {
  let all: Rect | null = null;
  for (const node of scene.nodes()) {
    for (const rect of [node, ...numbersOf(scene, trace, node), ...constantsOf(scene, node).map(({ rect }) => rect)]) all = union(all, rect);
  }
  for (const { target, port } of scene.edges()) {
    const curve = scene.curve(target, port);
    if (curve === null) continue;
    const [left, top] = [Math.min(curve.x0, curve.x3), Math.min(curve.y0, curve.y3)];
    // A backward edge swings out by no more than three quarters of its handles.
    const swing = curve.x3 < curve.x0 ? 0.75 * (curve.x1 - curve.x0) : 0;
    all = union(all, { x: left - swing, y: top, width: Math.abs(curve.x3 - curve.x0) + 2 * swing, height: Math.abs(curve.y3 - curve.y0) });
  }
  for (const { x, y } of labels.values()) all = union(all, { x: x - 40, y: y - 10, width: 80, height: 20 });
  return all;
}

interface ConstantPlace {
  readonly text: string;
  /** Where the text ends, and its baseline. */
  readonly x: number;
  readonly y: number;
  readonly rect: Rect;
}

/** Numbers that stand at ports without an edge. */
function constantsOf(scene: Scene, node: SceneNode): ConstantPlace[] {
  const found: ConstantPlace[] = [];
  for (const { port, x: px, y: py } of scene.ports(node.name)) {
    const constant = node.constants[port];
    if (constant === undefined || scene.source(node.name, port) !== null) continue;
    const content = canvasText(formatWireValue(constant));
    const width = textWidth(content, CONTRIBUTION_SIZE);
    const [x, y] = [node.x + px - 9, node.y + py + 4];
    found.push({ text: content, x, y, rect: { x: x - width, y: y - 14, width, height: 18 } });
  }
  return found;
}

function edgeMarkup({ scene, trace, k, colours, labels }: Picture, { key, source, target, port }: SceneEdge): [line: string, words: string] {
  const curve = scene.curve(target, port);
  if (curve === null) return ["", ""];
  const edge = trace?.edgeIndex(target, port) ?? -1;
  const from = trace?.nodeIndex(source) ?? -1;
  const carried = trace === null ? 0 : magnitude(trace.contribution(edge, k) ?? trace.value(from, k));
  // What needs no gradient is quiet: thin and dashed.
  const stroke = scene.node(source)?.requires_grad ? `stroke-width="${number(edgeWidth(carried))}"` : `stroke-width="1.4" stroke-dasharray="3 4"`;
  const drawn = `<path d="${curvePath(curve)}" fill="none" stroke="${colours.edge}" ${stroke}/>`;
  const at = labels.get(key);
  const content = trace === null || at === undefined ? null : contributionLabel(trace, scene, edge, k);
  if (content === null || at === undefined) return [drawn, ""];
  return [drawn, label(at.x, at.y + 0.36 * CONTRIBUTION_SIZE, content, colours.grad, CONTRIBUTION_SIZE, colours.paper, "middle")];
}

function nodeMarkup(picture: Picture, node: SceneNode): string {
  const { scene, colours } = picture;
  const { x, y, name } = node;
  const parts = node.op === "leaf" ? leafParts(picture, node) : gateParts(picture, node);
  for (const { x: px, y: py } of scene.ports(name)) {
    parts.push(`<circle cx="${number(x + px)}" cy="${number(y + py)}" r="4" fill="${colours.card}" stroke="${colours.edge}" stroke-width="1.5"/>`);
  }
  for (const constant of constantsOf(scene, node)) parts.push(label(constant.x, constant.y, constant.text, colours.value, CONTRIBUTION_SIZE, colours.paper, "end"));
  return `<g><title>${escapeXml(name)}</title>${parts.join("")}</g>`;
}

function leafParts(picture: Picture, node: SceneNode): string[] {
  const { trace, scene, k, colours } = picture;
  const { x, y, width, height, name } = node;
  const middle = y + height / 2;
  const dash = node.requires_grad ? "" : ` stroke-dasharray="4 4"`;
  const value = leafValue(picture, node);
  const room = Math.max(16, width - 28 - 8 - textWidth(value.text, value.size));
  const parts = [
    `<rect x="${number(x)}" y="${number(y)}" width="${width}" height="${height}" rx="12" fill="${colours.card}" stroke="${ringOf(picture, node)}"${dash}/>`,
    named(x + 14, middle + 6, name, Math.floor(room / 8), colours.ink, 18, "start"),
    text(x + width - 14, middle + 6, value.text, colours.value, value.size, "end", `font-weight="500"`),
  ];
  const grad = trace === null ? null : gradLabel(trace, scene, name, k);
  if (trace === null || grad === null) return parts;
  const index = trace.nodeIndex(name);
  const summed = plainText(sumOfParts(trace, scene, index, k, contributionLabel));
  if (trace.allParts(index).length < 2) parts.push(label(x + width + 9, middle + 20, grad, colours.grad, NUMBER_SIZE, colours.paper));
  else for (const [i, words] of sumLines(grad, summed).entries()) parts.push(label(x + 2, y + height + 19 + 18 * i, words, colours.grad, NUMBER_SIZE, colours.paper));
  return parts;
}

function leafValue({ leaf }: Picture, node: SceneNode): FittedText {
  const elements = leaf(node.name);
  if (elements !== null) return fitLeaf(elements, node.shape ?? [], roomForValue(node));
  return { text: (node.shape ?? []).length > 0 ? `[${node.shape?.join("×")}]` : NOT_YET, size: 17 };
}

function gateParts(picture: Picture, node: SceneNode): string[] {
  const { trace, scene, k, colours, ops } = picture;
  const { x, y, width, height, name } = node;
  const radius = width / 2;
  const middle = y + height / 2;
  const beside = x + width + 9;
  const parts = [
    `<circle cx="${number(x + radius)}" cy="${number(middle)}" r="${radius}" fill="${colours.card}" stroke="${ringOf(picture, node)}"/>`,
    signMarkup(node.op, findOp(ops, node.op)?.symbol ?? node.op, x + radius, middle, colours.ink),
    named(x + radius, y - 7, name, 20, colours.mute, 15, "middle"),
  ];
  if (trace === null) return parts;
  const value = valueLabel(trace, scene, name, k);
  const grad = gradLabel(trace, scene, name, k);
  const summed = plainText(sumOfParts(trace, scene, trace.nodeIndex(name), k, contributionLabel));
  if (value !== null) parts.push(label(beside, middle - 8, value, colours.value, NUMBER_SIZE, colours.paper));
  if (grad !== null) parts.push(label(beside, middle + 18, grad, colours.grad, NUMBER_SIZE, colours.paper));
  if (grad !== null && summed !== "") parts.push(label(beside, middle + 34, `= ${summed}`, colours.grad, 12, colours.paper));
  return parts;
}

/** The root's ring is dark. */
function ringOf({ trace, colours }: Picture, node: SceneNode): string {
  return trace !== null && trace.hasBackward && trace.nodeName(trace.root) === node.name ? colours.ink : colours.line;
}

/** A gate's sign as on the canvas: a curve, an operator, or letters with a power or a bar. */
function signMarkup(op: string, symbol: string, x: number, y: number, ink: string): string {
  const curve = CURVES[op];
  if (curve !== undefined) {
    const scale = 26 / 16;
    return `<path transform="translate(${number(x - 13)} ${number(y - 13)}) scale(${scale})" d="${curve}" fill="none" stroke="${ink}" stroke-width="1.4" stroke-linecap="round" stroke-linejoin="round"/>`;
  }
  const { text: letters, power, over } = signOf(op, symbol);
  const size = letterSize(letters);
  const baseline = y + (isOperator(symbol) ? 0.34 : 0.33) * size;
  const raised = power === undefined ? "" : `<tspan dy="-9" font-size="15">${escapeXml(power)}</tspan>`;
  const bar = over ? `<path d="M${number(x - 8)},${number(y - 9)} h16" stroke="${ink}" stroke-width="1.8"/>` : "";
  return `<text x="${number(x)}" y="${number(baseline)}" fill="${ink}" font-size="${size}" text-anchor="middle">${escapeXml(letters)}${raised}</text>${bar}`;
}

/** A node's name, w1 as w with an index. */
function named(x: number, y: number, name: string, most: number, fill: string, size: number, anchor: string): string {
  const parts = indexed(name);
  if (parts === null) return text(x, y, clipped(name, Math.max(2, most)), fill, size, anchor, ITALIC);
  const index = `<tspan dy="4" font-size="11" font-style="normal" font-family="${SANS}">${escapeXml(parts.index)}</tspan>`;
  return `<text x="${number(x)}" y="${number(y)}" fill="${fill}" font-size="${size}" text-anchor="${anchor}" ${ITALIC}>${escapeXml(parts.letter)}${index}</text>`;
}

function text(x: number, y: number, content: string, fill: string, size: number, anchor: string, more = ""): string {
  return `<text x="${number(x)}" y="${number(y)}" fill="${fill}" font-size="${size}" text-anchor="${anchor}" ${more}>${escapeXml(content)}</text>`;
}

/** A number on the paper, with a halo so that an edge behind it does not strike it through. */
function label(x: number, y: number, content: string, fill: string, size: number, paper: string, anchor = "start"): string {
  return text(x, y, content, fill, size, anchor, `font-weight="500" stroke="${paper}" stroke-width="5" stroke-linejoin="round" paint-order="stroke"`);
}

function clipped(name: string, most: number): string {
  const letters = [...name];
  return letters.length <= most ? name : `${letters.slice(0, most - 1).join("")}…`;
}

function number(x: number): string {
  return String(Math.round(x * 100) / 100);
}

/** Also drops what XML 1.0 cannot hold at all. */
export function escapeXml(content: string): string {
  return content
    .replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, "\ufffd")
    .replace(/[&<>"']/g, (c) => `&#${c.codePointAt(0)};`);
}
