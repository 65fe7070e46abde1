/** Where it happened: the pin in the middle of the map, moved by hand, position or photo. */

import { ask } from "../shared/api.ts";
import { find } from "../shared/page.ts";
import { placeOf } from "./photo.ts";
import { words } from "./words.ts";

interface Located {
  address: string;
  distance_m: number | null;
}

export interface Point {
  lon: number;
  lat: number;
  accuracy_m: number | null;
}

type Chart = import("maplibre-gl").Map;

const STREET = 16.5;
const REST_MS = 350;

export class Place {
  point: Point | null = null;
  readonly #where = find("#where span");
  readonly #pin = find(".report-pin");
  #chart: Chart | null = null;
  #accuracy: number | null = null;
  #asked = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  async open(): Promise<void> {
    const { show } = await import("../map/map.ts");
    const { chart } = await show(find("#map"), { label: words.pin, zoom: 13.5 });
    this.#chart = chart;
    chart.on("movestart", () => this.#pin.classList.add("is-lifted"));
    chart.on("moveend", (event) => this.#moved(!("placed" in event)));
    // The middle of town is where the map begins, not where anything happened.
    if (!this.point) this.say(words.choose);
    else this.#show(this.point);
    if (await isAllowed()) this.here();
  }

  /** Go on without a map: position and photo still tell the place. */
  goWithout(): void {
    this.#pin.hidden = true;
    find("#map").textContent = "";
    if (!this.point) this.say(words.noMap);
  }

  /** Ask the phone where it is. */
  here(): void {
    this.say(words.locating);
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => this.#put([coords.longitude, coords.latitude], coords.accuracy),
      (fault) => this.say(fault.code === fault.PERMISSION_DENIED ? words.positionRefused : words.noPosition),
      { enableHighAccuracy: true, timeout: 12_000, maximumAge: 30_000 },
    );
  }

  async fromPhoto(photo: File): Promise<void> {
    const found = await placeOf(photo);
    if (!found) return this.say(words.photoSilent);
    await this.#put(found, null);
    this.say(words.fromPhoto);
  }

  say(text: string): void {
    this.#asked += 1;
    this.#where.textContent = text;
  }

  /** Draw anew after the map's place on the page changed. */
  resize(): void {
    this.#chart?.resize();
  }

  async #put(spot: [number, number], accuracy: number | null): Promise<void> {
    this.#accuracy = accuracy;
    this.point = { lon: spot[0], lat: spot[1], accuracy_m: accuracy };
    if (this.#chart) this.#show(this.point);
    else await this.#name();
  }

  #show({ lon, lat }: Point): void {
    const zoom = Math.max(STREET, this.#chart!.getZoom());
    this.#chart!.jumpTo({ center: [lon, lat], zoom }, { placed: true });
  }

  #moved(byHand: boolean): void {
    this.#pin.classList.remove("is-lifted");
    if (byHand) this.#accuracy = null;
    const { lng, lat } = this.#chart!.getCenter();
    this.point = { lon: lng, lat, accuracy_m: this.#accuracy };
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#name(), REST_MS);
  }

  async #name(): Promise<void> {
    if (!this.point) return;
    const asked = ++this.#asked;
    const { lon, lat } = this.point;
    try {
      const found = await ask<Located>(`/api/places/locate?lon=${lon.toFixed(6)}&lat=${lat.toFixed(6)}`);
      if (asked === this.#asked) this.#where.textContent = this.#told(found);
    } catch {
      // Without an address the point alone is enough.
      if (asked === this.#asked) this.#where.textContent = `${lat.toFixed(5)}, ${lon.toFixed(5)}`;
    }
  }

  #told(found: Located): string {
    const rough = this.#accuracy && this.#accuracy > 60 ? ` ${words.roughly(Math.round(this.#accuracy))}` : "";
    return (found.address || words.noRoad) + rough;
  }
}

/** Whether the phone may be asked without a question popping up unasked. */
async function isAllowed(): Promise<boolean> {
  try {
    return (await navigator.permissions.query({ name: "geolocation" })).state === "granted";
  } catch {
    return false;
  }
}
