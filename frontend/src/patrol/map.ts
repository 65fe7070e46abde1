/** The officer's map: where he is, where he must go, and the way between. */

import type { GeoJSONSource, Map as Chart } from "maplibre-gl";
import { show } from "../map/map.ts";
import { theme } from "../shared/frame.ts";
import type { Fix, Job, Route } from "./types.ts";
import { words } from "./words.ts";

type Features = GeoJSON.FeatureCollection;
type Spot = [lon: number, lat: number];

const NOTHING: Features = { type: "FeatureCollection", features: [] };
const calm = matchMedia("(prefers-reduced-motion: reduce)");
const CLOSE_ZOOM = 16;

export type View = "me" | "route";

export class PatrolMap {
  #chart: Chart | null = null;
  #here: Fix | null = null;
  #job: Job | null = null;
  #route: Route | null = null;
  view: View = "me";
  #covered = { top: 0, bottom: 0 };

  static async open(place: HTMLElement, here: Fix | null): Promise<PatrolMap> {
    const made = new PatrolMap();
    const wish = {
      label: words.mapLabel,
      dress: (chart: Chart) => made.#dress(chart),
      options: { attributionControl: false as const, fadeDuration: 0 },
    };
    const { chart } = await show(place, here ? { ...wish, center: [here.lon, here.lat], zoom: CLOSE_ZOOM } : wish);
    // Whoever moves the map himself wants to look around: it stops following him.
    chart.on("dragstart", () => {
      made.view = "route";
    });
    return made;
  }

  #dress(chart: Chart): void {
    this.#chart = chart;
    const dark = theme() === "dark";
    for (const id of ["own-way", "own-job", "own-here"]) chart.addSource(id, { type: "geojson", data: NOTHING });
    chart.addImage("own-arrow", arrow(dark), { pixelRatio: 2 });
    const [way, edge] = dark ? ["#5aa9ff", "#0a1826"] : ["#0b57a4", "#ffffff"];
    const line = { "line-cap": "round", "line-join": "round" } as const;
    chart.addLayer({
      id: "own-way-edge",
      type: "line",
      source: "own-way",
      layout: line,
      paint: { "line-color": edge, "line-width": 11 },
    });
    chart.addLayer({
      id: "own-way",
      type: "line",
      source: "own-way",
      layout: line,
      paint: { "line-color": way, "line-width": 7 },
    });
    chart.addLayer({
      id: "own-blur",
      type: "circle",
      source: "own-here",
      paint: { "circle-radius": ["get", "blur"], "circle-color": way, "circle-opacity": 0.15 },
    });
    chart.addLayer({
      id: "own-job",
      type: "circle",
      source: "own-job",
      paint: { "circle-radius": 11, "circle-color": "#c9302c", "circle-stroke-color": "#ffffff", "circle-stroke-width": 4 },
    });
    chart.addLayer({
      id: "own-job-dot",
      type: "circle",
      source: "own-job",
      paint: { "circle-radius": 4, "circle-color": "#ffffff" },
    });
    chart.addLayer({
      id: "own-here",
      type: "symbol",
      source: "own-here",
      layout: {
        "icon-image": "own-arrow",
        "icon-rotate": ["get", "heading"],
        "icon-rotation-alignment": "map",
        "icon-allow-overlap": true,
      },
    });
    this.#draw();
  }

  /** Show this; `covered` is how much of the map other things lie over. */
  show(here: Fix | null, job: Job | null, route: Route | null, covered: { top: number; bottom: number }): void {
    const fresh = job?.number !== this.#job?.number || Boolean(route) !== Boolean(this.#route);
    this.#here = here;
    this.#job = job;
    this.#route = route;
    this.#covered = covered;
    this.#draw();
    if (fresh && job) this.look("route");
    else if (this.view === "me") this.look("me");
  }

  #draw(): void {
    const [here, job] = [this.#here, this.#job];
    this.#set("own-way", this.#route ? [feature({ type: "LineString", coordinates: this.#route.geometry.coordinates })] : []);
    this.#set("own-job", job ? [feature({ type: "Point", coordinates: [job.lon, job.lat] })] : []);
    const blur = Math.min(60, Math.max(18, (here?.accuracy_m ?? 0) / 2));
    this.#set(
      "own-here",
      here ? [feature({ type: "Point", coordinates: [here.lon, here.lat] }, { heading: here.heading ?? 0, blur })] : [],
    );
  }

  #set(source: string, features: GeoJSON.Feature[]): void {
    (this.#chart?.getSource(source) as GeoJSONSource | undefined)?.setData({ type: "FeatureCollection", features });
  }

  /** Follow the officer, or show the whole way. */
  look(view: View): void {
    this.view = view;
    const [chart, here] = [this.#chart, this.#here];
    if (!chart) return;
    const duration = calm.matches ? 0 : 600;
    const padding = { top: this.#covered.top + 28, right: 36, bottom: this.#covered.bottom + 28, left: 36 };
    const spots: Spot[] = [
      ...(here ? [[here.lon, here.lat] as Spot] : []),
      ...(this.#job ? [[this.#job.lon, this.#job.lat] as Spot] : []),
      ...(this.#route?.geometry.coordinates ?? []),
    ];
    if (view === "me" && here)
      chart.easeTo({ center: [here.lon, here.lat], zoom: Math.max(chart.getZoom(), CLOSE_ZOOM), padding, duration });
    else if (view === "route" && spots.length) {
      // What was held free for following is not held free twice.
      chart.setPadding({ top: 0, right: 0, bottom: 0, left: 0 });
      chart.fitBounds(around(spots), { padding, maxZoom: CLOSE_ZOOM, duration });
    }
  }

  resize(): void {
    this.#chart?.resize();
  }
}

function around(spots: Spot[]): [Spot, Spot] {
  const [lons, lats] = [spots.map(([lon]) => lon), spots.map(([, lat]) => lat)];
  return [
    [Math.min(...lons), Math.min(...lats)],
    [Math.max(...lons), Math.max(...lats)],
  ];
}

function feature(geometry: GeoJSON.Geometry, properties: Record<string, unknown> = {}): GeoJSON.Feature {
  return { type: "Feature", geometry, properties };
}

/** An arrow-head that points where the car goes. */
function arrow(dark: boolean): ImageData {
  const canvas = new OffscreenCanvas(80, 80);
  const pen = canvas.getContext("2d")!;
  pen.scale(2, 2);
  pen.lineJoin = "round";
  pen.beginPath();
  for (const [x, y] of [
    [20, 4],
    [34, 35],
    [20, 28],
    [6, 35],
  ] as const)
    pen.lineTo(x, y);
  pen.closePath();
  pen.fillStyle = dark ? "#5aa9ff" : "#0b57a4";
  pen.strokeStyle = "#ffffff";
  pen.lineWidth = 3.5;
  pen.fill();
  pen.stroke();
  return pen.getImageData(0, 0, 80, 80);
}
