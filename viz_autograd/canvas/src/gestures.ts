// Gestures as commands: what a drag, a drop or a pick means for the circuit. Each is one step of undo.
import { arrange } from "./arrange";
import type { Editor, EdgeEnd, Point } from "./editor";
import type { Value } from "./format";
import { nodeSize } from "./geometry";
import { freePlace } from "./placing";
import type { Fixed } from "./joining";
import type { AddLeaf, AddOp, Command, EdgeView } from "./protocol";
import { findOp, type SceneEdge } from "./scene";

export const LEAVES = ["parameter", "constant"] as const;
/** How near to an edge, in pixels on the screen, a dropped gate is put into it. */
const NEAR_EDGE = 22;

export function isLeafEntry(entry: string): boolean {
  return entry === "parameter" || entry === "constant";
}

function batch(label: string, commands: Command[]): Command {
  const [only] = commands;
  return commands.length === 1 && only !== undefined ? only : { type: "batch", label, commands };
}

/** An edge put in, and the one it takes the place of taken away. */
export function joined(edge: EdgeView, instead: EdgeEnd | null): Command {
  const connect: Command = { type: "connect", ...edge };
  if (instead === null) return connect;
  return batch(`move edge ${edge.source} → ${edge.target}`, [{ type: "disconnect", target: instead.target, port: instead.port }, connect]);
}

/** The command that puts a palette's entry at a place (top left corner). */
function adding(editor: Editor, entry: string, corner: Point, value?: Value): AddLeaf | AddOp {
  const at = { name: editor.names.fresh(entry), x: Math.round(corner.x), y: Math.round(corner.y) };
  if (!isLeafEntry(entry)) return { type: "add_op", op: entry, ...at };
  return { type: "add_leaf", value: value ?? 1, requires_grad: entry === "parameter", ...at };
}

function sizeOf(entry: string): { width: number; height: number } {
  return nodeSize(isLeafEntry(entry) ? "leaf" : entry, []);
}

async function carryOut(editor: Editor, command: Command, name: string): Promise<void> {
  const done = await editor.apply(command);
  editor.names.settle([name]);
  if (done) editor.select([name]);
}

/** The edge that a node dropped here would be put into. */
export function edgeUnder(editor: Editor, centre: Point, without?: string): SceneEdge | null {
  const tolerance = NEAR_EDGE / Math.min(1, editor.viewport.view.zoom);
  return editor.scene.hitEdge(centre.x, centre.y, tolerance, (edge) => edge.source === without || edge.target === without);
}

/** Takes an edge apart and leads it through a node. */
function through(edge: EdgeView, name: string, port: string): Command[] {
  return [
    { type: "disconnect", target: edge.target, port: edge.port },
    { type: "connect", source: edge.source, target: name, port },
    { type: "connect", source: name, target: edge.target, port: edge.port },
  ];
}

/** From the palette: in the middle of the view, or dropped with its centre at a place (on an edge: into it). */
export async function add(editor: Editor, entry: string, at: Point | null): Promise<void> {
  const size = sizeOf(entry);
  const place = at === null ? freePlace(editor.scene, editor.viewport.middle(), size, !isLeafEntry(entry), editor.viewport.visible()) : { x: at.x - size.width / 2, y: at.y - size.height / 2 };
  const command = adding(editor, entry, place);
  const port = findOp(editor.ops, entry)?.ports[0];
  const edge = at === null || port === undefined ? null : edgeUnder(editor, at);
  const whole = edge === null || port === undefined ? command : batch(`insert ${entry}`, [command, ...through(edge, command.name, port)]);
  await carryOut(editor, whole, command.name);
}

/** From the finder: joined to the edge that was dragged there. */
export async function addJoined(editor: Editor, entry: string, at: Point, from: Fixed | null, value?: Value): Promise<void> {
  const size = sizeOf(entry);
  const left = from === null ? at.x - size.width / 2 : from.kind === "out" ? at.x : at.x - size.width;
  const command = adding(editor, entry, { x: left, y: at.y - size.height / 2 }, value);
  const commands: Command[] = [command];
  const first = findOp(editor.ops, entry)?.ports[0];
  if (from?.moving) commands.push({ type: "disconnect", ...from.moving });
  if (from?.kind === "in") commands.push({ type: "connect", source: command.name, target: from.target, port: from.port });
  else if (from !== null && first !== undefined) commands.push({ type: "connect", source: from.source, target: command.name, port: first });
  const label = from === null ? `add ${entry}` : from.kind === "in" ? `connect ${command.name} → ${from.target}` : `connect ${from.source} → ${command.name}`;
  await carryOut(editor, batch(label, commands), command.name);
}

/** Of a node being moved: the edge it would be put into, if it is an op without any edge. */
export function insertion(editor: Editor, name: string): SceneEdge | null {
  const { scene } = editor;
  const node = scene.node(name);
  if (node === undefined || node.ports.length === 0) return null;
  if (scene.inEdges(name).length > 0 || scene.outEdges(name).length > 0) return null;
  return edgeUnder(editor, { x: node.x + node.width / 2, y: node.y + node.height / 2 }, name);
}

/** The end of a drag: everything moved, and a single loose gate put into the edge it was dropped on. */
export function dropped(editor: Editor, positions: Record<string, [number, number]>): Command {
  const names = Object.keys(positions);
  const move: Command = { type: "move", positions };
  const [name] = names;
  const edge = names.length === 1 && name !== undefined ? insertion(editor, name) : null;
  if (edge === null || name === undefined) return move;
  const node = editor.scene.node(name);
  const port = node?.ports.find((candidate) => node.constants[candidate] === undefined) ?? node?.ports[0];
  return port === undefined ? move : batch(`insert ${name}`, [move, ...through(edge, name, port)]);
}

export async function deleteSelection(editor: Editor): Promise<void> {
  const { nodes, edge } = editor.selection;
  if (nodes.size > 0) await editor.apply({ type: "remove", names: [...nodes] });
  else if (edge !== null) await editor.apply({ type: "disconnect", ...edge });
}

export async function arrangeAll(editor: Editor): Promise<void> {
  if (editor.scene.size === 0) return;
  if (await editor.move(arrange(editor.scene), "arrange")) editor.fit();
}
