/** Which positions are worth sending, and which of many are worth keeping. */

import type { Fix } from "./types.ts";

const EVERY_MS = 10_000;
// A standing patrol still says it is there, before the board doubts its position (60 s).
const STANDING_MS = 40_000;
const STANDING_M = 15;
// The server takes 500 at once; a longer time without signal is told in coarser steps.
export const MOST_KEPT = 480;

/** Metres between two points; near enough for a few kilometres. */
export function metres(from: { lon: number; lat: number }, to: { lon: number; lat: number }): number {
  const east = (to.lon - from.lon) * Math.cos(((from.lat + to.lat) / 2) * (Math.PI / 180));
  return Math.hypot(east, to.lat - from.lat) * 111_195;
}

/** Is this position news, after the last one that was kept? */
export function isNews(last: Fix | null, fix: Fix): boolean {
  if (!last) return true;
  const passed = Date.parse(fix.at) - Date.parse(last.at);
  if (passed >= STANDING_MS) return true;
  const blurred = Math.max(STANDING_M, Math.min(50, fix.accuracy_m ?? 0));
  return passed >= EVERY_MS - 500 && metres(last, fix) >= blurred;
}

/** Thin a long wait: leave out every second one of the older half, never the newest. */
export function thinned<T>(kept: T[], most = MOST_KEPT): T[] {
  if (kept.length <= most) return [];
  return kept.slice(0, Math.floor(kept.length / 2)).filter((_, n) => n % 2 === 1);
}

/** Make a fix of what the phone tells; a standing phone's heading is noise. */
export function fixOf({ coords, timestamp }: Pick<GeolocationPosition, "coords" | "timestamp">): Fix {
  const speed = coords.speed === null || Number.isNaN(coords.speed) ? null : coords.speed * 3.6;
  const heading =
    coords.heading === null || Number.isNaN(coords.heading) || (speed !== null && speed < 3) ? null : coords.heading % 360;
  return {
    lon: Math.round(coords.longitude * 1e6) / 1e6,
    lat: Math.round(coords.latitude * 1e6) / 1e6,
    at: new Date(timestamp).toISOString(),
    speed_kmh: speed === null ? null : Math.min(400, Math.round(speed * 10) / 10),
    heading: heading === null ? null : Math.round(heading),
    accuracy_m: Number.isFinite(coords.accuracy) ? Math.round(coords.accuracy) : null,
  };
}
