/** The right side while no incident is open: who is on duty, doing what. */

import { icon } from "../shared/page.ts";
import { answers } from "./command.ts";
import { short, type Desk } from "./desk.ts";
import { fixWords, freshness, patrolSign } from "./signs.ts";
import type { Patrol } from "./types.ts";
import { h, type Child } from "../shared/view.ts";
import { words } from "./words.ts";

const ORDER = ["offered", "en_route", "on_scene", "free"];

export function patrolList(desk: Desk, marked: string | null, show: (call_sign: string) => void): Child[] {
  const found = [...desk.patrols.values()].filter((one) =>
    answers(desk.find, one.call_sign, one.status_name, one.incident ?? ""),
  );
  const patrols = found.length || !desk.find ? found : [...desk.patrols.values()];
  patrols.sort((a, b) => ORDER.indexOf(a.status) - ORDER.indexOf(b.status) || a.call_sign.localeCompare(b.call_sign));
  return [
    h(
      "header",
      { class: "detail-head", key: "head-patrols" },
      h(
        "h2",
        { tabindex: "-1", id: "detail-title" },
        words.patrolsOnDuty,
        " ",
        h("span", { class: "count" }, String(desk.patrols.size)),
      ),
      desk.incidents.length > 0 && h("p", { class: "detail-small" }, `${words.choose}. ${words.chooseHow}`),
    ),
    desk.loaded &&
      !desk.patrols.size &&
      h("div", { class: "empty-here", key: "none" }, icon("car"), h("h2", {}, words.noPatrols), h("p", {}, words.noPatrolsHow)),
    h(
      "ul",
      { class: "plain-list patrol-list", key: "patrols" },
      patrols.map((one) => patrolRow(one, one.call_sign === marked, show)),
    ),
  ];
}

function patrolRow(one: Patrol, marked: boolean, show: (call_sign: string) => void): HTMLElement {
  const button = h(
    "button",
    { type: "button", class: "patrol-row", "aria-current": marked ? "true" : null, onclick: () => show(one.call_sign) },
    patrolSign(one),
    h("span", { class: "sign" }, one.call_sign),
    h(
      "span",
      { class: "patrol-status" },
      one.status_name,
      one.incident && h("span", { class: "number" }, ` ${short(one.incident)}`),
    ),
    h("span", { class: `fix fix-words-${freshness(one)}` }, fixWords(one)),
  );
  return h("li", { key: one.call_sign }, button);
}
