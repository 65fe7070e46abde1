/** Where on the route one is, and what to do at the next turn. */

import { metres } from "./fixes.ts";
import type { Route, Step } from "./types.ts";

export interface Progress {
  /** Metres along the route from its beginning. */
  along_m: number;
  /** Metres beside it. */
  off_m: number;
  left_m: number;
  left_s: number;
  /** What to do next, and in how many metres; null at the end. */
  next: { step: Step; in_m: number; index: number } | null;
}

interface Spot {
  lon: number;
  lat: number;
}

export function progress(route: Route, here: Spot): Progress {
  const { along, off, whole } = nearest(route.geometry.coordinates, here);
  const share = whole ? along / whole : 1;
  const along_m = share * route.length_m;
  return {
    along_m,
    off_m: off,
    left_m: route.length_m - along_m,
    left_s: route.seconds * (1 - share),
    next: nextStep(route.steps, along_m),
  };
}

/** The turn ahead: each step begins where the ones before it end. */
export function nextStep(steps: Step[], along_m: number): Progress["next"] {
  let begins_m = 0;
  for (const [index, step] of steps.entries()) {
    if (index > 0 && begins_m > along_m - 5) return { step, in_m: Math.max(0, begins_m - along_m), index };
    begins_m += step.length_m;
  }
  return null;
}

function nearest(line: [number, number][], here: Spot): { along: number; off: number; whole: number } {
  let [whole, best] = [0, { along: 0, off: Number.POSITIVE_INFINITY }];
  for (let n = 0; n + 1 < line.length; n += 1) {
    const [from, to] = [spot(line[n]), spot(line[n + 1])];
    const length = metres(from, to);
    const share = foot(from, to, here);
    const off = metres(here, { lon: from.lon + (to.lon - from.lon) * share, lat: from.lat + (to.lat - from.lat) * share });
    if (off < best.off) best = { along: whole + length * share, off };
    whole += length;
  }
  return { ...best, whole };
}

function spot(at: [number, number] | undefined): Spot {
  return { lon: at?.[0] ?? 0, lat: at?.[1] ?? 0 };
}

/** Where between two points the foot of the perpendicular stands, 0 to 1. */
function foot(from: Spot, to: Spot, here: Spot): number {
  const squeeze = Math.cos(from.lat * (Math.PI / 180));
  const [east, north] = [(to.lon - from.lon) * squeeze, to.lat - from.lat];
  const long = east * east + north * north;
  if (!long) return 0;
  const share = ((here.lon - from.lon) * squeeze * east + (here.lat - from.lat) * north) / long;
  return Math.min(1, Math.max(0, share));
}

const SIGNS: Record<string, string> = {
  depart: "navigation",
  slight_left: "arrow-bear-left",
  left: "corner-up-left",
  sharp_left: "arrow-sharp-turn-left",
  slight_right: "arrow-bear-right",
  right: "corner-up-right",
  sharp_right: "arrow-sharp-turn-right",
  u_turn: "arrow-back-up",
  roundabout: "rotate-clockwise",
  arrive: "flag",
  arrive_left: "flag",
  arrive_right: "flag",
};

export function turnSign(maneuver: string): string {
  return SIGNS[maneuver] ?? "arrow-up";
}

/** Round as one says it: 340 m, 1,2 km. */
export function distanceWords(length_m: number, locale: string): string {
  if (length_m < 1000) return `${Math.round(length_m / 10) * 10} m`;
  return `${(length_m / 1000).toLocaleString(locale, { maximumFractionDigits: 1 })} km`;
}

/** Links that hand the way over to the phone's own navigator; nothing is loaded from there. */
export function navigators(lon: number, lat: number, agent: string): { name: string; href: string }[] {
  if (/iPhone|iPad|Macintosh/.test(agent)) return [{ name: "Apple Maps", href: `maps://?daddr=${lat},${lon}&dirflg=d` }];
  const geo = { name: "", href: `geo:${lat},${lon}?q=${lat},${lon}` };
  return /Android/.test(agent) ? [{ name: "Google Maps", href: `google.navigation:q=${lat},${lon}&mode=d` }, geo] : [geo];
}
