/** The small pictures on the map, drawn from the page's own icons. */

import type { Map as Chart } from "maplibre-gl";
import type { Theme } from "../shared/frame.ts";
import { paint } from "./paint.ts";

/** kind → icon of the sprite, group of colour. */
export const POIS: Record<string, [string, string]> = {
  hospital: ["first-aid-kit", "care"],
  clinic: ["first-aid-kit", "care"],
  police: ["shield-check", "law"],
  fire_station: ["flame", "care"],
  school: ["school", "learn"],
  university: ["school", "learn"],
  market: ["building-store", "trade"],
  mall: ["building-store", "trade"],
  fuel: ["gas-station", "trade"],
  hotel: ["bed", "trade"],
  worship: ["building-community", "learn"],
  bus_station: ["bus", "move"],
  ferry: ["ferry", "move"],
  port: ["anchor", "move"],
  airport: ["plane", "move"],
  toll_booth: ["barrier-block", "move"],
  traffic_signals: ["traffic-lights", "law"],
  townhall: ["building-bank", "law"],
  court: ["building-bank", "law"],
  stadium: ["ball-football", "leisure"],
  park: ["tree", "leisure"],
  beach: ["beach", "leisure"],
  attraction: ["star", "leisure"],
};

const SIDE = 40;
let sprite: Promise<Document> | null = null;

async function symbol(name: string): Promise<string> {
  const address = document.documentElement.dataset["icons"] ?? "";
  sprite ??= fetch(address)
    .then((answer) => answer.text())
    .then((text) => new DOMParser().parseFromString(text, "image/svg+xml"));
  return (await sprite).getElementById(name)?.innerHTML ?? "";
}

async function raster(svg: string, side: number): Promise<ImageData> {
  const picture = new Image(side, side);
  picture.src = `data:image/svg+xml,${encodeURIComponent(svg)}`;
  await picture.decode();
  const canvas = new OffscreenCanvas(side, side);
  const pen = canvas.getContext("2d")!;
  pen.drawImage(picture, 0, 0, side, side);
  return pen.getImageData(0, 0, side, side);
}

async function poi(kind: string, theme: Theme): Promise<ImageData> {
  const [icon, group] = POIS[kind]!;
  const colours = paint(theme);
  const shapes = await symbol(icon);
  const line = theme === "dark" ? "#12181f" : "#ffffff";
  const body = `<circle cx="12" cy="12" r="11" fill="${colours.poi[group]}" stroke="${colours.halo}" stroke-width="1.4"/>`;
  const sign = `<g transform="translate(5 5) scale(.583)" fill="none" stroke="${line}" stroke-width="2.4" stroke-linecap="round" stroke-linejoin="round">${shapes}</g>`;
  return raster(`<svg xmlns="http://www.w3.org/2000/svg" width="${SIDE}" height="${SIDE}" viewBox="0 0 24 24">${body}${sign}</svg>`, SIDE);
}

function arrow(theme: Theme): Promise<ImageData> {
  const { arrow: colour, halo } = paint(theme);
  const path = "M4 12h13M12.5 7l5.5 5-5.5 5";
  const draw = (stroke: string, wide: number): string => `<path d="${path}" fill="none" stroke="${stroke}" stroke-width="${wide}" stroke-linecap="round" stroke-linejoin="round"/>`;
  return raster(`<svg xmlns="http://www.w3.org/2000/svg" width="32" height="32" viewBox="0 0 24 24">${draw(halo, 5)}${draw(colour, 2.4)}</svg>`, 32);
}

/** Draw each picture when the style first asks for it. */
export function drawSigns(chart: Chart, theme: () => Theme): void {
  chart.setMissingStyleImageResolver(async (id) => {
    const kind = id.startsWith("poi-") ? id.slice(4) : "";
    if (id !== "one-way" && !(kind in POIS)) return;
    const picture = await (id === "one-way" ? arrow(theme()) : poi(kind, theme()));
    if (!chart.hasImage(id)) chart.addImage(id, picture, { pixelRatio: id === "one-way" ? 1.4 : 1 });
  });
}
