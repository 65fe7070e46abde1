/** Reject, resolve, withdraw: a word, a note, and nothing typed is ever lost. */

import { icon } from "../shared/page.ts";
import type { Desk } from "./desk.ts";
import type { FormName } from "./drafts.ts";
import type { Incident } from "./types.ts";
import { h } from "../shared/view.ts";
import { fill, words } from "./words.ts";

interface Shape {
  title: string;
  label: string;
  choices: [value: string, name: string][];
  needsNote: boolean;
}

const SHAPES: Record<FormName, Shape> = {
  reject: {
    title: words.rejectTitle,
    label: words.reason,
    choices: [
      ["prank", words.prank],
      ["not_police", words.not_police],
      ["duplicate", words.duplicate],
      ["other", words.other],
    ],
    needsNote: true,
  },
  resolve: {
    title: words.resolveTitle,
    label: words.outcome,
    choices: [
      ["handled", words.handled],
      ["handed_over", words.handed_over],
      ["nothing_found", words.nothing_found],
      ["other", words.otherOutcome],
    ],
    needsNote: false,
  },
  withdraw: { title: words.withdrawTitle, label: "", choices: [], needsNote: true },
  reopen: { title: words.reopenTitle, label: "", choices: [], needsNote: false },
};

/** What the server is asked for, from what was written. */
function body(form: FormName, choice: string, note: string, call_sign: string): Record<string, string> {
  if (form === "reject") return { reason: choice, note };
  if (form === "resolve") return { outcome: choice, note };
  return form === "reopen" ? { note } : { call_sign, note };
}

export function drawForm(one: Incident, desk: Desk): HTMLElement | false {
  const form = desk.form;
  if (!form) return false;
  const shape = SHAPES[form];
  const draft = desk.drafts.get(one.number, form);
  const submit = (event: Event): void => {
    event.preventDefault();
    const { choice, note } = desk.drafts.get(one.number, form);
    void desk.act(one.number, form, body(form, choice || (shape.choices[0]?.[0] ?? ""), note.trim(), desk.formPatrol));
  };
  return h(
    "form",
    {
      class: "deed-form",
      key: `form-${one.number}-${form}-${desk.formPatrol}`,
      onsubmit: submit,
      onkeydown: (event: KeyboardEvent) => event.key === "Escape" && leave(event, desk),
    },
    h("h3", {}, fill(shape.title, { patrol: desk.formPatrol })),
    form === "resolve" &&
      one.patrols.length > 0 &&
      h(
        "p",
        { class: "shortfall" },
        icon("alert-triangle"),
        h("span", {}, fill(words.resolveWarns, { patrols: one.patrols.join(", ") })),
      ),
    shape.choices.length > 0 && choice(shape, form, one.number, desk, draft.choice),
    note(shape, form, one.number, desk, draft.note),
    h(
      "div",
      { class: "deeds" },
      h(
        "button",
        { class: "btn btn-primary", disabled: desk.pending.has(one.number) },
        fill(shape.title, { patrol: desk.formPatrol }),
      ),
      h("button", { type: "button", class: "btn", onclick: () => desk.openForm(null) }, words.cancel),
    ),
  );
}

/** Give the keys back at once: the next letter is a command again, not a word of the note. */
function leave(event: KeyboardEvent, desk: Desk): void {
  (event.target as HTMLElement).blur();
  desk.openForm(null);
}

function choice(shape: Shape, form: FormName, number: string, desk: Desk, chosen: string): HTMLElement {
  const onchange = (event: Event): void => desk.drafts.set(number, form, { choice: (event.target as HTMLSelectElement).value });
  const options = shape.choices.map(([value, name]) => h("option", { value, selected: value === chosen }, name));
  return h(
    "div",
    {},
    h("label", { class: "form-label", for: "deed-choice" }, shape.label),
    h("select", { class: "form-select", id: "deed-choice", onchange }, options),
  );
}

function note(shape: Shape, form: FormName, number: string, desk: Desk, written: string): HTMLElement {
  const oninput = (event: Event): void => desk.drafts.set(number, form, { note: (event.target as HTMLTextAreaElement).value });
  return h(
    "div",
    {},
    h(
      "label",
      { class: "form-label", for: "deed-note" },
      words.note,
      !shape.needsNote && h("span", { class: "quiet" }, ` ${words.optional}`),
    ),
    h("textarea", {
      class: "form-control",
      id: "deed-note",
      rows: 2,
      maxlength: 500,
      required: shape.needsNote,
      oninput,
      value: written,
    }),
    shape.needsNote && h("p", { class: "form-hint" }, words.noteNeeded),
  );
}
