/** A button that is only a sign; its name is said and shown on hovering. */

import { icon } from "./page.ts";
import { h } from "./view.ts";

export function iconButton(sign: string, name: string, onclick: () => void, look = "tool"): HTMLElement {
  return h(
    "button",
    { type: "button", class: look, onclick, title: name },
    icon(sign),
    h("span", { class: "visually-hidden" }, name),
  );
}
