import assert from "node:assert/strict";
import { test } from "node:test";
import { left, since, span } from "./clock.ts";

const at = (text: string) => Date.parse(`2026-03-02T${text}Z`);
const iso = (text: string) => `2026-03-02T${text}Z`;

test("a length of time reads like a stop-watch", () => {
  assert.deepEqual([0, 47, 725, 7650].map(span), ["0:00", "0:47", "12:05", "2:07:30"]);
});
test("the last fifth is soon, and past it is over", () => {
  const told = (time: string) => left(iso("08:10:00"), iso("08:00:00"), at(time));
  assert.deepEqual(told("08:01:00"), { text: "9:00", tone: "calm" });
  assert.deepEqual(told("08:08:30"), { text: "1:30", tone: "soon" });
  assert.deepEqual(told("08:11:20"), { text: "+1:20", tone: "over" });
});
test("what lies ahead by a clock's error is now", () => {
  assert.equal(since(iso("08:00:05"), at("08:00:00")), 0);
});
