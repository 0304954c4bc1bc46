// Who wants to hear of what: by topic for whole views, by key for single nodes and edges.
type Listener = () => void;

export class Emitter<Key extends string> {
  private readonly listeners = new Map<Key, Set<Listener>>();
  private readonly counts = new Map<Key, number>();

  subscribe(key: Key, listener: Listener): () => void {
    let found = this.listeners.get(key);
    if (found === undefined) this.listeners.set(key, (found = new Set()));
    found.add(listener);
    return () => {
      found.delete(listener);
      if (found.size > 0 || this.listeners.get(key) !== found) return;
      this.listeners.delete(key);
    };
  }

  /** Tells everyone who listens to any of the keys, once each. */
  emit(keys: Iterable<Key>): void {
    const heard = new Set<Listener>();
    for (const key of keys) {
      this.counts.set(key, (this.counts.get(key) ?? 0) + 1);
      for (const listener of this.listeners.get(key) ?? []) heard.add(listener);
    }
    for (const listener of heard) listener();
  }

  emitAll(): void {
    this.emit([...this.listeners.keys()]);
  }

  /** How often a key was told; a snapshot for React. */
  count(key: Key): number {
    return this.counts.get(key) ?? 0;
  }
}
