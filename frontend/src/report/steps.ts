/** One thing at a time: three steps, back and forth, the focus at the head of each. */

import { all, find } from "../shared/page.ts";
import { words } from "./words.ts";

export class Steps {
  now = 1;
  readonly #form: HTMLFormElement;
  readonly #count = all("fieldset.step").length;
  readonly #entered: (step: number) => void;

  constructor(form: HTMLFormElement, entered: (step: number) => void) {
    this.#form = form;
    this.#entered = entered;
    this.go(1, false);
  }

  get isLast(): boolean {
    return this.now === this.#count;
  }

  go(step: number, withFocus = true): void {
    this.now = Math.min(Math.max(step, 1), this.#count);
    this.#form.dataset["step"] = String(this.now);
    find("#back").hidden = this.now === 1;
    find("#next").hidden = this.isLast;
    find("#send").hidden = !this.isLast;
    find("#count").textContent = words.step(this.now, this.#count);
    for (const step of all<HTMLFieldSetElement>("fieldset.step")) step.hidden = Number(step.dataset["step"]) !== this.now;
    if (withFocus) {
      find(`fieldset.step[data-step="${this.now}"] h1`).focus({ preventScroll: true });
      scrollTo({ top: 0 });
    }
    this.#entered(this.now);
  }
}

/** Show or take back what is wrong with a field. Returns whether all is well. */
export function wrong(field: string, text: string): boolean {
  const place = find(`#wrong-${field}`);
  place.hidden = text === "";
  find("span", place).textContent = text;
  return text === "";
}
