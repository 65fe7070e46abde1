/** The right side: one incident, who could go, what was told, what was done. */

import { iconButton } from "../shared/buttons.ts";
import { icon } from "../shared/page.ts";
import { priority } from "../shared/urgency.ts";
import { clockTime } from "../shared/clock.ts";
import { short, type Desk } from "./desk.ts";
import { drawForm } from "./forms.ts";
import { WAITING } from "./list.ts";
import { history, jobs, reports } from "./story.ts";
import { age, due, stateChip, tierFlag } from "./signs.ts";
import type { Candidate, Incident } from "./types.ts";
import { h, type Child } from "../shared/view.ts";
import { fill, words } from "./words.ts";

export interface DetailDeeds {
  back(): void;
  centre(): void;
  hover(call_sign: string | null): void;
  showPhoto(n: number): void;
  study(): void;
}

const FIRST = 9;

export function detail(desk: Desk, deeds: DetailDeeds): Child[] {
  const number = desk.selected;
  const incident = desk.detail ?? desk.incident(number);
  if (!number || !incident) return number ? [gone(number, deeds)] : [];
  return [
    head(incident, desk, deeds),
    said(desk, number),
    !desk.mayDispatch &&
      !desk.maySupervise &&
      h("p", { class: "say", key: "watch" }, icon("eye"), h("span", {}, words.watchOnly)),
    isOpen(incident)
      ? work(incident, desk, deeds)
      : [
          h(
            "p",
            { class: "say", key: "ended" },
            icon("info-circle"),
            h("span", {}, fill(words.ended, { state: incident.state_name })),
          ),
          supervise(incident, desk),
        ],
    desk.detail && jobs(desk.detail, desk),
    desk.detail && reports(desk.detail, desk, deeds.showPhoto),
    desk.detail && history(desk.detail),
  ];
}

function isOpen(incident: Incident): boolean {
  return ["reported", "taken", "dispatched", "on_scene"].includes(incident.state);
}

function gone(number: string, deeds: DetailDeeds): HTMLElement {
  const back = h("button", { type: "button", class: "btn", onclick: deeds.back }, words.close);
  return h("div", { class: "empty-here", key: "gone" }, h("h2", {}, short(number)), h("p", {}, words.gone), back);
}

function head(one: Incident, desk: Desk, deeds: DetailDeeds): HTMLElement {
  const taker = desk.detail?.taken_by;
  return h(
    "header",
    { class: "detail-head", key: `head-${one.number}` },
    h(
      "div",
      { class: "detail-line" },
      priority(one.priority),
      h("h2", { tabindex: "-1", id: "detail-title" }, one.kind_name, " ", h("span", { class: "number" }, short(one.number))),
      iconButton("map-pin", words.centre, deeds.centre),
      iconButton("x", words.close, deeds.back),
    ),
    h("p", { class: "detail-where" }, one.address),
    h("div", { class: "detail-line detail-facts" }, stateChip(one), isOpen(one) && [age(one), due(one), tierFlag(one)]),
    h(
      "p",
      { class: "detail-small" },
      h("span", { class: "copyable" }, one.number),
      h("span", {}, one.unit),
      h("span", {}, fill(words.openedAt, { time: clockTime(one.opened_at) })),
      taker && h("span", {}, fill(words.takenBy, { name: taker })),
    ),
  );
}

function said(desk: Desk, number: string): HTMLElement | null {
  const told = desk.said.get(number);
  if (!told) return null;
  const sign = icon(told.tone === "bad" ? "alert-triangle" : "circle-check");
  const close = iconButton("x", words.close, () => desk.hush(number));
  return h(
    "div",
    { class: `say say-${told.tone}`, role: told.tone === "bad" ? "alert" : "status", key: `said-${number}` },
    sign,
    h("p", {}, told.text),
    close,
  );
}

function work(one: Incident, desk: Desk, deeds: DetailDeeds): Child[] {
  if (!desk.mayDispatch) return [];
  const waiting = desk.pending.get(one.number);
  return [
    h(
      "div",
      { class: "deeds", key: "deeds" },
      deedButtons(one, desk, Boolean(waiting)),
      waiting && h("span", { class: "waiting", role: "status" }, WAITING[waiting.deed]),
    ),
    desk.form && drawForm(one, desk),
    proposal(one, desk, deeds),
  ];
}

/** A resolved incident is closed by the clock in time; a supervisor may do so now, or look again. */
function supervise(one: Incident, desk: Desk): Child {
  if (!desk.maySupervise || one.state !== "resolved") return false;
  const busy = desk.pending.get(one.number);
  const button = (name: string, sign: string, onclick: () => void) =>
    h("button", { type: "button", class: "btn", key: name, disabled: Boolean(busy), onclick }, icon(sign), name);
  return [
    h(
      "div",
      { class: "deeds", key: "deeds" },
      button(words.reopen, "history", () => desk.openForm("reopen")),
      button(words.closeCase, "lock", () => void desk.act(one.number, "close")),
      busy && h("span", { class: "waiting", role: "status" }, WAITING[busy.deed]),
    ),
    desk.form && drawForm(one, desk),
  ];
}

function deedButtons(one: Incident, desk: Desk, busy: boolean): Child[] {
  const mayReject = one.state === "reported" || one.state === "taken";
  const button = (name: string, key: string, sign: string, onclick: () => void, look = "", open = false) =>
    h(
      "button",
      {
        type: "button",
        class: `btn ${look}`,
        key: name,
        disabled: busy,
        "aria-keyshortcuts": key,
        "aria-expanded": open ? "true" : null,
        onclick,
      },
      icon(sign),
      name,
      h("kbd", {}, key),
    );
  return [
    one.state === "reported" && button(words.take, "T", "user-circle", () => void desk.act(one.number, "take"), "btn-primary"),
    one.state !== "reported" &&
      button(
        words.resolve,
        "E",
        "circle-check",
        () => desk.openForm(desk.form === "resolve" ? null : "resolve"),
        "",
        desk.form === "resolve",
      ),
    mayReject &&
      button(words.reject, "R", "ban", () => desk.openForm(desk.form === "reject" ? null : "reject"), "", desk.form === "reject"),
  ];
}

function proposal(one: Incident, desk: Desk, deeds: DetailDeeds): HTMLElement {
  return h(
    "section",
    { class: "proposal", key: `proposal-${one.number}`, "aria-label": words.send },
    h("h3", {}, words.send),
    proposalBody(one, desk, deeds),
  );
}

function proposalBody(one: Incident, desk: Desk, deeds: DetailDeeds): Child {
  const told = desk.proposal;
  if (!told) {
    if (!desk.proposalFailed) return h("p", { class: "quiet" }, words.looking);
    return h(
      "p",
      { class: "quiet" },
      words.proposalFailed,
      " ",
      h("button", { type: "button", class: "btn", onclick: deeds.study }, words.again),
    );
  }
  const rest = told.candidates.slice(FIRST);
  return [
    told.shortfalls.map((lack) => h("p", { class: "shortfall" }, icon("alert-triangle"), h("span", {}, lack))),
    !told.candidates.length && !told.shortfalls.length && h("p", { class: "quiet" }, words.noCandidates),
    h(
      "ol",
      { class: "plain-list candidates" },
      told.candidates.slice(0, FIRST).map((who, n) => candidate(who, n + 1, one, desk, deeds)),
    ),
    rest.length > 0 &&
      h(
        "details",
        { class: "rest", key: "rest" },
        h("summary", {}, fill(words.moreCandidates, { n: rest.length })),
        h(
          "ol",
          { class: "plain-list candidates" },
          rest.map((who) => candidate(who, 0, one, desk, deeds)),
        ),
      ),
  ];
}

function candidate(who: Candidate, n: number, one: Incident, desk: Desk, deeds: DetailDeeds): HTMLElement {
  const waiting = desk.pending.get(one.number);
  const isIt = waiting?.deed === "dispatch" && waiting.call_sign === who.call_sign;
  const minutes = who.eta_s === null ? words.noWay : fill(words.minutes, { n: Math.max(1, Math.round(who.eta_s / 60)) });
  // The first reason is the travel time itself, which already stands large beside it.
  const reasons = who.eta_s === null ? who.reasons : who.reasons.slice(1);
  const button = h(
    "button",
    {
      type: "button",
      class: "candidate",
      disabled: Boolean(waiting),
      "aria-keyshortcuts": n ? String(n) : null,
      onclick: () => void desk.act(one.number, "dispatch", { call_sign: who.call_sign }),
      onmouseenter: () => deeds.hover(who.call_sign),
      onmouseleave: () => deeds.hover(null),
      onfocus: () => deeds.hover(who.call_sign),
      onblur: () => deeds.hover(null),
    },
    n ? h("kbd", {}, String(n)) : h("span", { class: "no-key" }),
    h("span", { class: "sign" }, who.call_sign),
    h("span", { class: who.eta_s === null ? "eta eta-none" : "eta" }, minutes),
    h("span", { class: "distance" }, fill(words.km, { n: (who.distance_m / 1000).toFixed(1) })),
    h("span", { class: "go" }, isIt ? words.sending : words.dispatch, icon("arrow-right")),
    reasons.length > 0 && h("span", { class: "reasons" }, reasons.join(" · ")),
  );
  return h("li", { key: who.call_sign }, button);
}
