/** The map's style document: what lies over what, from the sea up to the names. */

import type { ExpressionSpecification, FilterSpecification, LayerSpecification, StyleSpecification } from "maplibre-gl";
import type { Theme } from "../shared/frame.ts";
import { paint, type Paint } from "./paint.ts";
import { POIS } from "./signs.ts";

const FONT = ["Plus Jakarta Sans", "Noto Sans", "Liberation Sans", "sans-serif"];
const MEDIUM = ["Plus Jakarta Sans Medium", ...FONT];
const BOLD = ["Plus Jakarta Sans Bold", ...FONT];

/** How a road class is drawn: a ramp looks like its road, only thinner. */
const LOOK: Record<string, string[]> = {
  motorway: ["motorway", "motorway_link"],
  trunk: ["trunk", "trunk_link"],
  primary: ["primary", "primary_link"],
  secondary: ["secondary", "secondary_link"],
  tertiary: ["tertiary", "tertiary_link"],
  minor: ["unclassified", "residential", "living_street"],
};
const ORDER = ["service", "minor", "tertiary", "secondary", "primary", "trunk", "motorway"];

// Width in pixels of each look at these zooms.
const ZOOMS = [8, 11, 13, 15, 17, 19];
const WIDTHS: Record<string, number[]> = {
  motorway: [1.2, 2.6, 4.5, 9, 20, 46],
  trunk: [1.0, 2.3, 4.2, 8.5, 19, 44],
  primary: [0.8, 2.0, 3.8, 7.8, 18, 42],
  secondary: [0.5, 1.4, 3.0, 6.8, 16, 38],
  tertiary: [0.2, 0.9, 2.3, 5.8, 14, 34],
  minor: [0.1, 0.4, 1.2, 4.2, 11, 27],
  service: [0, 0, 0.4, 2.2, 6, 15],
};

function byLook(value: (look: string) => number | string): ExpressionSpecification {
  const cases = Object.entries(LOOK).flatMap(([look, classes]) => [classes, value(look)]);
  return ["match", ["get", "class"], ...cases, value("service")] as unknown as ExpressionSpecification;
}

const isLink: ExpressionSpecification = ["in", "_link", ["get", "class"]];

function width(extra: (index: number) => number): ExpressionSpecification {
  const stops = ZOOMS.flatMap((zoom, index) => {
    const full = byLook((look) => WIDTHS[look]![index]!);
    const slim: ExpressionSpecification = ["*", full, ["case", isLink, 0.62, 1]];
    return [zoom, ["+", slim, extra(index)]];
  });
  return ["interpolate", ["exponential", 1.4], ["zoom"], ...stops] as unknown as ExpressionSpecification;
}

const RANK = byLook((look) => ORDER.indexOf(look));
const EDGE = (index: number): number => [0, 0.8, 1.4, 2, 2.6, 3.4][index]!;
const ONE_WAY: FilterSpecification = ["in", ["get", "oneway"], ["literal", [true, 1]]];
const is = (name: string): ExpressionSpecification => ["in", ["coalesce", ["get", name], false], ["literal", [true, 1]]];

function ground(colours: Paint): LayerSpecification[] {
  const land = Object.entries(colours.land).flat();
  return [
    { id: "ground", type: "background", paint: { "background-color": colours.ground } },
    { id: "sea", type: "fill", source: "town", "source-layer": "sea", paint: { "fill-color": colours.sea, "fill-outline-color": colours.shore } },
    {
      id: "land", type: "fill", source: "town", "source-layer": "land",
      filter: ["==", ["geometry-type"], "Polygon"],
      paint: {
        "fill-color": ["match", ["get", "kind"], ...land, colours.ground] as unknown as ExpressionSpecification,
        // What covers whole quarters steps back, so that roads stay the clearest.
        "fill-opacity": ["interpolate", ["linear"], ["zoom"], 9, 0.6, 13, 1],
      },
    },
    {
      id: "land-lines", type: "line", source: "town", "source-layer": "land",
      filter: ["==", ["geometry-type"], "LineString"],
      paint: {
        "line-color": ["match", ["get", "kind"], "runway", colours.land["runway"]!, "taxiway", colours.land["taxiway"]!, colours.land["pier"]!],
        "line-width": ["interpolate", ["exponential", 1.6], ["zoom"], 11, 1, 14, ["match", ["get", "kind"], "runway", 9, 3], 17, ["match", ["get", "kind"], "runway", 60, 12]],
      },
    },
    {
      id: "waterways", type: "line", source: "town", "source-layer": "waterways", layout: { "line-cap": "round", "line-join": "round" },
      paint: {
        "line-color": colours.water,
        "line-width": ["interpolate", ["exponential", 1.4], ["zoom"], 8, 0.6, 13, ["match", ["get", "kind"], "river", 2.6, "canal", 1.8, 0.8], 18, ["match", ["get", "kind"], "river", 16, "canal", 10, 4]],
      },
    },
    { id: "water", type: "fill", source: "town", "source-layer": "water", paint: { "fill-color": colours.water, "fill-outline-color": colours.shore } },
    {
      id: "buildings", type: "fill", source: "town", "source-layer": "buildings", minzoom: 14,
      paint: { "fill-color": colours.built, "fill-outline-color": colours.builtLine, "fill-opacity": ["interpolate", ["linear"], ["zoom"], 14, 0, 15, 1] },
    },
  ];
}

function roads(colours: Paint): LayerSpecification[] {
  const round = { "line-cap": "round", "line-join": "round", "line-sort-key": RANK } as const;
  const butt = { "line-cap": "butt", "line-join": "round", "line-sort-key": RANK } as const;
  const fill = byLook((look) => colours.road[look]!);
  const edge = byLook((look) => colours.casing[look]!);
  const open: ExpressionSpecification = ["!", is("tunnel")];
  const flat: ExpressionSpecification = ["all", open, ["!", is("bridge")]];
  const bridge: ExpressionSpecification = ["all", open, is("bridge")];
  const layer = (id: string, filter: ExpressionSpecification, layout: typeof round | typeof butt, style: Record<string, unknown>): LayerSpecification =>
    ({ id, type: "line", source: "town", "source-layer": "roads", filter, layout, paint: style }) as unknown as LayerSpecification;
  return [
    layer("tunnel-edge", is("tunnel"), butt, { "line-color": edge, "line-width": width(EDGE), "line-dasharray": [0.5, 0.35] }),
    layer("tunnel", is("tunnel"), butt, { "line-color": colours.tunnel, "line-width": width(() => 0) }),
    layer("road-edge", flat, round, { "line-color": edge, "line-width": width(EDGE) }),
    layer("road", flat, round, { "line-color": fill, "line-width": width(() => 0) }),
    layer("bridge-edge", bridge, butt, { "line-color": colours.inkSoft, "line-width": width((index) => EDGE(index) * 1.7) }),
    layer("bridge", bridge, round, { "line-color": fill, "line-width": width(() => 0) }),
    {
      id: "one-way", type: "symbol", source: "town", "source-layer": "roads", minzoom: 15, filter: ONE_WAY,
      layout: {
        "symbol-placement": "line", "symbol-spacing": 90, "icon-image": "one-way", "icon-rotation-alignment": "map",
        "icon-size": ["interpolate", ["linear"], ["zoom"], 15, 0.6, 18, 1.05], "icon-padding": 6,
      },
      paint: { "icon-opacity": 0.85 },
    },
  ];
}

function names(colours: Paint): LayerSpecification[] {
  const halo = { "text-color": colours.ink, "text-halo-color": colours.halo, "text-halo-width": 1.4 };
  const street = (id: string, minzoom: number, looks: string[], size: number): LayerSpecification => ({
    id, type: "symbol", source: "town", "source-layer": "roads", minzoom,
    filter: ["all", ["has", "name"], ["in", ["get", "class"], ["literal", looks.flatMap((look) => LOOK[look] ?? [look])]]],
    layout: {
      "symbol-placement": "line", "symbol-spacing": 320, "text-field": ["get", "name"], "text-font": MEDIUM,
      "text-size": ["interpolate", ["linear"], ["zoom"], minzoom, size - 1.5, 18, size + 2], "text-max-angle": 35, "text-padding": 4,
    },
    paint: { ...halo, "text-color": id === "names-main" ? colours.ink : colours.inkSoft },
  });
  return [
    {
      id: "names-water", type: "symbol", source: "town", "source-layer": "waterways", minzoom: 12, filter: ["has", "name"],
      layout: { "symbol-placement": "line", "symbol-spacing": 400, "text-field": ["get", "name"], "text-font": MEDIUM, "text-size": 11, "text-letter-spacing": 0.06 },
      paint: { "text-color": colours.inkWater, "text-halo-color": colours.halo, "text-halo-width": 1 },
    },
    street("names-minor", 15, ["minor", "service"], 11),
    street("names-middle", 13.5, ["secondary", "tertiary"], 11.5),
    street("names-main", 12, ["motorway", "trunk", "primary"], 12),
    ...pois(colours),
    {
      id: "places", type: "symbol", source: "town", "source-layer": "places",
      layout: {
        "text-field": ["get", "name"], "text-font": BOLD, "text-max-width": 8, "text-padding": 6,
        "symbol-sort-key": ["match", ["get", "kind"], "city", 0, "town", 1, "sea", 2, "suburb", 3, "village", 4, 5],
        "text-size": ["interpolate", ["linear"], ["zoom"], 8, ["match", ["get", "kind"], ["city", "town"], 13, 10], 14, ["match", ["get", "kind"], ["city", "town"], 20, ["suburb", "village"], 13.5, 11.5]],
        "text-letter-spacing": ["match", ["get", "kind"], ["suburb", "quarter"], 0.08, "sea", 0.2, 0],
      },
      paint: {
        "text-color": ["match", ["get", "kind"], "sea", colours.inkWater, ["city", "town"], colours.ink, colours.inkSoft],
        "text-halo-color": colours.halo, "text-halo-width": 1.6,
        // At street level the quarter's name is in the way.
        "text-opacity": ["interpolate", ["linear"], ["zoom"], 15.5, 1, 16.5, 0],
      },
    },
  ];
}

function pois(colours: Paint): LayerSpecification[] {
  const colour = ["match", ["get", "kind"], ...Object.entries(POIS).flatMap(([kind, [, group]]) => [kind, colours.poi[group]!]), colours.inkSoft];
  return [
    {
      id: "pois", type: "symbol", source: "town", "source-layer": "pois", minzoom: 13,
      filter: ["in", ["get", "kind"], ["literal", Object.keys(POIS)]],
      layout: {
        "icon-image": ["concat", "poi-", ["get", "kind"]], "icon-size": 0.5, "icon-padding": 3,
        "text-field": ["step", ["zoom"], "", 14.5, ["coalesce", ["get", "name"], ""]], "text-font": MEDIUM, "text-size": 11,
        "text-anchor": "top", "text-offset": [0, 0.85], "text-optional": true, "text-max-width": 9,
        "symbol-sort-key": ["match", ["get", "kind"], ["hospital", "police"], 0, ["port", "airport", "stadium", "market"], 1, 2],
      },
      paint: { "text-color": colour as unknown as ExpressionSpecification, "text-halo-color": colours.halo, "text-halo-width": 1.4 },
    },
  ];
}

/** Return the style; `tiles` is the address of the TileJSON on this host. */
export function style(theme: Theme, tiles: string): StyleSpecification {
  const colours = paint(theme);
  return {
    version: 8,
    name: `lantas-${theme}`,
    // No `glyphs`: letters are drawn from the page's own font, so no other host is asked.
    sources: { town: { type: "vector", url: tiles } },
    layers: [...ground(colours), ...roads(colours), ...names(colours)],
  };
}
