// What ran: takes updates apart into scene and trace, and tells which nodes and edges the moving cursor changes.
import type { Arrived } from "./connection";
import { float64, int32, uint8 } from "./decode";
import type { Emitter } from "./emitter";
import type { Player } from "./player";
import type { ScenePatch, Update } from "./protocol";
import { edgeKey, type Scene } from "./scene";
import { currentEvent, FORWARD, Trace, type Columns } from "./trace";

/** A jump over more events than this tells everyone instead of each one touched. */
const MANY_EVENTS = 60;

function columnsOf(update: Arrived): Columns {
  return {
    kind: uint8(update.kind, "kind"),
    node: int32(update.node, "node"),
    edge: int32(update.edge, "edge"),
    wave: int32(update.wave, "wave"),
    value_at: int32(update.value_at, "value_at"),
    grad_at: int32(update.grad_at, "grad_at"),
    size: int32(update.size, "size"),
    contribution_at: int32(update.contribution_at, "contribution_at"),
  };
}

export function isEmpty(patch: ScenePatch): boolean {
  return [patch.nodes, patch.edges, patch.removed_nodes, patch.removed_edges].every((list) => (list ?? []).length === 0);
}

/** Which nodes and edges have other numbers in another run of the same plan. */
function changed(before: Trace, after: Trace): Set<string> {
  const keys = new Set<string>();
  const { plan, columns } = after;
  const [old, now] = [before.block, after.block];
  const differs = (at: number | undefined, size: number | undefined): boolean => {
    if (at === undefined || size === undefined || at < 0) return false;
    for (let i = at; i < at + size; i++) if (!Object.is(old[i], now[i])) return true;
    return false;
  };
  const values = plan.nodes.map((_, i) => differs(columns.value_at[i], columns.size[i]));
  plan.nodes.forEach((name, i) => {
    if (values[i] || differs(columns.grad_at[i], columns.size[i])) keys.add(name);
  });
  plan.edges.forEach(([target, port], i) => {
    const source = after.edgeSource(i);
    const carries = differs(columns.contribution_at[i], columns.size[source]);
    if (carries) keys.add(after.nodeName(source));
    if (carries || values[source]) keys.add(edgeKey(target, port));
  });
  return keys;
}

export class Runs {
  trace: Trace | null = null;
  private current = -1;
  private shown = 0;
  /** Guards against the player telling of a trace that is only just being put in. */
  private taking = false;

  constructor(
    private readonly scene: Scene,
    private readonly player: Player,
    private readonly items: Emitter<string>,
    private readonly moved: () => void,
  ) {
    player.subscribe(() => this.follow());
  }

  /**
   * Puts the scene's patch and the run in; `place` sets the player instead of letting it keep its place. What comes back are the
   * nodes and edges with other numbers than before, or null where more than numbers changed.
   */
  take(update: Update & Arrived, place?: number): Set<string> | null {
    if (update.reset) this.scene.clear();
    this.scene.apply(update.scene);
    const before = this.trace;
    const block = float64(update.block, "block");
    const locals = float64(update.locals, "locals");
    const large = update.large ?? {};
    if (update.plan) {
      this.trace = new Trace(update.plan, columnsOf(update), block, locals, large, (target, port) => this.scene.source(target, port));
    } else if (this.trace !== null) this.trace = this.trace.withRun(block, locals, large);
    this.taking = true;
    try {
      this.player.setTrace(this.trace, place);
    } finally {
      this.taking = false;
    }
    this.note();
    const same = before !== null && !update.plan && isEmpty(update.scene) && Object.keys({ ...before.large, ...large }).length === 0;
    return same && this.trace !== null ? changed(before, this.trace) : null;
  }

  private note(): void {
    this.shown = Math.floor(this.player.t);
    this.current = currentEvent(this.player.t);
  }

  private follow(): void {
    if (this.taking) return;
    const { shown, current } = this;
    this.note();
    if (shown !== this.shown || current !== this.current) {
      const from = Math.max(0, Math.min(shown, this.shown, current, this.current));
      const to = Math.max(shown, this.shown, current + 1, this.current + 1);
      if (to - from > MANY_EVENTS) this.items.emitAll();
      else this.items.emit(this.touched(from, to));
    }
    this.moved();
  }

  private touched(from: number, to: number): Set<string> {
    const keys = new Set<string>();
    const { trace } = this;
    if (trace === null) return keys;
    for (let i = from; i < Math.min(to, trace.length); i++) {
      const { kind, node, edge } = trace.event(i);
      keys.add(trace.nodeName(node));
      const ends = trace.plan.edges[edge];
      if (ends !== undefined) {
        keys.add(edgeKey(ends[0], ends[1]));
        keys.add(trace.nodeName(trace.edgeSource(edge)));
      }
      if (kind !== FORWARD) continue;
      for (const near of this.scene.inEdges(trace.nodeName(node))) keys.add(near.key);
      for (const near of this.scene.outEdges(trace.nodeName(node))) keys.add(near.key);
    }
    return keys;
  }
}
