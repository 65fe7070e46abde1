/** The colours of the map by day and by night. */

import type { Theme } from "../shared/frame.ts";

export interface Paint {
  ground: string;
  sea: string;
  water: string;
  shore: string;
  built: string;
  builtLine: string;
  land: Record<string, string>;
  road: Record<string, string>;
  casing: Record<string, string>;
  tunnel: string;
  ink: string;
  inkSoft: string;
  inkWater: string;
  halo: string;
  arrow: string;
  poi: Record<string, string>;
}

const DAY: Paint = {
  ground: "#f4f2ec",
  sea: "#a9cfe4",
  water: "#b2d5e8",
  shore: "#8fbcd6",
  built: "#e4dfd4",
  builtLine: "#d3ccbe",
  land: {
    park: "#d3e8c6", golf: "#d3e8c6", pitch: "#c4e0b4", grass: "#dcebd0", forest: "#c9dfbb", scrub: "#d7e4c8", wetland: "#cfe3d6",
    farmland: "#eeecd8", beach: "#f6e6b9", residential: "#efece5", commercial: "#f2e9e4", industrial: "#e9e6ea", port: "#e5e6ea",
    military: "#ebe3dd", hospital: "#f7dedb", school: "#f4ebcf", market: "#f5e3cf", stadium: "#d9e6d0", cemetery: "#d6e2cd",
    airport: "#e6e7ec", runway: "#cfd2da", taxiway: "#d6d8df", apron: "#dcdee4", parking: "#ebe9e4", pier: "#e8e4da", island: "#f4f2ec",
  },
  road: {
    motorway: "#ef9a53", trunk: "#f6b968", primary: "#fad98e", secondary: "#fdf0bf", tertiary: "#ffffff", minor: "#ffffff", service: "#fbfaf7",
  },
  casing: {
    motorway: "#b96a22", trunk: "#c48a33", primary: "#c9a449", secondary: "#cdbd7d", tertiary: "#bdb8ac", minor: "#cdc8bc", service: "#d8d4ca",
  },
  tunnel: "#e9e3d6",
  ink: "#27313b",
  inkSoft: "#56616c",
  inkWater: "#2b6587",
  halo: "#fdfcf9",
  arrow: "#6c7680",
  poi: { care: "#b3261e", law: "#0b57a4", learn: "#7a5a00", move: "#00626e", trade: "#96480a", leisure: "#1c6a35" },
};

const NIGHT: Paint = {
  ground: "#161d25",
  sea: "#0d2536",
  water: "#10293b",
  shore: "#1d4059",
  built: "#1e2731",
  builtLine: "#2a3541",
  land: {
    park: "#1a2c24", golf: "#1a2c24", pitch: "#1e3329", grass: "#1a2a24", forest: "#182a21", scrub: "#1a2823", wetland: "#172a2a",
    farmland: "#1d241f", beach: "#2e2b1f", residential: "#19212a", commercial: "#20232b", industrial: "#1d2029", port: "#1c212b",
    military: "#221f22", hospital: "#2f2023", school: "#29271d", market: "#2a241d", stadium: "#1c2b23", cemetery: "#1a2620",
    airport: "#1b212b", runway: "#2c3440", taxiway: "#252d38", apron: "#222a35", parking: "#1d252e", pier: "#232a31", island: "#161d25",
  },
  road: {
    motorway: "#c47d3b", trunk: "#a8803f", primary: "#86713f", secondary: "#656048", tertiary: "#4c5661", minor: "#3a4550", service: "#303a44",
  },
  casing: {
    motorway: "#4b2d12", trunk: "#3f2f15", primary: "#332b18", secondary: "#292820", tertiary: "#11171d", minor: "#11171d", service: "#11171d",
  },
  tunnel: "#2a2f33",
  ink: "#dbe3ea",
  inkSoft: "#a9b6c1",
  inkWater: "#7fb3d3",
  halo: "#12181f",
  arrow: "#b5c0ca",
  poi: { care: "#ff9b93", law: "#86bdf6", learn: "#e6c765", move: "#6fd3dd", trade: "#f5b06a", leisure: "#7fd39a" },
};

export function paint(theme: Theme): Paint {
  return theme === "dark" ? NIGHT : DAY;
}
