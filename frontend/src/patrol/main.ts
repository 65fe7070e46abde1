/** The officer's app: one screen for what is now, one button for what comes next. */

import { tick } from "../shared/clock.ts";
import { PhotoView } from "../shared/photos.ts";
import { ask } from "../shared/api.ts";
import { iconButton } from "../shared/buttons.ts";
import { announce, find, icon, told } from "../shared/page.ts";
import { follow } from "../shared/stream.ts";
import { h, render, type Child } from "../shared/view.ts";
import { Alarm, Wakefulness } from "./alarm.ts";
import { Crew } from "./crew.ts";
import { metres } from "./fixes.ts";
import { enRoute, onScene, reportOf } from "./job.ts";
import { keep } from "./keep.ts";
import type { PatrolMap } from "./map.ts";
import { notices, subscribe } from "./push.ts";
import { idle, offDuty, offer, type Hand } from "./screens.ts";
import type { SeenJob } from "./seen.ts";
import type { Config, Fix } from "./types.ts";
import { fill, words } from "./words.ts";

const POLL_MS = 60_000;
const MAP_AGAIN_MS = 15_000;
const ADDRESS_M = 120;

class PatrolPage {
  readonly #root = find("#patrol");
  readonly #crew = new Crew(() => this.#soon());
  readonly #alarm = new Alarm();
  readonly #awake = new Wakefulness();
  readonly #photos = new PhotoView();
  #map: PatrolMap | null = null;
  #opening = false;
  #drawing: ReturnType<typeof setTimeout> | undefined;
  #connected = false;
  #wrong = "";
  #rungFor = "";
  #addressAt: Fix | null = null;

  constructor(config: Config) {
    render(
      this.#root,
      h("div", { class: "patrol-map", id: "patrol-map", own: "map", hidden: true }),
      h("div", { id: "screen", class: "screen" }),
    );
    follow(
      { url: config.stream, renewFrom: "/api/response/duty", pollSeconds: 20 },
      {
        onChange: (change) => this.#changed(change.name, change.subject),
        onResync: () => void this.#crew.refresh(),
        onState: (live) => this.#pulse(live),
      },
    );
    setInterval(() => this.#crew.refresh(), POLL_MS);
    setInterval(() => this.#second(), 1000);
    addEventListener("online", () => this.#back());
    addEventListener("offline", () => this.#soon());
    document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && this.#back());
    document.addEventListener("pointerdown", () => this.#alarm.unlock(), { once: true });
    this.#draw();
    void this.#crew.open();
  }

  readonly #hand: Hand = {
    chosen: "",
    search: "",
    ending: false,
    declining: false,
    open: false,
    address: "",
    notices: notices(),
    draw: () => this.#draw(),
    start: (call_sign) => void this.#start(call_sign),
    stop: () => void this.#stop(),
    accept: (job) => this.#accept(job),
    decline: (job, note) => this.#decline(job, note),
    arrive: (job) => void this.#crew.tell("arrive", job),
    finish: (job) => this.#finish(job),
    takePhoto: (job, files) => [...(files ?? [])].forEach((file) => void this.#crew.addPhoto(file, job)),
    openPhones: (job) => void this.#crew.openPhones(job),
    showPhoto: (addresses, n) => this.#photos.show(addresses, n),
    notify: () => void this.#notify(),
    refresh: () => void this.#crew.refresh(),
  };

  async #start(call_sign: string): Promise<void> {
    this.#alarm.unlock();
    await this.#crew.start(call_sign);
  }

  async #stop(): Promise<void> {
    await this.#crew.stop();
    this.#hand.ending = Boolean(this.#crew.duty?.patrol);
    this.#draw();
  }

  #accept(job: SeenJob): void {
    this.#alarm.stop();
    this.#hand.open = false;
    void this.#crew.tell("accept", job);
    this.#map?.look("me");
  }

  #decline(job: SeenJob, note: string): void {
    this.#alarm.stop();
    this.#hand.declining = false;
    void this.#crew.tell("decline", job, { note });
  }

  #finish(job: SeenJob): void {
    const { outcome, note } = reportOf(job);
    this.#wrong = outcome ? (outcome === "other" && !note.trim() ? words.needNote : "") : words.needOutcome;
    if (this.#wrong) return this.#draw();
    keep(`report-${job.number}`, null);
    void this.#crew.tell("finish", job, { outcome, note: note.trim() });
  }

  async #notify(): Promise<void> {
    try {
      this.#hand.notices = await subscribe();
    } catch {
      this.#hand.notices = notices();
    }
    this.#draw();
  }

  /** Only what may be about us is asked for: a town's patrols must not all ask at every line. */
  #changed(name: string, subject: string): void {
    const mine = this.#crew.duty?.assignments.some((job) => job.number === subject || job.incident === subject);
    if (name === "assignment.opened" || mine) void this.#crew.refresh();
  }

  #pulse(live: boolean): void {
    this.#connected = live;
    if (live) this.#back();
    this.#soon();
  }

  #back(): void {
    if (this.#crew.outbox.count) void this.#crew.outbox.send();
    void this.#crew.tracker.send();
    this.#soon();
  }

  #second(): void {
    tick(this.#root);
    void this.#crew.wayTo(this.#crew.job);
    this.#soon();
  }

  #soon(): void {
    this.#drawing ??= setTimeout(() => {
      this.#drawing = undefined;
      this.#draw();
    }, 30);
  }

  #draw(): void {
    const job = this.#crew.job;
    const onDuty = Boolean(this.#crew.duty?.patrol);
    this.#awake.want(onDuty);
    this.#ring(job);
    render(find("#screen"), this.#notes(), this.#screen(job));
    this.#drawSignal();
    this.#drawMap(job, onDuty);
    this.#root.dataset["screen"] = onDuty ? (job?.state ?? "idle") : "off";
    if (onDuty && !job) void this.#address();
    tick(this.#root);
  }

  #screen(job: SeenJob | null): Child {
    const { duty } = this.#crew;
    if (!duty) return this.#opener();
    if (!duty.patrol) return offDuty(this.#crew, this.#hand);
    if (!job) return [this.#mapButton(), idle(this.#crew, this.#hand)];
    if (job.state === "offered") return offer(job, this.#crew, this.#hand);
    if (job.state === "on_scene") return onScene(job, this.#crew, this.#hand, this.#wrong);
    return [this.#mapButton(true), enRoute(job, this.#crew, this.#hand)];
  }

  #opener(): Child {
    if (navigator.onLine && !this.#crew.signedOut)
      return h(
        "div",
        { class: "page" },
        h("p", { class: "empty-here" }, h("span", { class: "spinner-border spinner-border-sm" }), " ", words.loading),
      );
    return h(
      "div",
      { class: "page" },
      h("div", { class: "empty-here" }, icon("wifi-off"), h("p", {}, words.loadingOffline)),
      h("button", { type: "button", class: "btn btn-big", onclick: this.#hand.refresh }, words.again),
    );
  }

  #mapButton(both = false): Child {
    const button = (name: string, sign: string, view: "me" | "route") =>
      iconButton(sign, name, () => this.#map?.look(view), "btn btn-icon");
    return h(
      "div",
      { class: "map-buttons", key: "map-buttons" },
      button(words.me, "current-location", "me"),
      both && button(words.overview, "route", "route"),
    );
  }

  /** What the server did not accept, and a session that ended: on top, until read. */
  #notes(): Child {
    const { refused, signedOut, outbox } = this.#crew;
    const waits = outbox.count;
    const out = signedOut || outbox.trouble === "signIn";
    const text = waits ? fill(words.signIn, { n: waits }) : words.signInNone;
    const notes = refused.map(({ deed, why }, n) =>
      h(
        "div",
        { class: "say say-bad", role: "alert", key: deed.id },
        icon("alert-triangle"),
        h(
          "div",
          {},
          h("b", {}, fill(words.refusedTitle, { deed: words[`deed_${deed.deed}`] })),
          h("p", {}, why),
          h("p", {}, words.refusedHow),
          h("button", { type: "button", class: "btn", onclick: () => this.#crew.understood(n) }, words.understood),
        ),
      ),
    );
    if (!out && !notes.length) return false;
    return h(
      "div",
      { class: "notes", key: "notes" },
      out &&
        h(
          "div",
          { class: "say say-warn", role: "alert" },
          icon("logout"),
          h(
            "div",
            {},
            h("p", {}, text),
            h("a", { class: "btn btn-primary", href: "/accounts/login/?next=/patrol/" }, words.signInDo),
          ),
        ),
      notes,
    );
  }

  #drawSignal(): void {
    const place = document.querySelector("[data-signal]");
    if (!place) return;
    const n = this.#crew.outbox.count;
    const dead = !navigator.onLine || this.#crew.outbox.trouble === "signal" || !this.#connected;
    const text = n ? fill(dead ? words.waits : words.waitsSending, { n }) : dead ? words.disconnected : words.connected;
    render(
      place,
      h(
        "span",
        { class: `signal-chip${n ? " has-waiting" : ""}${dead ? " is-dead" : ""}`, title: n ? words.waitsTitle : text },
        icon(dead ? "cloud-off" : "circle-check"),
        h("span", { class: n || dead ? "" : "visually-hidden" }, text),
      ),
    );
  }

  /** Be heard once a job is offered, until it is answered. */
  #ring(job: SeenJob | null): void {
    if (job?.state !== "offered") {
      this.#rungFor = "";
      this.#hand.declining = false;
      return this.#alarm.stop();
    }
    if (this.#rungFor === job.number) return;
    this.#rungFor = job.number;
    this.#alarm.start();
    announce(fill(words.announceJob, { kind: job.kind_name, address: job.address }));
  }

  #drawMap(job: SeenJob | null, onDuty: boolean): void {
    const shown = onDuty && job?.state !== "on_scene";
    const place = find("#patrol-map");
    const was = place.hidden;
    place.hidden = !shown;
    if (!shown) return;
    if (!this.#map) return void this.#openMap(place);
    if (was) this.#map.resize();
    this.#map.show(this.#crew.tracker.here, job, job ? this.#crew.route : null, this.#covered(place.getBoundingClientRect()));
  }

  /** How much of the map lies under the turn on top and the sheet below. */
  #covered(map: DOMRect): { top: number; bottom: number } {
    const top = this.#root.querySelector(".turn, .offer-top")?.getBoundingClientRect();
    const sheet = this.#root.querySelector(".sheet, .offer-body")?.getBoundingClientRect();
    return { top: top ? top.bottom - map.top : 0, bottom: sheet ? Math.max(0, map.bottom - sheet.top) : 0 };
  }

  async #openMap(place: HTMLElement): Promise<void> {
    if (this.#opening) return;
    this.#opening = true;
    place.replaceChildren();
    try {
      const { PatrolMap } = await import("./map.ts");
      this.#map = await PatrolMap.open(place, this.#crew.tracker.here);
      this.#soon();
    } catch {
      // Without a map the words and the turn list still lead there; with signal it comes after all.
      setTimeout(() => {
        this.#opening = false;
        this.#soon();
      }, MAP_AGAIN_MS);
    }
  }

  /** Say in words where we are, when we have moved on a little. */
  async #address(): Promise<void> {
    const here = this.#crew.tracker.here;
    if (!here || (this.#addressAt && metres(this.#addressAt, here) < ADDRESS_M)) return;
    this.#addressAt = here;
    try {
      const { address } = await ask<{ address: string }>(`/api/places/locate?lon=${here.lon}&lat=${here.lat}`);
      this.#hand.address = address;
      this.#soon();
    } catch {
      this.#addressAt = null;
    }
  }
}

const config = told<Config>("config");
if (config) new PatrolPage(config);
