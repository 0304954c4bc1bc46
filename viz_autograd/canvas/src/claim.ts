// One tab a document: who claims it first may edit it.

export interface Claim {
  readonly held: boolean;
  /** When the tab that holds it lets go. */
  readonly freed: Promise<void>;
  release(): void;
}

/** Milliseconds: a page that is just being loaded anew lets go within this time. */
const PATIENCE = 500;
const NEVER = new Promise<never>(() => undefined);

function nameOf(id: string): string {
  return `viz-autograd ${id}`;
}

export async function claim(id: string): Promise<Claim> {
  // Browsers have locks where the page is of this machine, or came by https.
  return "locks" in navigator ? claimLock(nameOf(id)) : claimByAsking(nameOf(id));
}

/** Whether another tab, or this one, holds it. */
export async function isClaimed(id: string): Promise<boolean> {
  const found = await claim(id);
  found.release();
  return !found.held;
}

async function claimLock(name: string): Promise<Claim> {
  let release = (): void => undefined;
  const held = await new Promise<boolean>((resolve, reject) => {
    const hold = (): Promise<void> => {
      resolve(true);
      return new Promise((done) => (release = done));
    };
    navigator.locks.request(name, { signal: AbortSignal.timeout(PATIENCE) }, hold).catch((error: unknown) => {
      if (error instanceof DOMException && (error.name === "TimeoutError" || error.name === "AbortError")) resolve(false);
      else reject(error instanceof Error ? error : new Error(String(error)));
    });
  });
  if (held) return { held, freed: NEVER, release: () => release() };
  return { held, freed: navigator.locks.request(name, () => undefined), release };
}

interface Word {
  readonly name: string;
  readonly says: "whose" | "mine";
}

async function claimByAsking(name: string): Promise<Claim> {
  const channel = new BroadcastChannel("viz-autograd");
  const answered = (): Promise<boolean> =>
    new Promise((resolve) => {
      const listen = (event: MessageEvent<Word>): void => {
        if (event.data.name === name && event.data.says === "mine") finish(true);
      };
      const finish = (found: boolean): void => {
        channel.removeEventListener("message", listen);
        resolve(found);
      };
      channel.addEventListener("message", listen);
      channel.postMessage({ name, says: "whose" } satisfies Word);
      setTimeout(() => finish(false), PATIENCE);
    });
  if (!(await answered())) {
    channel.addEventListener("message", (event: MessageEvent<Word>) => {
      if (event.data.name === name && event.data.says === "whose") channel.postMessage({ name, says: "mine" } satisfies Word);
    });
    return { held: true, freed: NEVER, release: () => channel.close() };
  }
  const wait = async (): Promise<void> => {
    while (await answered()) await new Promise((resolve) => setTimeout(resolve, 2_000));
  };
  return { held: false, freed: wait(), release: () => undefined };
}
