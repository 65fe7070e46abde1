/** How far the server's clock is ahead of this device's: phones' clocks are wrong more often than one thinks. */

let ahead_ms = 0;

/** Learn from the Date of an answer; it tells whole seconds, so less than two says nothing. */
export function learn(date: string | null): void {
  const server = date ? Date.parse(date) : Number.NaN;
  if (!Number.isFinite(server)) return;
  const ahead = server + 500 - Date.now();
  if (Math.abs(ahead - ahead_ms) > 2000) ahead_ms = Math.abs(ahead) > 2000 ? ahead : 0;
}

/** The server's time, in milliseconds. */
export function now(): number {
  return Date.now() + ahead_ms;
}
