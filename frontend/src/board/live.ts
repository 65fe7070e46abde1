/** How fresh the board is, always said: live, some seconds behind, or offline. */

import { fill, words } from "./words.ts";

export type Liveness = "live" | "behind" | "offline";

// The stream says something twice a second while patrols move; a quiet town is asked every so often.
export const QUIET_MS = 20_000;
const OFFLINE_MS = 45_000;

export interface Pulse {
  /** Whether the stream stands. */
  open: boolean;
  /** When the server last told us anything. */
  heardAt: number;
}

export function liveness({ open, heardAt }: Pulse, present: number, onLine = true): Liveness {
  const silence = present - heardAt;
  if (!onLine || silence > OFFLINE_MS) return "offline";
  if (open && silence < QUIET_MS + 5_000) return "live";
  return silence < 3_000 ? "live" : "behind";
}

export function livenessWords(state: Liveness, pulse: Pulse, present: number): { text: string; title: string } {
  if (state === "live") return { text: words.live, title: words.liveTitle };
  if (state === "offline") return { text: words.offline, title: words.offlineTitle };
  return { text: fill(words.behind, { n: Math.round((present - pulse.heardAt) / 1000) }), title: words.behindTitle };
}
