import assert from "node:assert/strict";
import { test } from "node:test";
import { placeOf } from "./photo.ts";

test("a photo without a place tells none", async () => {
  assert.equal(await placeOf(new File(["no picture"], "x.jpg", { type: "image/jpeg" })), null);
});
