/** The screens of the officer's app: off duty, standing by, a job offered. */

import { span } from "../shared/clock.ts";
import { icon, language } from "../shared/page.ts";
import { kindSign } from "../shared/signs.ts";
import { now } from "../shared/skew.ts";
import { priority, urgency } from "../shared/urgency.ts";
import { h, type Child } from "../shared/view.ts";
import type { Crew } from "./crew.ts";
import { metres } from "./fixes.ts";
import { kept } from "./keep.ts";
import type { SeenJob } from "./seen.ts";
import type { Notices } from "./push.ts";
import { distanceWords } from "./wayfinding.ts";
import { fill, words } from "./words.ts";

/** What a touch does; and what is open on the screen but matters to nobody else. */
export interface Hand {
  chosen: string;
  search: string;
  ending: boolean;
  declining: boolean;
  open: boolean;
  address: string;
  notices: Notices;
  draw(): void;
  start(call_sign: string): void;
  stop(): void;
  accept(job: SeenJob): void;
  decline(job: SeenJob, note: string): void;
  arrive(job: SeenJob): void;
  finish(job: SeenJob): void;
  takePhoto(job: SeenJob, files: FileList | null): void;
  showPhoto(addresses: string[], n: number): void;
  openPhones(job: SeenJob): void;
  notify(): void;
  refresh(): void;
}

const VEHICLES: Record<string, string> = { car: "car", motorcycle: "motorbike", pickup: "truck", tow: "car-crane" };
const MANY = 8;

export function big(text: string, sign: string, onclick: () => void, look = "btn-primary", disabled = false): HTMLElement {
  return h("button", { type: "button", class: `btn btn-big ${look}`, disabled, onclick, key: text }, icon(sign), text);
}

/** --- off duty ---------------------------------------------------------- */
export function offDuty(crew: Crew, hand: Hand): Child {
  const free = crew.duty?.patrols_free ?? [];
  if (!free.length) {
    return h(
      "section",
      { class: "page", key: "none" },
      h("div", { class: "empty-here" }, icon("car"), h("h1", {}, words.noFree), h("p", {}, words.noFreeHow)),
      big(words.again, "refresh", hand.refresh, ""),
    );
  }
  const last = kept<string>("last-patrol");
  const chosen = hand.chosen || (free.find(({ call_sign }) => call_sign === last) ?? free[0])?.call_sign || "";
  const order = [...free].sort((a, b) => Number(b.call_sign === last) - Number(a.call_sign === last));
  const found = order.filter(({ call_sign }) => call_sign.toLowerCase().includes(hand.search.toLowerCase()));
  const oninput = (event: Event): void => {
    hand.search = (event.target as HTMLInputElement).value;
    hand.draw();
  };
  return h(
    "section",
    { class: "page", key: "off" },
    h("h1", {}, words.hello),
    free.length > MANY &&
      h("input", { type: "search", class: "form-control", "aria-label": words.search, placeholder: words.search, oninput }),
    h(
      "fieldset",
      { class: "choices" },
      h("legend", {}, words.choose),
      found.map((one) => patrolChoice(one, one.call_sign === chosen, hand)),
    ),
    h(
      "div",
      { class: "foot-deeds" },
      troubleNote(crew),
      big(
        crew.busy ? words.starting : fill(words.start, { patrol: chosen }),
        "steering-wheel",
        () => hand.start(chosen),
        "btn-primary",
        crew.busy,
      ),
      h("p", { class: "hint" }, words.startHint),
    ),
  );
}

function patrolChoice(one: { call_sign: string; vehicle: string }, checked: boolean, hand: Hand): HTMLElement {
  const onchange = (): void => {
    hand.chosen = one.call_sign;
    hand.draw();
  };
  const name = (words as Record<string, string>)[one.vehicle] ?? one.vehicle;
  return h(
    "label",
    { class: "choice", key: one.call_sign },
    h("input", { type: "radio", name: "patrol", value: one.call_sign, checked, onchange }),
    icon(VEHICLES[one.vehicle] ?? "car"),
    h("b", {}, one.call_sign),
    h("span", {}, name),
  );
}

function troubleNote(crew: Crew): HTMLElement | false {
  if (!crew.trouble) return false;
  return h(
    "p",
    { class: "say say-bad", role: "alert" },
    icon("alert-triangle"),
    h("span", {}, crew.trouble === "signal" ? words.needSignal : crew.trouble),
  );
}

/** --- standing by ------------------------------------------------------- */
export function idle(crew: Crew, hand: Hand): Child {
  return h(
    "section",
    { class: "sheet", key: "idle" },
    crew.lost && h("p", { class: "say say-warn", role: "status" }, icon("info-circle"), h("span", {}, words.withdrawn)),
    h("div", { class: "sheet-line" }, h("h1", {}, words.idle), h("span", { class: "call-sign" }, crew.duty?.patrol ?? "")),
    h("p", { class: "where" }, icon("map-pin"), h("span", {}, whereabouts(crew, hand))),
    fixNote(crew),
    !hand.ending && h("p", { class: "hint" }, words.idleHow),
    hand.ending
      ? ending(crew, hand)
      : [noticeButton(hand), big(words.stop, "player-stop", () => ((hand.ending = true), hand.draw()), "")],
  );
}

function whereabouts(crew: Crew, hand: Hand): string {
  if (hand.address) return fill(words.here, { address: hand.address });
  return crew.tracker.here ? words.hereKnown : words.hereUnknown;
}

function noticeButton(hand: Hand): Child {
  if (hand.notices !== "off") return false;
  return h("button", { type: "button", class: "btn btn-plain", onclick: hand.notify }, icon("bell-ringing"), words.notify);
}

function ending(crew: Crew, hand: Hand): Child {
  const waits = crew.outbox.count;
  return h(
    "div",
    { class: "sure", key: "sure" },
    h("h2", {}, fill(words.stopSure, { patrol: crew.duty?.patrol ?? "" })),
    troubleNote(crew),
    waits > 0 && h("p", { class: "say say-warn" }, icon("cloud-off"), h("span", {}, fill(words.stopWaits, { n: waits }))),
    h(
      "div",
      { class: "two" },
      big(words.stopNo, "arrow-left", () => ((hand.ending = false), hand.draw()), ""),
      big(words.stopYes, "player-stop", hand.stop, "btn-danger", crew.busy || waits > 0),
    ),
  );
}

/** How the dispatcher sees us: the officer must know when he is invisible. */
export function fixNote(crew: Crew): Child {
  const { location, sentAt, waiting } = crew.tracker;
  if (location === "denied")
    return h(
      "p",
      { class: "say say-bad", role: "alert" },
      icon("alert-triangle"),
      h("span", {}, words.noLocation, " ", words.noLocationHow),
    );
  const text =
    waiting > 1 ? fill(words.unsent, { n: waiting }) : sentAt ? fill(words.sent, { n: span((Date.now() - sentAt) / 1000) }) : "";
  return text && h("p", { class: "fix-note" }, icon(waiting > 1 ? "cloud-off" : "current-location"), text);
}

/** --- a job offered ----------------------------------------------------- */
export function offer(job: SeenJob, crew: Crew, hand: Hand): Child {
  const late = job.due_at !== null && Date.parse(job.due_at) <= now();
  return h(
    "section",
    { class: `offer offer-${job.priority}`, key: `offer-${job.number}`, role: "alertdialog", "aria-labelledby": "offer-what" },
    h(
      "div",
      { class: "offer-top" },
      h("span", { class: "offer-new" }, words.offered),
      job.due_at &&
        h(
          "span",
          { class: "answer" },
          late ? words.late : [words.answerIn, " ", h("b", { "data-due": job.due_at, "data-from": job.offered_at })],
        ),
    ),
    h(
      "div",
      { class: "offer-body" },
      h("div", { class: "offer-head" }, priority(job.priority), h("span", {}, urgency(job.priority))),
      h("h1", { id: "offer-what" }, icon(kindSign(job.kind)), job.kind_name),
      h("p", { class: "offer-where" }, job.address),
      h("p", { class: "offer-way" }, way(job, crew)),
      story(job, hand),
    ),
    hand.declining
      ? declining(job, hand)
      : h(
          "div",
          { class: "foot-deeds" },
          big(words.accept, "navigation", () => hand.accept(job), "btn-primary btn-huge"),
          big(words.decline, "x", () => ((hand.declining = true), hand.draw()), ""),
        ),
  );
}

/** How far it is: by road as soon as the route is known. */
function way(job: SeenJob, crew: Crew): Child {
  const here = crew.tracker.here;
  if (crew.route)
    return [
      h("b", {}, fill(words.eta, { n: Math.max(1, Math.round(crew.route.seconds / 60)) })),
      h("span", {}, distanceWords(crew.route.length_m, language)),
    ];
  return here ? h("span", {}, `± ${distanceWords(metres(here, job), language)}`) : "";
}

function declining(job: SeenJob, hand: Hand): Child {
  const reasons = [words.declineBusy, words.declineVehicle, words.declineFar, words.declineOther];
  const button = (why: string) =>
    h("button", { type: "button", class: "btn btn-big", key: why, onclick: () => hand.decline(job, why) }, why);
  return h(
    "div",
    { class: "foot-deeds", key: "why" },
    h("h2", {}, words.declineWhy),
    reasons.map(button),
    h(
      "button",
      { type: "button", class: "btn btn-plain", key: "back", onclick: () => ((hand.declining = false), hand.draw()) },
      words.back,
    ),
  );
}

/** What the people said, with their pictures. */
export function story(job: SeenJob, hand: Hand): Child {
  const photos = job.photos.map((src, n) =>
    h(
      "button",
      { type: "button", class: "thumb", key: src, onclick: () => hand.showPhoto(job.photos, n) },
      h("img", { src, alt: fill(words.photoOf, { n: n + 1 }), decoding: "async" }),
    ),
  );
  return h(
    "div",
    { class: "told", key: "told" },
    h("h2", { class: "visually-hidden" }, words.told),
    h("p", { class: "what" }, job.what || words.noWords),
    photos.length > 0 && h("div", { class: "thumbs" }, photos),
  );
}

/** Whom to ask the way; offered once the job is his. */
export function callers(job: SeenJob, crew: Crew, hand: Hand): Child {
  const open = crew.phones?.assignment === job.number ? crew.phones : null;
  if (open?.numbers.length)
    return h(
      "div",
      { class: "callers", key: "callers" },
      open.numbers.map((phone) => h("a", { class: "btn", href: `tel:${phone}`, key: phone }, icon("phone-call"), phone)),
    );
  if (open) return h("p", { class: "hint", role: "status", key: "callers" }, open.failed ? words.callFailed : words.callNone);
  return h(
    "div",
    { class: "callers", key: "callers" },
    h("button", { type: "button", class: "btn", onclick: () => hand.openPhones(job) }, icon("phone"), words.call),
  );
}
