// What this browser remembers between visits. A browser that forbids storage just forgets.
const PREFIX = "viz-autograd.";

export function recall(key: string): string | null {
  try {
    return window.localStorage.getItem(PREFIX + key);
  } catch {
    return null;
  }
}

/** False when there is no room for it, or storage is forbidden; then nothing older is kept either. */
export function remember(key: string, text: string): boolean {
  try {
    window.localStorage.setItem(PREFIX + key, text);
    return true;
  } catch {
    forget(key);
    return false;
  }
}

function forget(key: string): void {
  try {
    window.localStorage.removeItem(PREFIX + key);
  } catch {
    // Nothing depends on it.
  }
}
