/** The left side: open incidents by state, the most urgent first. */

import { iconButton } from "../shared/buttons.ts";
import { icon } from "../shared/page.ts";
import { kindSign, stateTone } from "../shared/signs.ts";
import { answers } from "./command.ts";
import { short, type Desk } from "./desk.ts";
import { age, due, tierFlag } from "./signs.ts";
import type { Incident } from "./types.ts";
import { priority } from "../shared/urgency.ts";
import { h, render } from "../shared/view.ts";
import { fill, words } from "./words.ts";

const STATES = ["reported", "taken", "dispatched", "on_scene"] as const;

/** What the list shows now, in its order: the keys move through the same. */
export function listed(desk: Desk): Incident[] {
  return (desk.ended ?? desk.queue).filter((one) =>
    answers(desk.find, one.number, one.kind_name, one.address, one.unit, one.patrols.join(" ")),
  );
}

export function drawList(place: Element, desk: Desk, open: (number: string) => void, clearFind: () => void): void {
  const found = listed(desk);
  if (desk.ended) return render(place, desk.find && findChip(desk.find, clearFind), past(found, desk, open), turner(desk));
  render(
    place,
    desk.find && findChip(desk.find, clearFind),
    !desk.loaded && h("p", { class: "empty-here" }, h("span", { class: "spinner-border spinner-border-sm" }), " ", words.loading),
    desk.loaded && !desk.incidents.length && nothingOpen(),
    desk.find &&
      desk.incidents.length > 0 &&
      !found.length &&
      h("p", { class: "empty-here" }, fill(words.noMatch, { text: desk.find })),
    STATES.map((state) =>
      group(
        state,
        found.filter((one) => one.state === state),
        desk,
        open,
      ),
    ),
    desk.loaded && turner(desk),
  );
}

/** The way to what has ended, and back. */
function turner(desk: Desk): HTMLElement {
  const back = desk.ended !== null;
  return h(
    "p",
    { class: "turner", key: "turner" },
    h(
      "button",
      { type: "button", class: "btn btn-plain", onclick: () => void desk.lookBack(!back) },
      icon(back ? "arrow-left" : "history"),
      back ? words.openList : words.showEnded,
    ),
  );
}

function past(rows: Incident[], desk: Desk, open: (number: string) => void): HTMLElement {
  const title = h(
    "h2",
    { class: "group-title group-ended" },
    words.ended_list,
    h("span", { class: "count" }, String(rows.length)),
  );
  const list = h(
    "ul",
    { class: "plain-list" },
    rows.map((one) => row(one, desk, open)),
  );
  return h(
    "section",
    { class: "group", key: "ended" },
    title,
    rows.length ? list : h("p", { class: "empty-here" }, words.endedNone),
  );
}

function findChip(text: string, clear: () => void): HTMLElement {
  return h(
    "div",
    { class: "find-chip", key: "find" },
    icon("search"),
    h("span", {}, fill(words.findChip, { text })),
    iconButton("x", words.clearFind, clear),
  );
}

function nothingOpen(): HTMLElement {
  return h(
    "div",
    { class: "empty-here", key: "empty" },
    icon("circle-check"),
    h("h2", {}, words.noIncidents),
    h("p", {}, words.noIncidentsHow),
  );
}

function group(
  state: (typeof STATES)[number],
  rows: Incident[],
  desk: Desk,
  open: (number: string) => void,
): HTMLElement | false {
  if (!rows.length) return false;
  const title = h(
    "h2",
    { class: `group-title group-${state}` },
    words[state],
    h("span", { class: "count" }, String(rows.length)),
  );
  return h(
    "section",
    { key: state, class: "group" },
    title,
    h(
      "ul",
      { class: "plain-list" },
      rows.map((one) => row(one, desk, open)),
    ),
  );
}

function row(one: Incident, desk: Desk, open: (number: string) => void): HTMLElement {
  const isFresh = desk.fresh.has(one.number);
  const button = h(
    "button",
    {
      type: "button",
      class: `incident incident-${one.priority}${isFresh ? " is-fresh" : ""}`,
      "data-number": one.number,
      "aria-current": desk.selected === one.number ? "true" : null,
      onclick: () => open(one.number),
    },
    priority(one.priority),
    h("span", { class: "incident-line" }, what(one), age(one)),
    h("span", { class: "incident-where" }, one.address),
    h(
      "span",
      { class: "incident-line" },
      under(one, desk),
      desk.ended ? h("span", { class: `state state-${stateTone(one.state)}` }, one.state_name) : due(one),
    ),
  );
  return h("li", { key: one.number }, button);
}

function what(one: Incident): HTMLElement {
  const voices = h(
    "span",
    { class: "voices", title: fill(words.accounts, { n: one.reports }) },
    icon("users"),
    String(one.reports),
  );
  return h("span", { class: "incident-what" }, icon(kindSign(one.kind)), h("span", {}, one.kind_name), one.reports > 1 && voices);
}

/** Where all are of one unit, its name in every row says nothing. */
function severalUnits(desk: Desk): boolean {
  const rows = desk.ended ?? desk.incidents;
  return rows.some(({ unit }) => unit !== rows[0]?.unit);
}

function under(one: Incident, desk: Desk): HTMLElement {
  const waiting = desk.pending.get(one.number);
  return h(
    "span",
    { class: "incident-under" },
    h("span", { class: "number", title: one.number }, short(one.number)),
    severalUnits(desk) && h("span", { class: "unit" }, one.unit),
    one.patrols.map((sign) => h("span", { class: "sign" }, sign)),
    waiting && h("span", { class: "waiting" }, WAITING[waiting.deed]),
    tierFlag(one),
  );
}

export const WAITING = {
  take: words.taking,
  dispatch: words.sending,
  reject: words.rejecting,
  resolve: words.resolving,
  withdraw: words.withdrawing,
  reopen: words.reopening,
  close: words.closing,
};
