/** A picture in full, one after the other, with the arrow keys. */

import { icon } from "../shared/page.ts";
import { iconButton } from "./list.ts";
import { h, render } from "../shared/view.ts";
import { fill, words } from "./words.ts";

export class PhotoView {
  readonly #dialog = h("dialog", { class: "photo-view", "aria-label": words.photoTitle }) as HTMLDialogElement;
  #addresses: string[] = [];
  #at = 0;

  constructor() {
    document.body.append(this.#dialog);
    this.#dialog.addEventListener("keydown", (event) => {
      if (event.key === "ArrowLeft") this.#turn(-1);
      if (event.key === "ArrowRight") this.#turn(1);
    });
    this.#dialog.addEventListener("click", (event) => event.target === this.#dialog && this.#dialog.close());
  }

  show(addresses: string[], at: number): void {
    this.#addresses = addresses;
    this.#at = at;
    this.#draw();
    if (!this.#dialog.open) this.#dialog.showModal();
  }

  #turn(step: number): void {
    const all = this.#addresses.length;
    this.#at = (this.#at + step + all) % all;
    this.#draw();
  }

  #draw(): void {
    const all = this.#addresses.length;
    const name = fill(words.photo, { n: this.#at + 1, all });
    const src = this.#addresses[this.#at] ?? "";
    const turn = (sign: string, text: string, step: number) => h("button", { type: "button", class: "btn btn-icon", onclick: () => this.#turn(step), title: text }, icon(sign), h("span", { class: "visually-hidden" }, text));
    render(
      this.#dialog,
      h("div", { class: "photo-bar" }, h("p", { role: "status" }, name), all > 1 && turn("chevron-left", words.previous, -1), all > 1 && turn("chevron-right", words.next, 1), iconButton("x", words.close, () => this.#dialog.close())),
      h("img", { src, alt: name, key: src }),
    );
  }
}
