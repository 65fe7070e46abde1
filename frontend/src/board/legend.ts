/** What the signs on the map mean. */

import { priority, urgency } from "../shared/urgency.ts";
import { h } from "../shared/view.ts";
import { words } from "./words.ts";

export function drawLegend(): HTMLElement {
  const patrol = (status: string, fix: string, text: string) =>
    h("li", {}, h("span", { class: `patrol-sign patrol-${status} fix-${fix}`, "aria-hidden": "true" }), text);
  const level = (of: string) => h("li", {}, priority(of), urgency(of));
  return h(
    "ul",
    { class: "plain-list legend-list" },
    level("p1"),
    level("p2"),
    level("p3"),
    patrol("free", "fresh", words.free),
    patrol("offered", "fresh", words.offered),
    patrol("en_route", "fresh", words.en_route),
    patrol("on_scene", "fresh", words.onScene),
    patrol("free", "amber", words.legendStale),
    patrol("free", "stale", words.legendHollow),
  );
}
