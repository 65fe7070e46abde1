/** The board's keys. Single letters can be turned off (WCAG 2.1.4): a voice or a cat must not dispatch. */

import { isTyping } from "../shared/keys.ts";
import { h } from "../shared/view.ts";
import { words } from "./words.ts";

export interface KeyDeeds {
  move(step: number): void;
  open(): void;
  back(): void;
  take(): void;
  send(n: number): void;
  form(name: "reject" | "resolve"): void;
  map(): void;
  command(): void;
}

const KEY = "lantas-board-keys";
let lettersOn = remembered();

function remembered(): boolean {
  try {
    return localStorage.getItem(KEY) !== "off";
  } catch {
    return true;
  }
}

/** Put the switch for single-letter keys into the page's list of keys. */
export function singleKeys(): void {
  const help = document.querySelector("dialog#keys form");
  const onchange = (event: Event): void => {
    lettersOn = (event.target as HTMLInputElement).checked;
    try {
      localStorage.setItem(KEY, lettersOn ? "on" : "off");
    } catch {
      // Without storage the choice ends with the page.
    }
  };
  const box = h("input", { type: "checkbox", class: "form-check-input", id: "single-keys", checked: lettersOn, onchange });
  help?.before(h("p", { class: "form-check" }, box, h("label", { class: "form-check-label", for: "single-keys" }, words.keysOn)));
}

export function boardKeys(deeds: KeyDeeds): void {
  const letters: Record<string, () => void> = {
    j: () => deeds.move(1),
    k: () => deeds.move(-1),
    t: deeds.take,
    r: () => deeds.form("reject"),
    e: () => deeds.form("resolve"),
    m: deeds.map,
    "/": deeds.command,
  };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || (event.repeat && !"jk".includes(event.key)) || isTyping(event)) return;
    const deed = lettersOn ? (letters[event.key.toLowerCase()] ?? digit(event, deeds)) : undefined;
    const move = deed ?? arrow(event, deeds);
    if (!move) return;
    event.preventDefault();
    move();
  });
}

function digit(event: KeyboardEvent, deeds: KeyDeeds): (() => void) | undefined {
  return /^[1-9]$/.test(event.key) ? () => deeds.send(Number(event.key)) : undefined;
}

/** Arrows belong to the list; the map and whatever else has the focus keep their own. */
function arrow(event: KeyboardEvent, deeds: KeyDeeds): (() => void) | undefined {
  const at = event.target as HTMLElement;
  const inList = at === document.body || at.id === "main" || Boolean(at.closest("#list"));
  if (!inList) return undefined;
  if (event.key === "ArrowDown") return () => deeds.move(1);
  if (event.key === "ArrowUp") return () => deeds.move(-1);
  // On a row, Enter also presses it; then the focus goes on into the incident.
  return event.key === "Enter" ? deeds.open : undefined;
}
