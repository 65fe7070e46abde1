/** What the officer's phone knows, and what he does: at once on the screen, in order on the server. */

import { NoSignal, Refused, ask, send } from "../shared/api.ts";
import { Queue } from "../shared/queue.ts";
import { metres } from "./fixes.ts";
import { keep, kept } from "./keep.ts";
import { Outbox, type RefusedDeed } from "./outbox.ts";
import { current, seen, type SeenJob } from "./seen.ts";
import { Tracker } from "./tracker.ts";
import type { Answer, Deed, DeedName, Duty, Photo, Route } from "./types.ts";
import { progress } from "./wayfinding.ts";

const BASE = "/api/response";
// Off the route by more than this for a fix: ask for another way, but not all the time.
const OFF_ROUTE_M = 90;
const ROUTE_AGAIN_MS = 15_000;

export class Crew {
  duty: Duty | null = kept<Duty>("duty");
  refused: RefusedDeed[] = kept<RefusedDeed[]>("refused") ?? [];
  /** Pictures taken for the job on the screen, newest last; `sent` once the server has them. */
  pictures: { id: string; assignment: string; url: string }[] = [];
  /** Numbers of those who reported the job on the screen; null until they are opened. */
  phones: { assignment: string; numbers: string[]; failed: boolean } | null = null;
  route: Route | null = null;
  routeFailed = false;
  signedOut = false;
  busy = false;
  trouble = "";
  lost = "";
  readonly outbox: Outbox;
  readonly tracker: Tracker;
  readonly #changed: () => void;
  /** Told, but the server has not been asked for the new state since. */
  #done: Deed[] = [];
  #routeFor = "";
  #routedAt = 0;

  constructor(changed: () => void) {
    this.#changed = changed;
    this.tracker = new Tracker(() => this.#moved());
    const post = {
      deeds: (told: (Deed & { seq: number })[]) => send<Answer[]>(`${BASE}/deeds`, told),
      photo: (photo: Photo) => this.#sendPhoto(photo),
    };
    this.outbox = new Outbox(new Queue<Deed>("patrol-deeds"), new Queue<Photo>("patrol-photos"), post, (refused, done) =>
      this.#told(refused, done),
    );
  }

  get jobs(): SeenJob[] {
    return this.duty
      ? seen(
          this.duty,
          this.outbox.waiting.map(({ item }) => item),
          this.#done,
        )
      : [];
  }

  get job(): SeenJob | null {
    return current(this.jobs);
  }

  async open(): Promise<void> {
    await this.outbox.load();
    await this.refresh();
    void this.outbox.send();
  }

  async refresh(): Promise<void> {
    const before = this.job;
    const included = new Set(this.#done);
    try {
      this.#take(await ask<Duty>(`${BASE}/duty`));
      this.#done = this.#done.filter((deed) => !included.has(deed));
      this.signedOut = false;
      if (this.outbox.count) void this.outbox.send();
      this.#missing(before);
    } catch (trouble) {
      this.signedOut = trouble instanceof Refused && (trouble.status === 401 || trouble.status === 403);
    }
    this.#changed();
  }

  #take(duty: Duty): void {
    this.duty = duty;
    keep("duty", duty);
    if (duty.patrol) this.tracker.start();
    else this.tracker.stop();
  }

  /** A job that was on the screen and is nobody's doing here is said to be gone. */
  #missing(before: SeenJob | null): void {
    const gone = before && !before.waits && !this.duty?.assignments.some(({ number }) => number === before.number);
    this.lost = gone ? before.number : this.job ? "" : this.lost;
  }

  /** Coming on and going off duty is agreed with the server there and then. */
  async start(call_sign: string): Promise<void> {
    await this.#agree(() => send<Duty>(`${BASE}/duty/start`, { call_sign }));
    if (this.duty?.patrol) keep("last-patrol", call_sign);
  }

  async stop(): Promise<void> {
    await this.tracker.send();
    await this.#agree(() => send<Duty>(`${BASE}/duty/stop`, {}));
    if (!this.duty?.patrol) await this.tracker.forget();
  }

  async #agree(talk: () => Promise<Duty>): Promise<void> {
    this.busy = true;
    this.trouble = "";
    this.#changed();
    try {
      this.#take(await talk());
      this.lost = "";
    } catch (trouble) {
      this.trouble = trouble instanceof NoSignal ? "signal" : trouble instanceof Error ? trouble.message : String(trouble);
    }
    this.busy = false;
    this.#changed();
  }

  async tell(deed: DeedName, job: SeenJob, said: { note?: string; outcome?: string } = {}): Promise<void> {
    const { note = "", outcome = "" } = said;
    this.lost = "";
    await this.outbox.tell({ id: newId(), deed, assignment: job.number, at: new Date().toISOString(), note, outcome });
    if (deed === "finish" || deed === "decline") {
      this.route = null;
      this.#routeFor = "";
    }
  }

  async addPhoto(file: File, job: SeenJob): Promise<void> {
    const id = newId();
    this.pictures.push({ id, assignment: job.number, url: URL.createObjectURL(file) });
    await this.outbox.addPhoto({ id, assignment: job.number, file, name: file.name || "photo.jpg" });
  }

  /** Open the reporters' numbers: written down by the server, so it needs signal. */
  async openPhones(job: SeenJob): Promise<void> {
    try {
      const { phones } = await send<{ phones: string[] }>(`${BASE}/assignments/${job.number}/call`, {});
      this.phones = { assignment: job.number, numbers: phones, failed: false };
    } catch {
      this.phones = { assignment: job.number, numbers: [], failed: true };
    }
    this.#changed();
  }

  async #sendPhoto({ id, assignment, file, name }: Photo): Promise<void> {
    const form = new FormData();
    form.set("client_id", id);
    form.set("photo", file, name);
    await send(`${BASE}/assignments/${assignment}/photo`, form);
  }

  #told(refused: RefusedDeed[], done: Deed[]): void {
    this.#done.push(...done);
    if (refused.length) {
      this.refused.push(...refused);
      keep("refused", this.refused);
    }
    this.#changed();
    if (refused.length || done.length) void this.refresh();
  }

  understood(n: number): void {
    this.refused.splice(n, 1);
    keep("refused", this.refused);
    this.#changed();
  }

  #moved(): void {
    void this.wayTo(this.job);
    this.#changed();
  }

  /** Have a route to the job, from here, kept for times without signal; a new one when off it. */
  async wayTo(job: SeenJob | null): Promise<void> {
    const here = this.tracker.here;
    if (!job || job.state === "on_scene" || !here) return;
    if (this.#routeFor !== job.number) this.#recall(job.number);
    const off = this.route ? progress(this.route, here).off_m > OFF_ROUTE_M : true;
    if (!off || Date.now() - this.#routedAt < ROUTE_AGAIN_MS) return;
    if (metres(here, job) < 30) return;
    this.#routedAt = Date.now();
    try {
      const route = await ask<Route>(`${job.route_url}&from_lon=${here.lon}&from_lat=${here.lat}`);
      if (this.#routeFor !== job.number) return;
      this.route = route;
      this.routeFailed = false;
      keep("route", { number: job.number, route });
    } catch {
      this.routeFailed = !this.route;
    }
    this.#changed();
  }

  #recall(number: string): void {
    const held = kept<{ number: string; route: Route }>("route");
    this.#routeFor = number;
    this.#routedAt = 0;
    this.route = held?.number === number ? held.route : null;
  }
}

function newId(): string {
  return crypto.randomUUID();
}
