// The whole circuit as one SVG file at a moment, for export. Nothing in it is fetched from elsewhere, and no name is markup.
import { formatWireValue, NOT_YET } from "./format";
import { curvePath, curvePoint, edgeWidth, fit, magnitude } from "./geometry";
import { plainText } from "./fill";
import { contributionText, gradText, sumOfParts, valueText } from "./terms";
import { findOp, type OpTable, type Scene, type SceneEdge, type SceneNode } from "./scene";
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

const MARGIN = 72;
const SANS = "Inter, system-ui, 'Segoe UI', Roboto, sans-serif";
const SERIF = "'Source Serif 4', Georgia, serif";

interface Picture {
  readonly scene: Scene;
  readonly trace: Trace | null;
  readonly ops: OpTable;
  readonly k: number;
  readonly colours: DrawingColours;
}

/** A standalone SVG document of the circuit with `t` events shown. */
export function svg(scene: Scene, trace: Trace | null, t: number, ops: OpTable, colours: DrawingColours): string {
  const picture: Picture = { scene, trace, ops, k: Math.floor(t), colours };
  const bounds = scene.bounds() ?? { x: 0, y: 0, width: 320, height: 160 };
  const width = Math.ceil(bounds.width + 2 * MARGIN);
  const height = Math.ceil(bounds.height + 2 * MARGIN);
  const { x, y } = fit(bounds, width, height, MARGIN);
  const edges = [...scene.edges()].map((edge) => edgeMarkup(picture, edge));
  const nodes = scene.nodes().map((node) => nodeMarkup(picture, node));
  return [
    `<?xml version="1.0" encoding="UTF-8"?>`,
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="${SANS}" style="font-variant-numeric:tabular-nums">`,
    `<rect width="${width}" height="${height}" fill="${colours.paper}"/>`,
    `<g transform="translate(${number(x)} ${number(y)})">`,
    ...edges,
    ...nodes,
    `</g>`,
    `</svg>`,
    ``,
  ].join("\n");
}

function edgeMarkup({ scene, trace, k, colours }: Picture, { source, target, port }: SceneEdge): string {
  const curve = scene.curve(target, port);
  if (curve === null) return "";
  const edge = trace?.edgeIndex(target, port) ?? -1;
  const from = trace?.nodeIndex(source) ?? -1;
  const carried = trace === null ? 0 : magnitude(trace.contribution(edge, k) ?? trace.value(from, k));
  // What needs no gradient is quiet: thin and dashed.
  const stroke = scene.node(source)?.requires_grad ? `stroke-width="${number(edgeWidth(carried))}"` : `stroke-width="1.4" stroke-dasharray="3 4"`;
  const drawn = `<path d="${curvePath(curve)}" fill="none" stroke="${colours.edge}" ${stroke}/>`;
  const text = trace === null || trace.allParts(from).length < 2 ? null : contributionText(trace, scene, edge, k);
  if (text === null) return drawn;
  const at = curvePoint(curve, 0.6);
  return drawn + label(at.x, at.y + 4, text, colours.grad, 13, colours.paper, "middle");
}

function nodeMarkup(picture: Picture, node: SceneNode): string {
  const { trace, scene, k, colours, ops } = picture;
  const { x, y, width, height, name } = node;
  const value = trace === null ? null : valueText(trace, scene, name, k);
  const grad = trace === null ? null : gradText(trace, scene, name, k);
  const beside = x + width + 9;
  const middle = y + height / 2;
  const parts: string[] = [];
  if (node.op === "leaf") {
    const dash = node.requires_grad ? "" : ` stroke-dasharray="4 4"`;
    parts.push(`<rect x="${number(x)}" y="${number(y)}" width="${width}" height="${height}" rx="12" fill="${colours.card}" stroke="${colours.line}"${dash}/>`);
    parts.push(text(x + 14, middle + 6, clipped(name, 8), colours.ink, 17, "start", `font-family="${SERIF}" font-style="italic"`));
    parts.push(text(x + width - 14, middle + 6, value ?? NOT_YET, colours.value, 16, "end", `font-weight="500"`));
    const summed = trace === null ? "" : plainText(sumOfParts(trace, scene, trace.nodeIndex(name), k));
    if (grad !== null && summed !== "") parts.push(label(x + 2, y + height + 19, `${grad} = ${summed}`, colours.grad, 14, colours.paper));
    else if (grad !== null) parts.push(label(beside, middle + 20, grad, colours.grad, 14, colours.paper));
  } else {
    const radius = width / 2;
    parts.push(`<circle cx="${number(x + radius)}" cy="${number(middle)}" r="${radius}" fill="${colours.card}" stroke="${colours.line}"/>`);
    const symbol = findOp(ops, node.op)?.symbol ?? node.op;
    parts.push(text(x + radius, middle + (symbol.length > 2 ? 5 : 8), symbol, colours.ink, symbol.length > 2 ? 14 : 24, "middle"));
    parts.push(text(x + radius, y - 8, clipped(name, 16), colours.mute, 15, "middle", `font-family="${SERIF}" font-style="italic"`));
    if (value !== null) parts.push(label(beside, middle - 9, value, colours.value, 14, colours.paper));
    if (grad !== null) parts.push(label(beside, middle + 20, grad, colours.grad, 14, colours.paper));
  }
  for (const { port, x: px, y: py } of scene.ports(name)) {
    parts.push(`<circle cx="${number(x + px)}" cy="${number(y + py)}" r="4" fill="${colours.card}" stroke="${colours.edge}" stroke-width="1.5"/>`);
    const constant = node.constants[port];
    if (constant !== undefined && scene.source(name, port) === null) {
      parts.push(label(x + px - 9, y + py + 4, formatWireValue(constant), colours.value, 13, colours.paper, "end"));
    }
  }
  return `<g><title>${escapeXml(name)}</title>${parts.join("")}</g>`;
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
