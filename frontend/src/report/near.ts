/** "Is it one of these?": what others reported close by, before a second patrol is sent. */

import { ask } from "../shared/api.ts";
import { find, icon, make } from "../shared/page.ts";
import { kindSign } from "../shared/signs.ts";
import { words } from "./words.ts";

interface Near {
  number: string;
  kind: string;
  kind_name: string;
  distance_m: number;
  minutes_ago: number;
  reports: number;
}

/** Show what is near; nothing at all where nothing is, or when nobody can say. */
export async function showNear(point: { lon: number; lat: number }): Promise<void> {
  const box = find("#near");
  let found: Near[] = [];
  try {
    found = await ask<Near[]>(`/api/response/near?lon=${point.lon.toFixed(6)}&lat=${point.lat.toFixed(6)}`);
  } catch {
    found = [];
  }
  box.hidden = found.length === 0;
  const chosen = joined();
  find(".near-list", box).replaceChildren(...found.map((one) => choice(one, chosen)), none(found.some((one) => one.number === chosen)));
}

/** Return the number of the incident this report joins; empty for a new one. */
export function joined(): string {
  return document.querySelector<HTMLInputElement>("input[name=near]:checked")?.value ?? "";
}

function choice(one: Near, chosen: string): HTMLElement {
  const told = words.near(Math.round(one.distance_m / 10) * 10, one.minutes_ago, one.reports);
  return make(
    "label",
    { class: "near-one" },
    make("input", { type: "radio", name: "near", value: one.number, checked: one.number === chosen }),
    make("span", { class: "near-face" }, icon(kindSign(one.kind), "lg"), make("span", {}, make("strong", {}, one.kind_name), make("br"), told)),
  );
}

function none(other: boolean): HTMLElement {
  return make(
    "label",
    { class: "near-one" },
    make("input", { type: "radio", name: "near", value: "", checked: !other }),
    make("span", { class: "near-face" }, icon("plus", "lg"), make("span", {}, words.nearNone)),
  );
}
