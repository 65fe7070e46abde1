/** Lets a sign glide to its new place instead of jumping; what is shown is never older than the glide. */

export interface Place {
  lon: number;
  lat: number;
  heading: number | null;
}

interface Ride {
  from: Place;
  to: Place;
  begun: number;
}

export const GLIDE_MS = 900;
// Farther than this within one report is a jump (a lost signal found again): then it jumps.
const JUMP_DEGREES = 0.01;

export class Glides {
  readonly #rides = new Map<string, Ride>();
  readonly #length: number;

  constructor(length_ms = GLIDE_MS) {
    this.#length = length_ms;
  }

  /** Tell where something is now. */
  put(key: string, to: Place, present: number): void {
    const ride = this.#rides.get(key);
    if (ride && same(ride.to, to)) return;
    const from = ride ? this.at(key, present) : null;
    const glides = from && Math.hypot(from.lon - to.lon, from.lat - to.lat) < JUMP_DEGREES;
    this.#rides.set(key, { from: glides ? from : to, to, begun: present });
  }

  /** Forget what is not in `kept`. */
  keep(kept: Set<string>): void {
    for (const key of this.#rides.keys()) if (!kept.has(key)) this.#rides.delete(key);
  }

  /** Where to show it at this moment. */
  at(key: string, present: number): Place | null {
    const ride = this.#rides.get(key);
    if (!ride) return null;
    const share = this.#length ? Math.min(1, (present - ride.begun) / this.#length) : 1;
    const { from, to } = ride;
    return {
      lon: from.lon + (to.lon - from.lon) * share,
      lat: from.lat + (to.lat - from.lat) * share,
      heading: turn(from.heading, to.heading, share),
    };
  }

  isMoving(present: number): boolean {
    for (const { from, to, begun } of this.#rides.values()) if (from !== to && present - begun < this.#length) return true;
    return false;
  }
}

function same(one: Place, other: Place): boolean {
  return one.lon === other.lon && one.lat === other.lat && one.heading === other.heading;
}

/** Turn the short way round. */
export function turn(from: number | null, to: number | null, share: number): number | null {
  if (from === null || to === null) return to;
  const way = ((to - from + 540) % 360) - 180;
  return (from + way * share + 360) % 360;
}
