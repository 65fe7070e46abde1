/** Small signs used in several places: priority, state, clocks. */

import { icon } from "../shared/page.ts";
import { stateSign, stateTone } from "../shared/signs.ts";
import { fixAge } from "./desk.ts";
import { span } from "../shared/clock.ts";
import type { Incident, Patrol } from "./types.ts";
import { h } from "../shared/view.ts";
import { fill, words } from "./words.ts";

export const AMBER_S = 60;
export const STALE_S = 120;

export function stateChip(incident: Incident): HTMLElement {
  return h("span", { class: `state state-${stateTone(incident.state)}` }, icon(stateSign(incident.state)), incident.state_name);
}

/** How long it has been open. */
export function age(incident: Incident): HTMLElement {
  return h(
    "span",
    { class: "age" },
    h("span", { class: "visually-hidden" }, `${words.age} `),
    h("span", { "data-since": incident.opened_at }),
  );
}

/** What is left until somebody must have done something; once late, that it is late. */
export function due(incident: Incident): HTMLElement | null {
  if (incident.due_at) {
    const clock = h("span", { "data-due": incident.due_at, "data-from": incident.opened_at });
    return h(
      "span",
      { class: "due", "data-clock": true },
      icon("hourglass"),
      h("span", { class: "visually-hidden" }, `${words.due} `),
      clock,
    );
  }
  return incident.late
    ? h("span", { class: "due", "data-clock": true, "data-tone": "over" }, icon("alert-triangle"), words.late)
    : null;
}

export function tierFlag(incident: Incident): HTMLElement | null {
  const told = (words as Record<string, string>)[`tier_${incident.tier}`];
  return told ? h("span", { class: "flag" }, icon("arrow-up"), told) : null;
}

export type Freshness = "fresh" | "amber" | "stale";

export function freshness(patrol: Patrol): Freshness {
  const seconds = fixAge(patrol);
  return seconds > STALE_S ? "stale" : seconds > AMBER_S ? "amber" : "fresh";
}

/** A patrol's sign in a list: the same shape as on the map. */
export function patrolSign(patrol: Patrol): HTMLElement {
  return h("span", { class: `patrol-sign patrol-${patrol.status} fix-${freshness(patrol)}`, "aria-hidden": "true" });
}

export function fixWords(patrol: Patrol): string {
  const seconds = fixAge(patrol);
  if (!Number.isFinite(seconds)) return words.noFix;
  return seconds < 15 ? words.fresh : fill(words.fixAge, { n: span(seconds) });
}
