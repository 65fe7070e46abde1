/** The screens of a job: on the way, and on scene. */

import { priority } from "../shared/urgency.ts";
import { icon, language } from "../shared/page.ts";
import { h, type Child } from "../shared/view.ts";
import type { Crew } from "./crew.ts";
import { metres } from "./fixes.ts";
import { keep, kept } from "./keep.ts";
import { big, callers, fixNote, story, type Hand } from "./screens.ts";
import type { SeenJob } from "./seen.ts";
import type { Step } from "./types.ts";
import { distanceWords, navigators, progress, turnSign } from "./wayfinding.ts";
import { fill, words } from "./words.ts";

// So near, the button to say so is the only thing one wants.
const NEAR_M = 120;

export interface Report {
  outcome: string;
  note: string;
}

export function reportOf(job: SeenJob): Report {
  return kept<Report>(`report-${job.number}`) ?? { outcome: "", note: "" };
}

/** --- on the way -------------------------------------------------------- */
export function enRoute(job: SeenJob, crew: Crew, hand: Hand): Child[] {
  const here = crew.tracker.here;
  const told = crew.route && here ? progress(crew.route, here) : null;
  const near = here !== null && metres(here, job) < NEAR_M;
  const toggle = (): void => {
    hand.open = !hand.open;
    hand.draw();
  };
  return [
    told?.next &&
      h(
        "div",
        { class: "turn", key: "turn" },
        icon(turnSign(told.next.step.maneuver)),
        h("div", {}, h("b", {}, distanceWords(told.next.in_m, language)), h("span", {}, sentence(told.next.step))),
      ),
    h(
      "section",
      { class: hand.open ? "sheet sheet-open" : "sheet", key: "way" },
      h("div", { class: "sheet-line" }, eta(job, crew), h("span", { class: "call-sign" }, crew.duty?.patrol ?? "")),
      h("p", { class: "sheet-what" }, priority(job.priority), h("b", {}, job.kind_name)),
      h("p", { class: "where" }, icon("map-pin-filled"), h("span", {}, job.address)),
      crew.routeFailed && h("p", { class: "hint" }, words.noRoute),
      fixNote(crew),
      hand.open &&
        h("div", { class: "more", key: "more" }, story(job, hand), callers(job, crew, hand), turns(crew, told?.next?.index ?? 0)),
      h(
        "div",
        { class: "sheet-links" },
        navigatorLinks(job),
        h(
          "button",
          { type: "button", class: "btn", "aria-expanded": hand.open ? "true" : "false", onclick: toggle },
          icon(hand.open ? "chevron-down" : "list"),
          hand.open ? words.less : words.details,
        ),
      ),
      big(
        words.arrived,
        "map-pin-filled",
        () => hand.arrive(job),
        near ? "btn-primary btn-huge is-near" : "btn-primary btn-huge",
      ),
    ),
  ];
}

function eta(job: SeenJob, crew: Crew): HTMLElement {
  const here = crew.tracker.here;
  if (!here) return h("h1", {}, job.kind_name);
  if (!crew.route) return h("h1", {}, `± ${distanceWords(metres(here, job), language)}`);
  const { left_s, left_m } = progress(crew.route, here);
  return h(
    "h1",
    {},
    fill(words.eta, { n: Math.max(1, Math.round(left_s / 60)) }),
    " ",
    h("small", {}, distanceWords(left_m, language)),
  );
}

function sentence(step: Step): string {
  return language === "en" ? step.text_en : step.text_id;
}

function turns(crew: Crew, next: number): Child {
  if (!crew.route) return false;
  const rows = crew.route.steps.map((step, n) =>
    h(
      "li",
      { class: n < next ? "is-past" : n === next ? "is-next" : "", key: String(n) },
      icon(turnSign(step.maneuver)),
      h("span", {}, sentence(step)),
      step.length_m > 0 && h("small", {}, distanceWords(step.length_m, language)),
    ),
  );
  return h("details", { class: "turns", key: "turns" }, h("summary", {}, words.turns), h("ol", { class: "plain-list" }, rows));
}

function navigatorLinks(job: SeenJob): Child[] {
  return navigators(job.lon, job.lat, navigator.userAgent)
    .slice(0, 1)
    .map(({ name, href }) =>
      h(
        "a",
        { class: "btn", href, rel: "external" },
        icon("external-link"),
        name ? fill(words.navigateWith, { name }) : words.navigate,
      ),
    );
}

/** --- on scene ---------------------------------------------------------- */
const OUTCOMES = ["handled", "handed_over", "nothing_found", "other"] as const;

export function onScene(job: SeenJob, crew: Crew, hand: Hand, wrong: string): Child {
  const report = reportOf(job);
  const write = (said: Partial<Report>): void => {
    keep(`report-${job.number}`, { ...reportOf(job), ...said });
    hand.draw();
  };
  return h(
    "section",
    { class: "page on-scene", key: `scene-${job.number}` },
    h(
      "div",
      { class: "sheet-what" },
      priority(job.priority),
      h("h1", {}, job.kind_name),
      h("span", { class: "state state-there" }, icon("map-pin"), words.onScene),
    ),
    h("p", { class: "where" }, icon("map-pin-filled"), h("span", {}, job.address)),
    h(
      "details",
      { class: "scene-told", key: "details" },
      h("summary", {}, words.told),
      story(job, hand),
      callers(job, crew, hand),
    ),
    photoRow(job, crew, hand),
    h(
      "fieldset",
      { class: "choices" },
      h("legend", {}, words.outcome),
      OUTCOMES.map((one) => outcomeChoice(one, report.outcome === one, () => write({ outcome: one }))),
    ),
    h("label", { class: "form-label", for: "note" }, words.note),
    h("textarea", {
      class: "form-control",
      id: "note",
      rows: 3,
      maxlength: 500,
      value: report.note,
      key: `note-${job.number}`,
      "aria-describedby": "note-hint",
      oninput: (event: Event) =>
        keep(`report-${job.number}`, { ...reportOf(job), note: (event.target as HTMLTextAreaElement).value }),
    }),
    h("p", { class: "hint", id: "note-hint" }, words.noteHint),
    h(
      "div",
      { class: "foot-deeds" },
      wrong && h("p", { class: "say say-bad", role: "alert" }, icon("alert-circle"), h("span", {}, wrong)),
      big(words.finish, "circle-check", () => hand.finish(job), "btn-primary btn-huge"),
    ),
  );
}

function outcomeChoice(value: (typeof OUTCOMES)[number], checked: boolean, onchange: () => void): HTMLElement {
  return h(
    "label",
    { class: "choice", key: value },
    h("input", { type: "radio", name: "outcome", value, checked, onchange }),
    h("b", {}, words[value]),
  );
}

function photoRow(job: SeenJob, crew: Crew, hand: Hand): Child {
  const waiting = new Set(crew.outbox.waitingPhotos.map(({ item }) => item.id));
  const mine = crew.pictures.filter(({ assignment }) => assignment === job.number);
  const pictures = mine.map(({ id, url }, n) => {
    const state = waiting.has(id) ? words.photoWaits : words.photoSent;
    return h(
      "figure",
      { class: "picture", key: id },
      h("img", { src: url, alt: fill(words.photoMine, { n: n + 1, state }) }),
      h("figcaption", {}, icon(waiting.has(id) ? "cloud-off" : "circle-check"), state),
    );
  });
  const onchange = (event: Event): void => {
    const input = event.target as HTMLInputElement;
    hand.takePhoto(job, input.files);
    input.value = "";
  };
  return h(
    "div",
    { class: "pictures", key: "pictures" },
    h(
      "label",
      { class: "btn btn-big" },
      icon("camera"),
      words.photo,
      h("input", { type: "file", accept: "image/*", capture: "environment", class: "visually-hidden", onchange }),
    ),
    pictures,
  );
}
