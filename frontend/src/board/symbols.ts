/** The signs on the map, drawn here so that shape, letter and colour always go together. */

import type { Map as Chart } from "maplibre-gl";

const SIZE = 34;
const RATIO = 2;
const MIDDLE = SIZE / 2;

type Pen = CanvasRenderingContext2D;

interface Paints {
  surface: string;
  ink: string;
  amber: string;
  fill: Record<string, string>;
}

export const STATUSES = ["free", "offered", "en_route", "on_scene"] as const;
const FRESH = ["fresh", "amber", "stale"] as const;
export const PRIORITIES = ["p1", "p2", "p3"] as const;
export const STATES = ["reported", "taken", "dispatched", "on_scene"] as const;

/** Draw every sign in the colours of the theme that is on. */
export function addSymbols(map: Chart): void {
  const paints = readPaints();
  for (const status of STATUSES) {
    for (const fix of FRESH) {
      for (const turned of [true, false]) {
        put(map, patrolImage(status, fix, turned), (pen) => drawPatrol(pen, paints, status, fix, turned));
      }
    }
  }
  for (const priority of PRIORITIES) {
    for (const state of STATES) put(map, `i-${priority}-${state}`, (pen) => drawIncident(pen, paints, priority, state));
  }
  for (let n = 1; n <= 9; n += 1) put(map, `n${n}`, (pen) => drawRank(pen, paints, n));
}

export function patrolImage(status: string, fix: string, turned: boolean): string {
  return `p-${status}-${fix}-${turned ? "turned" : "still"}`;
}

function put(map: Chart, name: string, draw: (pen: Pen) => void): void {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = SIZE * RATIO;
  const pen = canvas.getContext("2d");
  if (!pen) return;
  pen.scale(RATIO, RATIO);
  pen.lineJoin = "round";
  draw(pen);
  if (map.hasImage(name)) map.removeImage(name);
  map.addImage(name, pen.getImageData(0, 0, canvas.width, canvas.height), { pixelRatio: RATIO });
}

function readPaints(): Paints {
  const probe = document.createElement("i");
  document.body.append(probe);
  const read = (token: string): string => {
    probe.style.color = `var(${token})`;
    return getComputedStyle(probe).color;
  };
  const paints = {
    surface: read("--surface"),
    ink: read("--ink"),
    amber: read("--marking"),
    fill: {
      free: read("--good"),
      offered: read("--held"),
      en_route: read("--sent"),
      on_scene: read("--there"),
      p1: read("--bad-fill"),
      p2: read("--new"),
      p3: read("--calm"),
      reported: read("--bad-fill"),
      taken: read("--held"),
      dispatched: read("--sent"),
    },
  };
  probe.remove();
  return paints;
}

/** A free patrol is a disc, an offered one a diamond, one under way an arrow, one on scene a square. */
function drawPatrol(pen: Pen, paints: Paints, status: string, fix: string, turned: boolean): void {
  const paint = paints.fill[status] ?? paints.ink;
  const hollow = fix === "stale";
  if (turned && status !== "en_route") {
    trace(pen, [
      [MIDDLE, 3],
      [MIDDLE + 5.5, 11],
      [MIDDLE - 5.5, 11],
    ]);
    finish(pen, hollow ? paints.surface : paint, hollow ? paint : paints.surface, 1.5, false);
  }
  body(pen, status);
  const rim = hollow ? paint : fix === "amber" ? paints.amber : paints.surface;
  finish(pen, hollow ? paints.surface : paint, rim, hollow || fix === "amber" ? 2.5 : 1.5, hollow);
}

function body(pen: Pen, status: string): void {
  if (status === "en_route")
    trace(pen, [
      [MIDDLE, 5],
      [MIDDLE + 9, 27],
      [MIDDLE, 22.5],
      [MIDDLE - 9, 27],
    ]);
  else if (status === "offered")
    trace(pen, [
      [MIDDLE, 8],
      [MIDDLE + 9, MIDDLE],
      [MIDDLE, 26],
      [MIDDLE - 9, MIDDLE],
    ]);
  else if (status === "on_scene")
    trace(pen, [
      [10, 10],
      [24, 10],
      [24, 24],
      [10, 24],
    ]);
  else {
    pen.beginPath();
    pen.arc(MIDDLE, MIDDLE, 7, 0, 2 * Math.PI);
  }
}

function drawIncident(pen: Pen, paints: Paints, priority: string, state: string): void {
  const level = priority.slice(1);
  outline(pen, priority, 14);
  finish(pen, paints.fill[state] ?? paints.ink, paints.surface, 1.5, false);
  outline(pen, priority, 10.5);
  finish(pen, paints.surface, paints.surface, 0, false);
  outline(pen, priority, priority === "p3" ? 8 : 9.5);
  finish(
    pen,
    priority === "p1" ? (paints.fill["p1"] ?? paints.ink) : paints.surface,
    paints.fill[priority] ?? paints.ink,
    priority === "p1" ? 0 : 1.5,
    priority === "p3",
  );
  letter(pen, level, priority === "p1" ? "#ffffff" : (paints.fill[priority] ?? paints.ink));
}

/** Life in danger is an octagon, urgent a square, the rest a circle. */
function outline(pen: Pen, priority: string, radius: number): void {
  if (priority === "p1") trace(pen, ring(8, radius * 1.06, Math.PI / 8));
  else if (priority === "p2") trace(pen, ring(4, radius * 1.3, Math.PI / 4));
  else {
    pen.beginPath();
    pen.arc(MIDDLE, MIDDLE, radius, 0, 2 * Math.PI);
  }
}

function drawRank(pen: Pen, paints: Paints, n: number): void {
  pen.beginPath();
  pen.arc(MIDDLE, MIDDLE, 8, 0, 2 * Math.PI);
  finish(pen, paints.ink, paints.surface, 1.5, false);
  letter(pen, String(n), paints.surface);
}

function ring(corners: number, radius: number, turn: number): [number, number][] {
  return Array.from({ length: corners }, (_, n) => {
    const angle = turn + (2 * Math.PI * n) / corners;
    return [MIDDLE + radius * Math.cos(angle), MIDDLE + radius * Math.sin(angle)];
  });
}

function trace(pen: Pen, points: [number, number][]): void {
  pen.beginPath();
  for (const [x, y] of points) pen.lineTo(x, y);
  pen.closePath();
}

function finish(pen: Pen, fill: string, rim: string, width: number, dashed: boolean): void {
  pen.fillStyle = fill;
  pen.fill();
  if (!width) return;
  pen.setLineDash(dashed ? [3, 2] : []);
  pen.strokeStyle = rim;
  pen.lineWidth = width;
  pen.stroke();
}

function letter(pen: Pen, text: string, paint: string): void {
  pen.font = "700 12px 'Plus Jakarta Sans', system-ui, sans-serif";
  pen.textAlign = "center";
  pen.textBaseline = "alphabetic";
  pen.fillStyle = paint;
  pen.fillText(text, MIDDLE, MIDDLE + 4.3);
}
