/** The map of a page: our own style and tiles, by day and by night, nothing from outside. */

import "maplibre-gl/dist/maplibre-gl.css";
import "./map.css";
import workerUrl from "maplibre-gl/dist/maplibre-gl-worker.mjs?url";
import { AttributionControl, Map as Chart, type MapOptions, NavigationControl, setWorkerUrl } from "maplibre-gl";
import { ask } from "../shared/api.ts";
import { onTheme, theme } from "../shared/frame.ts";
import { make } from "../shared/page.ts";
import { words } from "../shared/words.ts";
import { drawSigns } from "./signs.ts";
import { style } from "./style.ts";

setWorkerUrl(workerUrl);

const TILES = "/map/tiles.json";

export interface Town {
  name: string;
  attribution: string;
  bounds: [number, number, number, number];
  roads_bounds?: [number, number, number, number];
  center: [number, number, number];
}

export interface Wish {
  center?: [number, number];
  zoom?: number;
  /** Said by screen readers; what this map shows. */
  label: string;
  options?: Partial<MapOptions>;
  /**
   * Put the page's own sources and layers on. Called after every style, also after the
   * theme changed: all that was added before is gone then.
   */
  dress?(chart: Chart): void;
}

export interface Shown {
  chart: Chart;
  town: Town;
}

/** Show a map in `place`. Throws where there is no map yet; the place then says so. */
export async function show(place: HTMLElement, wish: Wish): Promise<Shown> {
  try {
    const [town] = await Promise.all([ask<Town>(TILES), lettersReady()]);
    return { town, chart: await draw(place, town, wish) };
  } catch (fault) {
    place.replaceChildren(make("p", { class: "map-failed" }, words.mapFailed));
    throw fault;
  }
}

// The map's letters are drawn from this font: it must be there before the first one is.
async function lettersReady(): Promise<void> {
  const weights = [400, 500, 700].map((weight) => document.fonts.load(`${weight} 16px "Plus Jakarta Sans"`));
  await Promise.allSettled(weights);
}

function draw(place: HTMLElement, town: Town, wish: Wish): Promise<Chart> {
  const address = new URL(TILES, location.href).href;
  const chart = new Chart({
    container: place,
    style: style(theme(), address),
    center: wish.center ?? [town.center[0], town.center[1]],
    zoom: wish.zoom ?? 12,
    minZoom: 6,
    maxZoom: 19,
    maxPitch: 0,
    dragRotate: false,
    pitchWithRotate: false,
    touchPitch: false,
    attributionControl: false,
    fadeDuration: 150,
    locale: {
      "Map.Title": wish.label,
      "NavigationControl.ZoomIn": words.zoomIn,
      "NavigationControl.ZoomOut": words.zoomOut,
      "NavigationControl.ResetBearing": words.north,
    },
    ...wish.options,
  });
  chart.touchZoomRotate.disableRotation();
  chart.keyboard.disableRotation();
  drawSigns(chart, theme);
  chart.addControl(new AttributionControl({ compact: false, customAttribution: credit(town) }), "bottom-right");
  if (wish.options?.interactive !== false) chart.addControl(new NavigationControl({ showCompass: false }), "bottom-right");
  onTheme((now) => chart.setStyle(style(now, address), { diff: false }));
  chart.on("style.load", () => wish.dress?.(chart));
  return new Promise((resolve, reject) => {
    // Not "load": on a weak line the page must work before the last tile is there.
    chart.once("style.load", () => resolve(chart));
    chart.once("error", ({ error }) => reject(error));
  });
}

// The tiles say themselves where their roads are from; a drawn town says it is none.
function credit(town: Town): string[] {
  return town.attribution ? [] : [words.demoMap];
}
