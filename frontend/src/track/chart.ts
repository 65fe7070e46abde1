/** The patrol on the map, as near as the public may know. */

import { find, icon, make } from "../shared/page.ts";
import type { Patrol } from "./view.ts";
import { words } from "./words.ts";

type Chart = import("maplibre-gl").Map;
type Marker = import("maplibre-gl").Marker;

let opening: Promise<Chart> | null = null;
let marker: Marker | null = null;

/** Show the patrol; the map is fetched only when there is one to show. */
export async function showPatrol(patrol: Patrol | null): Promise<void> {
  const box = find("#track-map");
  if (!patrol || patrol.lon === null || patrol.lat === null) {
    box.hidden = true;
    return;
  }
  box.hidden = false;
  const spot: [number, number] = [patrol.lon, patrol.lat];
  const { Marker } = await import("maplibre-gl");
  opening ??= open(spot);
  const chart = await opening;
  if (!marker) {
    const badge = make("div", { class: "patrol-badge" }, icon("car"), patrol.call_sign);
    marker = new Marker({ element: badge }).setLngLat(spot).addTo(chart);
  }
  marker.setLngLat(spot);
  if (!chart.getBounds().contains(spot)) chart.easeTo({ center: spot });
}

async function open(center: [number, number]): Promise<Chart> {
  const { show } = await import("../map/map.ts");
  const { chart } = await show(find("#map"), { label: words.map, center, zoom: 14.5, options: { cooperativeGestures: true } });
  return chart;
}
