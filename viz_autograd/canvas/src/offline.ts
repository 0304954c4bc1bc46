// Editing while there is no server: commands are done to the scene at once, and can be taken back. What needs numbers waits.
import { Mistake, shown } from "./offline_checks";
import { given, type Image, type KnownValue, occupied, OfflineCircuit, type Rooted, same, type Single, type Stored } from "./offline_circuit";
import { Reached } from "./offline_cycles";
import { label } from "./offline_labels";
import type { Command, PortAnswer } from "./protocol";
import type { OpTable, Scene, SceneEdge } from "./scene";

export type { Rooted };

export interface Refused {
  readonly message: string;
  readonly node?: string;
  readonly port?: string;
}

export interface PortQuestion {
  readonly source?: string | null;
  readonly target?: string | null;
  readonly port?: string | null;
  readonly ignoring?: [string, string] | null;
}

/** One step of undo. `sets` is what it sets, where that is one thing, and `was` how that stood, where it is known. */
interface Step {
  readonly edit: number;
  readonly label: string;
  readonly sets: string | null;
  readonly was: unknown;
  readonly before: Image;
  readonly after: Image;
}

const MOST_STEPS = 10_000;
const MOST_COMMANDS = 100_000;

export class Offline {
  private readonly state: OfflineCircuit;
  private readonly done: Step[] = [];
  private undone: Step[] = [];
  private gesture: string | null = null;

  /** `present` is the root as the server said it last. */
  constructor(
    private readonly scene: Scene,
    ops: () => OpTable,
    present: Rooted = { name: null, chosen: false },
    known: KnownValue = () => undefined,
  ) {
    this.state = new OfflineCircuit(scene, ops, present, known);
  }

  /** Leaf values typed here, by the leaf's present name. */
  get values(): ReadonlyMap<string, Stored> {
    return this.state.typed;
  }

  /** The title, null while it is as it was. */
  get title(): string | null {
    return this.state.papers.title;
  }

  /** The root, null while it is as it was. */
  get root(): Rooted | null {
    return this.state.papers.root;
  }

  /** Which circuit is open: 0 for the one that the server ran last, another number for each that was put in its place. */
  get circuit(): number {
    return this.state.papers.circuit;
  }

  /** What `undo` would take back; null where nothing done here is left. */
  get undoLabel(): string | null {
    return this.done.at(-1)?.label ?? null;
  }

  get redoLabel(): string | null {
    return this.undone.at(-1)?.label ?? null;
  }

  /** Does a command, all or nothing; what is refused changes nothing. `edit` is its number, a `gesture` makes one step of several. */
  do(command: Command, gesture: string | null, edit: number): Refused | null {
    const { state } = this;
    const singles = flatten(command);
    const was = command.type === "batch" ? undefined : state.standing(command);
    const before = state.record();
    let changed = false;
    try {
      if (command.type === "batch") checkBatch(command.label, singles);
      for (const single of singles) {
        // To the server, removing nothing is nothing only by itself.
        const idle = state.changesNothing(single) && (single.type !== "remove" || single === command);
        state.carryOut(single);
        changed ||= !idle;
      }
    } catch (mistake) {
      state.restore(before);
      if (!(mistake instanceof Mistake)) throw mistake;
      return { message: mistake.message, node: mistake.where.node, port: mistake.where.port };
    }
    if (changed) this.remember({ edit, label: label(command), sets: sets(command), was, before, after: state.now(before) }, gesture, given(command));
    return null;
  }

  /** Settings of one thing in a gesture are one step with the last one's name, or none at all when it ends where it began. */
  private remember(step: Step, gesture: string | null, value: unknown): void {
    const last = gesture !== null && gesture === this.gesture ? this.done.pop() : undefined;
    this.gesture = gesture;
    this.undone = [];
    if (last === undefined) this.done.push(step);
    else if (step.sets === null || step.sets !== last.sets) this.done.push({ ...together(last, step), label: last.label, sets: null });
    else if (last.was === undefined || !same(last.was, value)) this.done.push(together(last, step));
    else this.gesture = null;
    if (this.done.length > MOST_STEPS) this.done.shift();
  }

  /** Takes the last step back; the number of its newest edit, or null when nothing done here is left. */
  undo(): number | null {
    const step = this.done.pop();
    if (step === undefined) return null;
    this.state.restore(step.before);
    this.undone.push(step);
    this.gesture = null;
    return step.edit;
  }

  /** Does the last step undone again; the number that its undo gave, or null when there is none. */
  redo(): number | null {
    const step = this.undone.pop();
    if (step === undefined) return null;
    this.state.restore(step.after);
    this.done.push(step);
    this.gesture = null;
    return step.edit;
  }

  /** What could be joined to the end of an edge, as far as it is known without shapes: every port for a source, every node for a port. */
  portAnswers({ source, target, port, ignoring }: PortQuestion): PortAnswer[] {
    const { scene, state } = this;
    const away = ignoring ? scene.edge(...ignoring) : undefined;
    const kept = (edges: SceneEdge[]): SceneEdge[] => edges.filter((edge) => edge !== away);
    const taken = (node: string, at: string): string | null => {
      const edge = scene.edge(node, at);
      return edge === undefined || edge === away ? null : occupied(edge);
    };
    const nodes = [...state.nodes.values()].sort((a, b) => a.serial - b.serial);
    if (source != null) {
      if (!state.nodes.has(source)) return [];
      const before = new Reached(source, (name) => kept(scene.inEdges(name)).map((edge) => edge.source));
      return nodes.flatMap((node) => {
        const cycle = before.from(node.name);
        return state.ports(node).map((each) => ({ node: node.name, port: each, reason: taken(node.name, each) ?? cycle }));
      });
    }
    const end = state.nodes.get(target ?? "");
    if (end === undefined || port == null || !state.ports(end).includes(port)) return [];
    const after = new Reached(end.name, (name) => kept(scene.outEdges(name)).map((edge) => edge.target));
    const reason = taken(end.name, port);
    return nodes.map(({ name }) => ({ node: name, port: null, reason: reason ?? after.into(name) }));
  }
}

function flatten(command: Command): Single[] {
  const singles: Single[] = [];
  const waiting: Command[] = [command];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (next.type === "batch") for (let i = next.commands.length - 1; i >= 0; i--) waiting.push(next.commands[i]!);
    else singles.push(next);
  }
  return singles;
}

function checkBatch(name: string, singles: readonly Single[]): void {
  if (singles.length > MOST_COMMANDS) throw new Mistake("a batch holds at most 100,000 commands");
  if (/\p{Cs}/u.test(name)) throw new Mistake(`"${shown(name)}" holds half of a surrogate pair, which is no character`);
}

/** One step that does both: before counts how it stood first, after how it stood last. The images of the first are used up. */
function together(first: Step, second: Step): Step {
  const { before, after } = first;
  for (const kind of ["nodes", "edges", "values"] as const) {
    const [earlier, later]: [Map<string, unknown>, Map<string, unknown>] = [before[kind], after[kind]];
    for (const [key, stood] of second.before[kind]) if (!earlier.has(key)) earlier.set(key, stood);
    for (const [key, stands] of second.after[kind]) later.set(key, stands);
  }
  after.papers = second.after.papers;
  return { ...second, was: first.was, before, after };
}

/** The one thing that a command sets, or null. */
function sets(command: Command): string | null {
  switch (command.type) {
    case "set_value":
    case "set_requires_grad":
      return JSON.stringify([command.type, command.name]);
    case "set_constant":
      return JSON.stringify([command.type, command.name, command.port]);
    case "set_attribute":
      return JSON.stringify([command.type, command.name, command.attribute]);
    case "move":
      return JSON.stringify([command.type, ...Object.keys(command.positions)]);
    case "set_root":
    case "set_seed":
    case "set_title":
      return command.type;
    default:
      return null;
  }
}
