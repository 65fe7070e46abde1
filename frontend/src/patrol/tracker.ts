/** Tells where the patrol is while it is on duty, and keeps what cannot be told yet. */

import { NoSignal, Refused, send } from "../shared/api.ts";
import { Queue } from "../shared/queue.ts";
import { fixOf, isNews, thinned } from "./fixes.ts";
import type { Fix } from "./types.ts";

const ASK_MS = 15_000;
const AGE_MS = 5_000;
const AT_ONCE = 480;

export type Location = "off" | "searching" | "on" | "denied";

export class Tracker {
  readonly #shelf = new Queue<Fix>("patrol-fixes");
  readonly #changed: () => void;
  #watch: number | null = null;
  #timer: ReturnType<typeof setInterval> | undefined;
  #last: Fix | null = null;
  #heardAt = 0;
  #sending = false;
  here: Fix | null = null;
  location: Location = "off";
  sentAt = 0;
  waiting = 0;

  constructor(changed: () => void) {
    this.#changed = changed;
  }

  start(): void {
    if (this.#watch !== null) return;
    if (!("geolocation" in navigator)) return this.#be("denied");
    this.#be(this.here ? "on" : "searching");
    this.#watch = navigator.geolocation.watchPosition(
      (told) => this.#hear(told),
      (no) => this.#fail(no),
      { enableHighAccuracy: true, maximumAge: 2000 },
    );
    this.#timer = setInterval(() => this.#ask(), ASK_MS);
  }

  stop(): void {
    if (this.#watch !== null) navigator.geolocation.clearWatch(this.#watch);
    clearInterval(this.#timer);
    this.#watch = null;
    this.#last = null;
    this.#be("off");
  }

  /** A phone that lies still is silent; ask it whether it is still there. */
  #ask(): void {
    if (Date.now() - this.#heardAt < ASK_MS - 1000) return;
    // What it may answer is at most so old, whatever moment it names.
    const hear = ({ coords, timestamp }: GeolocationPosition): void =>
      this.#hear({ coords, timestamp: Math.max(timestamp, Date.now() - AGE_MS) });
    navigator.geolocation.getCurrentPosition(hear, (no) => this.#fail(no), {
      enableHighAccuracy: true,
      maximumAge: AGE_MS,
      timeout: 10_000,
    });
  }

  #fail(no: GeolocationPositionError): void {
    if (no.code === no.PERMISSION_DENIED) this.#be("denied");
  }

  #hear(told: Pick<GeolocationPosition, "coords" | "timestamp">): void {
    this.#heardAt = Date.now();
    const fix = fixOf(told);
    this.here = { ...fix, heading: fix.heading ?? this.here?.heading ?? null };
    this.#be("on");
    if (!isNews(this.#last, fix)) return;
    this.#last = fix;
    void this.#keepAndSend(fix);
  }

  #be(location: Location): void {
    this.location = location;
    this.#changed();
  }

  async #keepAndSend(fix: Fix): Promise<void> {
    await this.#shelf.add(fix);
    await this.send();
  }

  /** Send what is kept, oldest first, as one batch. */
  async send(): Promise<void> {
    if (this.#sending || this.#watch === null) return;
    this.#sending = true;
    try {
      await this.#sendBatch();
    } finally {
      this.#sending = false;
      this.waiting = await this.#shelf.count();
      this.#changed();
    }
  }

  async #sendBatch(): Promise<void> {
    let kept = await this.#shelf.all();
    for (const { key } of thinned(kept)) await this.#shelf.remove(key);
    kept = (await this.#shelf.all()).slice(0, AT_ONCE);
    if (!kept.length) return;
    try {
      await send(
        "/api/response/positions",
        kept.map(({ item }) => item),
      );
      this.sentAt = Date.now();
    } catch (trouble) {
      // A refused position (off duty, nonsense) is of no use later; a lost signal is.
      const passes =
        trouble instanceof NoSignal ||
        !(trouble instanceof Refused) ||
        trouble.isPassing ||
        trouble.status === 401 ||
        trouble.status === 403;
      if (passes) return;
    }
    for (const { key } of kept) await this.#shelf.remove(key);
  }

  async forget(): Promise<void> {
    for (const { key } of await this.#shelf.all()) await this.#shelf.remove(key);
    this.waiting = 0;
  }
}
