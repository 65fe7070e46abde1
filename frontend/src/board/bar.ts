/** The strip on top: how fresh the board is, the command line, how much is open. */

import { icon } from "../shared/page.ts";
import { now } from "../shared/skew.ts";
import { complete, parse, type Command, type Completion, type Known } from "./command.ts";
import type { Desk } from "./desk.ts";
import { freshness } from "./signs.ts";
import { h, render, type Child } from "../shared/view.ts";
import { fill, words } from "./words.ts";

/** What a page shows of its own state beside the command line. */
export interface Gauges {
  liveness: string;
  livenessText: string;
  livenessTitle: string;
  sound: boolean;
  toggleSound(): void;
}

export function drawGauges(place: Element, desk: Desk, gauges: Gauges): void {
  const late = desk.incidents.filter((one) => one.late || (one.due_at && Date.parse(one.due_at) < now())).length;
  const count = (state: string) => desk.incidents.filter((one) => one.state === state).length;
  render(
    place,
    h(
      "span",
      { class: `pulse pulse-${gauges.liveness}`, role: "status", title: gauges.livenessTitle },
      h("span", { class: "pulse-dot", "aria-hidden": "true" }),
      gauges.livenessText,
    ),
    figure(words.newCount, count("reported"), "new"),
    figure(words.openCount, desk.incidents.length, "open"),
    late > 0 && figure(words.lateCount, late, "bad"),
    h("span", { class: "gauge-rule", "aria-hidden": "true" }),
    patrolFigures(desk),
    h(
      "button",
      {
        type: "button",
        class: "tool",
        "aria-pressed": gauges.sound ? "true" : "false",
        title: gauges.sound ? words.soundOff : words.soundOn,
        onclick: gauges.toggleSound,
      },
      icon(gauges.sound ? "volume" : "volume-off"),
      h("span", { class: "visually-hidden" }, words.keySound),
    ),
  );
}

function figure(sentence: string, n: number, look: string): HTMLElement {
  const [before = "", after = ""] = sentence.split("{n}");
  return h("span", { class: `gauge${look ? ` gauge-${look}` : ""}${n ? "" : " is-none"}` }, before, h("b", {}, String(n)), after);
}

function patrolFigures(desk: Desk): Child[] {
  const patrols = [...desk.patrols.values()];
  const of = (status: string) => patrols.filter((one) => one.status === status).length;
  const told: [string, string, number][] = [
    ["free", words.free, of("free")],
    ["offered", words.offered, of("offered")],
    ["en_route", words.en_route, of("en_route")],
    ["on_scene", words.onScene, of("on_scene")],
  ];
  const stale = patrols.filter((one) => freshness(one) === "stale").length;
  return [
    told.map(([status, name, n]) =>
      h(
        "span",
        { class: `gauge${n ? "" : " is-none"}` },
        h("span", { class: `patrol-sign patrol-${status} fix-fresh`, "aria-hidden": "true" }),
        h("b", {}, String(n)),
        ` ${name}`,
      ),
    ),
    stale > 0 &&
      h(
        "span",
        { class: "gauge gauge-stale" },
        h("span", { class: "patrol-sign patrol-free fix-stale", "aria-hidden": "true" }),
        h("b", {}, String(stale)),
        ` ${words.stale}`,
      ),
  ];
}

export function known(desk: Desk): Known {
  return { incidents: desk.queue, patrols: [...desk.patrols.values()], selected: desk.selected };
}

/** The command line itself: typed into, completed, run; the rest of the page never redraws it. */
export class CommandLine {
  readonly element: HTMLElement;
  readonly #input: HTMLInputElement;
  readonly #list: HTMLElement;
  readonly #said: HTMLElement;
  readonly #desk: Desk;
  readonly #run: (command: Command) => void;
  #options: Completion[] = [];
  #chosen = -1;

  constructor(desk: Desk, run: (command: Command) => void) {
    this.#desk = desk;
    this.#run = run;
    this.#list = h("ul", {
      id: "command-list",
      class: "plain-list command-list",
      role: "listbox",
      "aria-label": words.command,
      hidden: true,
    });
    this.#said = h("div", { class: "command-said", role: "status" });
    this.#input = this.#makeInput();
    this.element = h(
      "form",
      { class: "command", role: "search", autocomplete: "off", onsubmit: (event: Event) => this.#submit(event) },
      icon("terminal-2"),
      this.#input,
      this.#list,
      this.#said,
    );
  }

  #makeInput(): HTMLInputElement {
    return h("input", {
      type: "text",
      class: "form-control",
      role: "combobox",
      "aria-label": words.command,
      "aria-description": words.commandHelp,
      "aria-autocomplete": "list",
      "aria-expanded": "false",
      "aria-controls": "command-list",
      "aria-keyshortcuts": "/",
      placeholder: words.commandHint,
      spellcheck: "false",
      autocapitalize: "off",
      enterkeyhint: "go",
      oninput: () => this.#suggest(),
      onfocus: () => this.#suggest(),
      onblur: () => this.#close(),
      onkeydown: (event: KeyboardEvent) => this.#key(event),
    }) as HTMLInputElement;
  }

  focus(): void {
    this.#input.focus();
    this.#input.select();
  }

  /** Show what the last command came to, under the line. */
  draw(): void {
    const said = this.#desk.said.get("");
    render(
      this.#said,
      said &&
        h(
          "div",
          { class: `command-answer is-${said.tone}`, key: said.text },
          icon(said.tone === "bad" ? "alert-triangle" : "circle-check"),
          said.text,
        ),
    );
  }

  #suggest(): void {
    const ranked = this.#desk.proposal?.candidates.map((one) => one.call_sign) ?? [];
    this.#options = complete(this.#input.value, known(this.#desk), ranked);
    this.#chosen = -1;
    this.#desk.hush("");
    this.#show();
  }

  #show(): void {
    this.#list.hidden = !this.#options.length;
    this.#input.setAttribute("aria-expanded", String(this.#options.length > 0));
    if (this.#chosen >= 0) this.#input.setAttribute("aria-activedescendant", `command-${this.#chosen}`);
    else this.#input.removeAttribute("aria-activedescendant");
    render(
      this.#list,
      this.#options.map((one, n) =>
        h(
          "li",
          {
            id: `command-${n}`,
            role: "option",
            "aria-selected": n === this.#chosen ? "true" : "false",
            onmousedown: (event: Event) => (event.preventDefault(), this.#accept(n)),
          },
          h("b", {}, one.label),
          h("span", {}, one.hint),
        ),
      ),
    );
  }

  #close(): void {
    this.#options = [];
    this.#chosen = -1;
    this.#show();
  }

  #accept(n: number): void {
    const one = this.#options[n];
    if (!one) return;
    this.#input.value = one.text;
    this.#suggest();
  }

  #key(event: KeyboardEvent): void {
    const last = this.#options.length - 1;
    if (event.key === "Escape") {
      this.#desk.hush("");
      if (this.#options.length) this.#close();
      else this.#input.blur();
    } else if (event.key === "ArrowDown" && last >= 0) this.#chosen = this.#chosen >= last ? 0 : this.#chosen + 1;
    else if (event.key === "ArrowUp" && last >= 0) this.#chosen = this.#chosen <= 0 ? last : this.#chosen - 1;
    else if (event.key === "Tab" && last >= 0 && !event.shiftKey) this.#accept(Math.max(0, this.#chosen));
    else if (event.key === "Enter" && this.#chosen >= 0) this.#accept(this.#chosen);
    else return;
    event.preventDefault();
    this.#show();
  }

  #submit(event: Event): void {
    event.preventDefault();
    const command = parse(this.#input.value, known(this.#desk));
    if (command.verb === "unclear") {
      this.#desk.say("", "bad", fill(words[`unclear_${command.what}`], { word: command.word }));
      return;
    }
    this.#input.value = "";
    this.#close();
    this.#run(command);
  }
}
