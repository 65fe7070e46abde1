/** How urgent something is: shape, letter and colour together, so that nobody needs to see red to see P1. */

import { h } from "./view.ts";
import { choose } from "./words.ts";

const LEVELS: Record<string, string> = choose({
  id: { p1: "nyawa terancam", p2: "mendesak", p3: "menunggu giliran" },
  en: { p1: "life in danger", p2: "urgent", p3: "can wait its turn" },
});

/** In words: "life in danger". */
export function urgency(of: string): string {
  return LEVELS[of] ?? of;
}

export function priority(of: string): HTMLElement {
  return h("span", { class: `priority priority-${of.slice(1)}`, title: urgency(of) }, of.toUpperCase());
}
