/** The reports sent from this device, so that nobody must write a code down. */

export interface Mine {
  token: string;
  number: string;
  at: string;
}

const KEY = "lantas-mine";
const MOST = 10;
const KEPT_MS = 30 * 86_400_000;

export function mine(now = Date.now()): Mine[] {
  try {
    const kept = JSON.parse(localStorage.getItem(KEY) ?? "[]") as Mine[];
    return kept.filter((one) => now - Date.parse(one.at) < KEPT_MS).slice(0, MOST);
  } catch {
    return [];
  }
}

export function remember(one: Mine): void {
  write([one, ...mine().filter((other) => other.token !== one.token)].slice(0, MOST));
}

export function forget(token: string): void {
  write(mine().filter((one) => one.token !== token));
}

function write(kept: Mine[]): void {
  try {
    localStorage.setItem(KEY, JSON.stringify(kept));
  } catch {
    // Without storage the link on the page is all there is.
  }
}
