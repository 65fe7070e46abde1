import assert from "node:assert/strict";
import { test } from "node:test";
import { isNews, thinned } from "./fixes.ts";
import { current, seen } from "./seen.ts";
import type { Deed, Duty, Fix, Job, Route } from "./types.ts";
import { navigators, nextStep, progress, turnSign } from "./wayfinding.ts";

const job = (number: string, state: string): Job => ({
  number,
  incident: "INC-1",
  state,
  state_name: "",
  priority: "p1",
  kind: "crash",
  kind_name: "",
  lon: 116.8,
  lat: -1.2,
  address: "",
  what: "",
  photos: [],
  offered_at: "",
  due_at: null,
  route_url: "",
});
const deed = (assignment: string, name: Deed["deed"]): Deed => ({
  id: name,
  deed: name,
  assignment,
  at: "",
  note: "",
  outcome: "",
});
const duty = (...assignments: Job[]): Duty => ({ patrol: "P-01", patrols_free: [], assignments, stream: { url: "" } });
const fix = (second: number, lon: number, accuracy_m = 5): Fix => ({
  lon,
  lat: -1.2,
  at: new Date(Date.UTC(2026, 2, 2, 8, 0, second)).toISOString(),
  speed_kmh: null,
  heading: null,
  accuracy_m,
});

test("without signal the officer sees what he did, not what the server knows", () => {
  const told = seen(duty(job("A", "offered")), [deed("A", "accept"), deed("A", "arrive")]);
  assert.deepEqual([told[0]?.state, told[0]?.waits], ["on_scene", true]);
});
test("a finished job is gone before the server heard of it", () => {
  assert.deepEqual(seen(duty(job("A", "on_scene")), [deed("A", "finish")]), []);
});
test("a late deed never leads back", () => {
  assert.equal(seen(duty(job("A", "on_scene")), [deed("A", "accept")])[0]?.state, "on_scene");
});
test("the job he is at comes before the one offered", () => {
  assert.equal(current(seen(duty(job("A", "offered"), job("B", "on_scene")), []))?.number, "B");
  assert.equal(current([]), null);
});
test("a moving patrol tells every ten seconds, a standing one before it is doubted", () => {
  assert.ok(isNews(null, fix(0, 116.8)));
  assert.ok(!isNews(fix(0, 116.8), fix(5, 116.81)));
  assert.ok(isNews(fix(0, 116.8), fix(10, 116.81)));
  assert.ok(!isNews(fix(0, 116.8), fix(20, 116.80005)));
  assert.ok(isNews(fix(0, 116.8), fix(40, 116.8)));
});
test("a blurred position that jumps within its blur is no move", () => {
  assert.ok(!isNews(fix(0, 116.8), fix(12, 116.8003, 45)));
});
test("a long time without signal is told in coarser steps, to the end", () => {
  const many = Array.from({ length: 481 }, (_, n) => n);
  const left = thinned(many);
  assert.equal(left.length, 120);
  assert.ok(!left.includes(480) && !left.includes(0));
  assert.deepEqual(thinned([1, 2, 3]), []);
});

const ROUTE: Route = {
  length_m: 2224,
  seconds: 200,
  geometry: {
    type: "LineString",
    coordinates: [
      [116.8, -1.2],
      [116.81, -1.2],
      [116.81, -1.21],
    ],
  },
  steps: [
    { text_id: "mulai", text_en: "start", length_m: 1112, maneuver: "depart" },
    { text_id: "belok kanan", text_en: "turn right", length_m: 1112, maneuver: "right" },
    { text_id: "tiba", text_en: "arrive", length_m: 0, maneuver: "arrive" },
  ],
};

test("half way to the turn the turn is half as far", () => {
  const told = progress(ROUTE, { lon: 116.805, lat: -1.2 });
  assert.equal(told.next?.step.text_id, "belok kanan");
  assert.ok(Math.abs((told.next?.in_m ?? 0) - 556) < 5);
  assert.ok(Math.abs(told.left_s - 150) < 2);
});
test("beside the road one is off the route", () => {
  assert.ok(Math.abs(progress(ROUTE, { lon: 116.805, lat: -1.199 }).off_m - 111) < 2);
});
test("after the last turn one arrives", () => {
  assert.equal(nextStep(ROUTE.steps, 1500)?.step.text_id, "tiba");
  assert.equal(turnSign("right"), "corner-up-right");
  assert.equal(turnSign("continue"), "arrow-up");
});
test("the way is handed over as a link the phone understands", () => {
  assert.equal(navigators(116.8, -1.2, "Android 14")[0]?.href, "google.navigation:q=-1.2,116.8&mode=d");
  assert.match(navigators(116.8, -1.2, "iPhone")[0]?.href ?? "", /^maps:/);
  assert.equal(navigators(116.8, -1.2, "Linux")[0]?.href, "geo:-1.2,116.8?q=-1.2,116.8");
});
