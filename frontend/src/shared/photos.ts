/** A picture in full, one after the other, with the arrow keys. */

import "./photos.css";
import { iconButton } from "./buttons.ts";
import { fill } from "./fill.ts";
import { h, render } from "./view.ts";
import { choose } from "./words.ts";

const words = choose({
  id: { title: "Foto", photo: "Foto {n} dari {all}", previous: "Sebelumnya", next: "Berikutnya", close: "Tutup" },
  en: { title: "Photo", photo: "Photo {n} of {all}", previous: "Previous", next: "Next", close: "Close" },
});

export class PhotoView {
  readonly #dialog = h("dialog", { class: "photo-view", "aria-label": words.title }) as HTMLDialogElement;
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
    const turn = (sign: string, text: string, step: number) => iconButton(sign, text, () => this.#turn(step), "btn btn-icon");
    render(
      this.#dialog,
      h(
        "div",
        { class: "photo-bar" },
        h("p", { role: "status" }, name),
        all > 1 && turn("chevron-left", words.previous, -1),
        all > 1 && turn("chevron-right", words.next, 1),
        iconButton("x", words.close, () => this.#dialog.close()),
      ),
      h("img", { src, alt: name, key: src }),
    );
  }
}
