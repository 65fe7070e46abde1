/** The middle: incidents and patrols on the map, moving as they move. */

import type { GeoJSONSource, LngLatBoundsLike, Map as Chart, MapLayerMouseEvent } from "maplibre-gl";
import { show } from "../map/map.ts";
import { ask } from "../shared/api.ts";
import { theme } from "../shared/frame.ts";
import { fixAge, short, type Desk } from "./desk.ts";
import { Glides } from "./glide.ts";
import { AMBER_S, STALE_S } from "./signs.ts";
import { addSymbols, patrolImage } from "./symbols.ts";
import type { Incident, Patrol } from "./types.ts";
import { words } from "./words.ts";

type Features = GeoJSON.FeatureCollection;
type Spot = [lon: number, lat: number];

const FRAME_MS = 80;
// A machine that cannot keep up gets fewer, not later, pictures.
const SLOW_MS = 120;
const SLOW_FRAME_MS = 1000;
// The letters of the base map (map/style.ts).
const FONT = ["Plus Jakarta Sans Bold", "Plus Jakarta Sans", "Noto Sans", "Liberation Sans", "sans-serif"];
const NOTHING: Features = { type: "FeatureCollection", features: [] };
const calm = matchMedia("(prefers-reduced-motion: reduce)");

export interface MapDeeds {
  openIncident(number: string): void;
  openPatrol(call_sign: string): void;
}

export class BoardMap {
  #map!: Chart;
  readonly #desk: Desk;
  readonly #deeds: MapDeeds;
  readonly #glides = new Glides(calm.matches ? 0 : undefined);
  #ready = false;
  #drawnAt = 0;
  #framedAt = 0;
  #awake = false;
  #dirty = false;
  /** Milliseconds from frame to frame, smoothed. */
  #pace = 16;
  #asked = 0;
  #way: Features = NOTHING;
  follows = false;

  private constructor(desk: Desk, deeds: MapDeeds) {
    this.#desk = desk;
    this.#deeds = deeds;
  }

  /** Show the map in `place`; fails where there is none yet. */
  static async open(place: HTMLElement, desk: Desk, deeds: MapDeeds): Promise<BoardMap> {
    const made = new BoardMap(desk, deeds);
    // A sign that moves counts as a new one: with fading it would never be quite there.
    const options = { fadeDuration: 0 };
    const { chart } = await show(place, { label: words.mapLabel, options, dress: (bare) => made.#dress(bare) });
    made.#map = chart;
    made.#listen("incidents", (key) => made.#deeds.openIncident(key));
    made.#listen("patrols", (key) => made.#deeds.openPatrol(key));
    return made;
  }

  #listen(layer: string, open: (key: string) => void): void {
    this.#map.on("click", layer, (event: MapLayerMouseEvent) => {
      const key = event.features?.[0]?.properties["key"] as string | undefined;
      if (key) open(key);
    });
    this.#map.on("mouseenter", layer, () => this.#map.getCanvas().classList.add("is-pointing"));
    this.#map.on("mouseleave", layer, () => this.#map.getCanvas().classList.remove("is-pointing"));
  }

  /** Put our sources and layers over a style that was just loaded: the first, or another theme's. */
  #dress(chart: Chart): void {
    this.#map = chart;
    addSymbols(chart);
    for (const name of ["way", "halo", "patrols", "incidents"]) chart.addSource(name, { type: "geojson", data: NOTHING });
    for (const layer of layers(theme() === "dark")) chart.addLayer(layer);
    this.#ready = true;
    this.#setWay(this.#way);
    this.draw();
  }

  /** Show what the desk knows now, with the next frame. */
  draw(): void {
    const present = performance.now();
    for (const patrol of this.#desk.patrols.values()) {
      if (patrol.lon !== null && patrol.lat !== null) {
        this.#glides.put(patrol.call_sign, { lon: patrol.lon, lat: patrol.lat, heading: patrol.heading }, present);
      }
    }
    this.#glides.keep(new Set(this.#desk.patrols.keys()));
    this.#dirty = true;
    if (this.#ready && !this.#awake) this.#wake(present);
  }

  #wake(present: number): void {
    this.#awake = true;
    this.#framedAt = present;
    requestAnimationFrame((next) => this.#frame(next));
  }

  /** Draw while something moves or has changed; then sleep. */
  #frame(present: number): void {
    this.#pace = 0.9 * this.#pace + 0.1 * Math.min(1000, present - this.#framedAt);
    this.#framedAt = present;
    if (present - this.#drawnAt >= (this.#pace > SLOW_MS ? SLOW_FRAME_MS : FRAME_MS)) this.#paint(present);
    if (this.#dirty || this.#glides.isMoving(present)) requestAnimationFrame((next) => this.#frame(next));
    else this.#awake = false;
  }

  #paint(present: number): void {
    this.#drawnAt = present;
    if (this.#dirty) {
      this.#set(
        "incidents",
        this.#desk.queue.map((one) => incidentFeature(one, this.#desk)),
      );
      this.#set("halo", this.#halo());
    }
    this.#drawPatrols(present);
    // Whatever still glides comes to its end with one more drawing.
    this.#dirty = this.#glides.isMoving(present);
  }

  #drawPatrols(present: number): void {
    const ranks = new Map(this.#desk.proposal?.candidates.slice(0, 9).map((one, n) => [one.call_sign, n + 1]));
    const features = [...this.#desk.patrols.values()].flatMap((patrol) => {
      const place = this.#glides.at(patrol.call_sign, present);
      return place
        ? [patrolFeature(patrol, [place.lon, place.lat], place.heading, ranks.get(patrol.call_sign) ?? 0, this.#desk)]
        : [];
    });
    this.#set("patrols", features);
  }

  #halo(): GeoJSON.Feature[] {
    const one = this.#desk.incident(this.#desk.selected);
    return one ? [point([one.lon, one.lat], { key: one.number })] : [];
  }

  #set(source: string, features: GeoJSON.Feature[]): void {
    (this.#map.getSource(source) as GeoJSONSource | undefined)?.setData({ type: "FeatureCollection", features });
  }

  /** Draw the way a patrol would take; a straight line until (and unless) the road is known. */
  async showWay(call_sign: string | null): Promise<void> {
    const mine = ++this.#asked;
    const [patrol, one] = [call_sign ? this.#desk.patrols.get(call_sign) : undefined, this.#desk.incident(this.#desk.selected)];
    if (!patrol || patrol.lon === null || patrol.lat === null || !one) return this.#setWay(NOTHING);
    this.#setWay(
      line(
        [
          [patrol.lon, patrol.lat],
          [one.lon, one.lat],
        ],
        "guess",
      ),
    );
    const address = `/api/places/route?from_lon=${patrol.lon}&from_lat=${patrol.lat}&to_lon=${one.lon}&to_lat=${one.lat}`;
    try {
      const { geometry } = await ask<{ geometry: { coordinates: Spot[] } }>(address);
      if (mine === this.#asked) this.#setWay(line(geometry.coordinates, "road"));
    } catch {
      // Without the road the straight line stays; it is dashed, so nobody takes it for one.
    }
  }

  #setWay(way: Features): void {
    this.#way = way;
    if (this.#ready) (this.#map.getSource("way") as GeoJSONSource | undefined)?.setData(this.#way);
  }

  /** Bring the selected incident into view, if it is not well inside already. */
  reveal(force = false): void {
    const one = this.#desk.incident(this.#desk.selected);
    if (!one) return;
    if (this.follows) this.frameSelected();
    else this.#reveal([one.lon, one.lat], force);
  }

  /** Frame the selected incident together with who is sent and who could go first. */
  frameSelected(): void {
    const one = this.#desk.incident(this.#desk.selected);
    if (!one) return;
    const near = [...one.patrols, ...(this.#desk.proposal?.candidates.slice(0, 3).map((who) => who.call_sign) ?? [])];
    this.#fit([[one.lon, one.lat], ...near.flatMap((sign) => spotOf(this.#desk.patrols.get(sign)))], 16);
  }

  revealPatrol(call_sign: string): void {
    const [spot] = spotOf(this.#desk.patrols.get(call_sign));
    if (spot) this.#reveal(spot, true);
  }

  #reveal(spot: Spot, force: boolean): void {
    const { x, y } = this.#map.project(spot);
    const { clientWidth: width, clientHeight: height } = this.#map.getContainer();
    const inside = x > width * 0.12 && x < width * 0.88 && y > height * 0.12 && y < height * 0.88;
    if (!inside || force)
      this.#map.easeTo({ center: spot, zoom: Math.max(this.#map.getZoom(), force ? 14 : 12), duration: calm.matches ? 0 : 500 });
  }

  /** Show everything: all open incidents and all patrols. */
  fit(animate = true): void {
    const spots = this.#desk.incidents.map((one): Spot => [one.lon, one.lat]);
    this.#fit([...spots, ...[...this.#desk.patrols.values()].flatMap(spotOf)], 15, animate);
  }

  #fit(spots: Spot[], maxZoom: number, animate = true): void {
    const box = around(spots);
    if (box) this.#map.fitBounds(box, { padding: 64, maxZoom, duration: animate && !calm.matches ? 500 : 0 });
  }

  resize(): void {
    this.#map.resize();
  }

  focus(): void {
    this.#map.getCanvas().focus();
  }
}

function spotOf(patrol: Patrol | undefined): Spot[] {
  return !patrol || patrol.lon === null || patrol.lat === null ? [] : [[patrol.lon, patrol.lat]];
}

function around(spots: Spot[]): LngLatBoundsLike | null {
  if (!spots.length) return null;
  const [lons, lats] = [spots.map(([lon]) => lon), spots.map(([, lat]) => lat)];
  return [
    [Math.min(...lons), Math.min(...lats)],
    [Math.max(...lons), Math.max(...lats)],
  ];
}

function point(spot: Spot, properties: Record<string, unknown>): GeoJSON.Feature {
  return { type: "Feature", geometry: { type: "Point", coordinates: spot }, properties };
}

function line(spots: Spot[], how: string): Features {
  return {
    type: "FeatureCollection",
    features: [{ type: "Feature", geometry: { type: "LineString", coordinates: spots }, properties: { how } }],
  };
}

function incidentFeature(one: Incident, desk: Desk): GeoJSON.Feature {
  const rank = ["p3", "p2", "p1"].indexOf(one.priority) + (one.state === "reported" ? 10 : 0);
  return point([one.lon, one.lat], {
    key: one.number,
    image: `i-${one.priority}-${one.state}`,
    label: short(one.number),
    rank: desk.selected === one.number ? 100 : rank,
    fresh: one.state === "reported",
    selected: desk.selected === one.number,
  });
}

function patrolFeature(patrol: Patrol, spot: Spot, heading: number | null, rank: number, desk: Desk): GeoJSON.Feature {
  const seconds = fixAge(patrol);
  const fix = seconds > STALE_S ? "stale" : seconds > AMBER_S ? "amber" : "fresh";
  const mine = patrol.incident !== null && patrol.incident === desk.selected;
  return point(spot, {
    key: patrol.call_sign,
    image: patrolImage(patrol.status, fix, heading !== null),
    heading: heading ?? 0,
    label: patrol.call_sign,
    badge: rank ? `n${rank}` : "",
    rank: mine || rank ? 50 - rank : patrol.status === "free" ? 0 : 10,
    near: mine || rank > 0,
  });
}

type Layer = Parameters<Chart["addLayer"]>[0];

function layers(dark: boolean): Layer[] {
  const [ink, halo, act] = dark ? ["#e8edf1", "#11171d", "#86bdf6"] : ["#16202a", "#ffffff", "#0b57a4"];
  const text = { "text-font": FONT, "text-size": 11, "text-optional": true, "text-padding": 1 };
  const paint = { "text-color": ink, "text-halo-color": halo, "text-halo-width": 1.6 };
  return [
    {
      id: "way-road",
      type: "line",
      source: "way",
      filter: ["==", ["get", "how"], "road"],
      layout: { "line-cap": "round", "line-join": "round" },
      paint: { "line-color": act, "line-width": 5, "line-opacity": 0.85 },
    },
    {
      id: "way-guess",
      type: "line",
      source: "way",
      filter: ["==", ["get", "how"], "guess"],
      paint: { "line-color": act, "line-width": 2, "line-dasharray": [2, 2] },
    },
    {
      id: "halo",
      type: "circle",
      source: "halo",
      paint: {
        "circle-radius": 24,
        "circle-color": act,
        "circle-opacity": 0.18,
        "circle-stroke-color": act,
        "circle-stroke-width": 3,
      },
    },
    {
      id: "patrols",
      type: "symbol",
      source: "patrols",
      layout: {
        "icon-image": ["get", "image"],
        "icon-rotate": ["get", "heading"],
        "icon-rotation-alignment": "map",
        "icon-allow-overlap": true,
        "icon-ignore-placement": true,
        "icon-size": ["interpolate", ["linear"], ["zoom"], 10, 0.55, 13, 0.8, 16, 1],
        "symbol-sort-key": ["get", "rank"],
      },
      paint: {},
    },
    {
      id: "patrol-labels",
      type: "symbol",
      source: "patrols",
      minzoom: 13,
      layout: {
        ...text,
        "text-field": ["get", "label"],
        "text-offset": [0, 1.3],
        "text-anchor": "top",
        "symbol-sort-key": ["-", 0, ["get", "rank"]],
      },
      paint,
    },
    {
      id: "incidents",
      type: "symbol",
      source: "incidents",
      layout: {
        "icon-image": ["get", "image"],
        "icon-allow-overlap": true,
        "icon-ignore-placement": true,
        "icon-size": ["interpolate", ["linear"], ["zoom"], 10, 0.75, 14, 1],
        "symbol-sort-key": ["get", "rank"],
      },
      paint: {},
    },
    {
      id: "incident-labels",
      type: "symbol",
      source: "incidents",
      minzoom: 12,
      layout: { ...text, "text-size": 12, "text-field": ["get", "label"], "text-offset": [0, 1.4], "text-anchor": "top" },
      paint,
    },
    {
      id: "badges",
      type: "symbol",
      source: "patrols",
      filter: ["!=", ["get", "badge"], ""],
      layout: {
        "icon-image": ["get", "badge"],
        "icon-offset": [14, -14],
        "icon-allow-overlap": true,
        "icon-ignore-placement": true,
        "icon-size": 0.85,
      },
      paint: {},
    },
  ];
}
