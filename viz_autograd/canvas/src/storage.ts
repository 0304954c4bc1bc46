// What this browser remembers between visits. A browser that forbids storage just forgets.
const PREFIX = "viz-autograd.";

export function recall(key: string): string | null {
  try {
    return window.localStorage.getItem(PREFIX + key);
  } catch {
    return null;
  }
}

export function remember(key: string, text: string): void {
  try {
    window.localStorage.setItem(PREFIX + key, text);
  } catch {
    // Nothing depends on it.
  }
}
