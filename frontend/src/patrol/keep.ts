/** Small things that must be there when the page opens without signal: the last duty, routes, drafts. */

export function keep(name: string, value: unknown): void {
  try {
    if (value === null) localStorage.removeItem(`lantas-patrol-${name}`);
    else localStorage.setItem(`lantas-patrol-${name}`, JSON.stringify(value));
  } catch {
    // A full or closed storage: then it lives as long as the page.
  }
}

export function kept<T>(name: string): T | null {
  try {
    const said = localStorage.getItem(`lantas-patrol-${name}`);
    return said ? (JSON.parse(said) as T) : null;
  } catch {
    return null;
  }
}
