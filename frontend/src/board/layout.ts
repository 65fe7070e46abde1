/** How the board is laid out: the strip, the three panes, the tabs of a phone, the banner of bad days. */

import { find, icon } from "../shared/page.ts";
import { h, render } from "../shared/view.ts";
import { drawLegend } from "./legend.ts";
import { fill, words } from "./words.ts";

export type Tab = "list" | "map" | "detail";

export interface MapTools {
  fit(): void;
  follow(): void;
}

/** Lay the empty board out, once; what it shows is drawn into its places. */
export function lay(root: Element, line: HTMLElement, tools: MapTools): void {
  render(
    root,
    h("div", { class: "bar" }, line, h("div", { class: "gauges", id: "gauges" })),
    h("div", { class: "banner", id: "banner", role: "status" }),
    h("div", { class: "tabs", role: "group", "aria-label": words.reports, id: "tabs" }),
    h(
      "div",
      { class: "panes" },
      h("section", { class: "pane pane-list", id: "list", "aria-label": words.incidents, tabindex: "-1" }),
      mapPane(tools),
      h("aside", { class: "pane pane-detail", id: "detail", "aria-label": words.reports }),
    ),
  );
}

function mapPane(tools: MapTools): HTMLElement {
  const tool = (sign: string, text: string, onclick: () => void, attrs = {}) =>
    h("button", { type: "button", class: "btn", onclick, ...attrs }, icon(sign), h("span", {}, text));
  const legend = h(
    "details",
    { class: "legend", "data-menu": "" },
    h("summary", { class: "btn" }, icon("help-circle"), h("span", {}, words.legend)),
    drawLegend(),
  );
  return h(
    "section",
    { class: "pane pane-map", "aria-label": words.map },
    h("div", { class: "map", id: "board-map", own: "map" }),
    h(
      "div",
      { class: "map-tools" },
      tool("arrows-maximize", words.fit, tools.fit),
      tool("current-location", words.follow, tools.follow, { id: "follow", "aria-pressed": "false" }),
      legend,
    ),
  );
}

/** The tabs a narrow screen has instead of panes side by side. */
export function drawTabs(root: HTMLElement, open: Tab, fresh: number, hasSelected: boolean, show: (tab: Tab) => void): void {
  const tab = (name: Tab, sign: string, text: string, n = 0) =>
    h(
      "button",
      { type: "button", "aria-pressed": open === name ? "true" : "false", onclick: () => show(name) },
      icon(sign),
      text,
      n > 0 && h("span", { class: "count" }, String(n)),
    );
  render(
    find("#tabs"),
    tab("list", "list", words.reports, fresh),
    tab("map", "map", words.map),
    hasSelected ? tab("detail", "file-text", words.details) : tab("detail", "car", words.patrols),
  );
  root.dataset["tab"] = open;
}

/** Say what is wrong with the line, if anything is, and what to do. */
export function drawBanner(signedOut: boolean, offlineSince: string): void {
  const out = h(
    "div",
    { class: "say say-warn", key: "out" },
    icon("logout"),
    h("p", {}, words.signedOut),
    h("a", { class: "btn btn-primary", href: `/accounts/login/?next=${location.pathname}` }, words.signIn),
  );
  const text = fill(words.offlineBanner, { time: offlineSince });
  const off = h("div", { class: "say say-bad", key: "off" }, icon("wifi-off"), h("p", {}, text));
  render(find("#banner"), signedOut ? out : offlineSince && off);
}
