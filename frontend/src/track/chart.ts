/** The place and the patrol on its way to it, as near as the public may know. */

import { find, icon, make } from "../shared/page.ts";
import type { Tracked } from "./view.ts";
import { words } from "./words.ts";

type Spot = [lon: number, lat: number];

const OVER: string[] = ["resolved", "closed", "rejected"];
// The zoom buttons stand at the right.
const MARGIN_PX = { top: 56, bottom: 48, left: 64, right: 96 };

let opening: ReturnType<typeof open> | null = null;

/** Show both while help is on its way; the map is fetched only then. */
export async function showPlaces(seen: Tracked): Promise<void> {
  const box = find("#track-map");
  box.hidden = OVER.includes(seen.state);
  if (box.hidden) return;
  const patrol = seen.patrol;
  find(".track-map-note").hidden = patrol === null || patrol.lon === null;
  opening ??= open([seen.lon, seen.lat]);
  const places = await opening;
  const at: Spot | null = patrol && patrol.lon !== null && patrol.lat !== null ? [patrol.lon, patrol.lat] : null;
  places.put(patrol?.call_sign ?? "", at);
}

async function open(here: Spot): Promise<{ put(name: string, at: Spot | null): void }> {
  const [{ show }, { LngLatBounds, Marker }] = await Promise.all([import("../map/map.ts"), import("maplibre-gl")]);
  const { chart } = await show(find("#map"), { label: words.map, center: here, zoom: 15, options: { cooperativeGestures: true } });
  const pin = make("div", { class: "pin-here" }, icon("map-pin-filled", "lg"));
  new Marker({ element: pin, anchor: "bottom" }).setLngLat(here).addTo(chart);
  const badge = make("div", { class: "patrol-badge" }, icon("car"), make("span"));
  const marker = new Marker({ element: badge });
  let near = true;
  return {
    put(name, at) {
      if (!at) {
        marker.remove();
        return;
      }
      find("span", badge).textContent = name;
      marker.setLngLat(at).addTo(chart);
      const both = new LngLatBounds(here, here).extend(at);
      const seen = chart.getBounds();
      // The view moves only when it must: whoever looks around is left to look.
      if (near || !seen.contains(at)) chart.fitBounds(both, { padding: MARGIN_PX, maxZoom: 16, animate: !near });
      near = false;
    },
  };
}
