import assert from "node:assert/strict";
import { test } from "node:test";
import { Glides, turn } from "./glide.ts";

const place = (lon: number, heading: number | null = 90) => ({ lon, lat: -1.2, heading });

test("a patrol glides to where it is told and stays there", () => {
  const glides = new Glides(1000);
  glides.put("P-01", place(116.8), 0);
  glides.put("P-01", place(116.801), 5000);
  assert.ok(Math.abs((glides.at("P-01", 5500)?.lon ?? 0) - 116.8005) < 1e-9);
  assert.equal(glides.at("P-01", 9000)?.lon, 116.801);
  assert.ok(glides.isMoving(5500));
  assert.ok(!glides.isMoving(6001));
});
test("a patrol lost for long jumps, it does not fly over the sea", () => {
  const glides = new Glides(1000);
  glides.put("P-01", place(116.8), 0);
  glides.put("P-01", place(116.9), 5000);
  assert.equal(glides.at("P-01", 5001)?.lon, 116.9);
});
test("who went off duty is forgotten", () => {
  const glides = new Glides(1000);
  glides.put("P-01", place(116.8), 0);
  glides.keep(new Set());
  assert.equal(glides.at("P-01", 1), null);
});
test("a car turns the short way round", () => {
  assert.equal(turn(350, 10, 0.5), 0);
  assert.equal(turn(10, 350, 0.5), 0);
  assert.equal(turn(null, 90, 0.1), 90);
});
