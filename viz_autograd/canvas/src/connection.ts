// Messages to the server and its answers. Every message has an id, and its answer carries it as `ack`.
import type { BrowserMessage, ServerReply } from "./protocol";

/** What Panel hands to a component, as far as messages go. */
export interface Model {
  send_msg(message: unknown): void;
  on(event: string, listener: (event: unknown) => void): void;
  off?(event: string, listener: (event: unknown) => void): void;
}

type WithoutId<M> = M extends BrowserMessage ? Omit<M, "id"> : never;
export type Outgoing = WithoutId<BrowserMessage>;

/** A reply with whatever columns travel beside it. */
export type Arrived = ServerReply & { readonly [column in Column]?: unknown };
type Column = "kind" | "node" | "edge" | "wave" | "value_at" | "grad_at" | "size" | "contribution_at" | "block" | "locals";

function unwrap(event: unknown): unknown {
  return typeof event === "object" && event !== null && "data" in event ? event.data : event;
}

function isReply(data: unknown): data is Arrived {
  return typeof data === "object" && data !== null && "type" in data && typeof data.type === "string";
}

export class Connection {
  private lastId = 0;
  private readonly waiting = new Map<number, (reply: ServerReply) => void>();
  private readonly listener = (event: unknown): void => this.arrive(unwrap(event));

  constructor(
    private readonly model: Model,
    private readonly receive: (reply: Arrived) => void,
  ) {
    model.on("msg:custom", this.listener);
  }

  /** Sends, and resolves with the answer once the state has taken it in. */
  ask(message: Outgoing): Promise<ServerReply> {
    const id = ++this.lastId;
    return new Promise((resolve) => {
      this.waiting.set(id, resolve);
      this.model.send_msg({ ...message, id });
    });
  }

  /** The id of the newest message. */
  get newest(): number {
    return this.lastId;
  }

  close(): void {
    this.model.off?.("msg:custom", this.listener);
    this.waiting.clear();
  }

  private arrive(data: unknown): void {
    if (!isReply(data)) throw new TypeError("The server sent something that is no reply.");
    try {
      this.receive(data);
    } finally {
      if (data.type !== "welcome") {
        const resolve = this.waiting.get(data.ack);
        this.waiting.delete(data.ack);
        resolve?.(data);
      }
    }
  }
}
