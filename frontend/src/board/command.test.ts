import assert from "node:assert/strict";
import { test } from "node:test";
import { answers, complete, parse, type Known } from "./command.ts";

const known: Known = {
  incidents: [
    { number: "INC-6471-2026-000003", kind_name: "Kecelakaan", address: "Jl. Sudirman", patrols: ["P-07"], state: "dispatched" },
    { number: "INC-6471-2026-000013", kind_name: "Macet", address: "Jl. Ahmad Yani", patrols: [], state: "reported" },
    { number: "INC-6402-2026-000013", kind_name: "Mogok", address: "Jl. Poros", patrols: [], state: "reported" },
  ],
  patrols: [
    { call_sign: "P-02", status: "free", status_name: "Siaga" },
    { call_sign: "P-12", status: "free", status_name: "Siaga" },
    { call_sign: "P-07", status: "en_route", status_name: "Menuju lokasi" },
  ],
  selected: "INC-6471-2026-000013",
};

test("a dispatcher sends a patrol with the end of the number", () => {
  assert.deepEqual(parse("d 3 P-02", known), { verb: "dispatch", number: "INC-6471-2026-000003", call_sign: "P-02" });
  assert.deepEqual(parse("kirim INC-…3 p-02", known), parse("d 3 P-02", known));
});
test("three is not thirteen", () => {
  assert.deepEqual(parse("t 3", known), { verb: "take", number: "INC-6471-2026-000003", note: "" });
});
test("one number of two units is asked for again, not guessed", () => {
  assert.deepEqual(parse("t 13", known), { verb: "unclear", what: "many", word: "13" });
  assert.equal((parse("t INC-6402-2026-000013", known) as { number: string }).number, "INC-6402-2026-000013");
});
test("a dot is the report on the desk", () => {
  assert.deepEqual(parse("d . 12", known), { verb: "dispatch", number: "INC-6471-2026-000013", call_sign: "P-12" });
});
test("an end that two call signs share is asked for again", () => {
  assert.deepEqual(parse("d 3 2", known), { verb: "unclear", what: "many", word: "2" });
});
test("what is not known is named", () => {
  assert.deepEqual(parse("d 99 P-02", known), { verb: "unclear", what: "incident", word: "99" });
  assert.deepEqual(parse("d 3 P-99", known), { verb: "unclear", what: "patrol", word: "P-99" });
});
test("a line without a verb is looked for", () => {
  assert.deepEqual(parse("sudirman", known), { verb: "find", text: "sudirman" });
  assert.deepEqual(parse("t", known), { verb: "find", text: "t" });
  assert.deepEqual(parse("  ", known), { verb: "none" });
});
test("a note goes with a rejection", () => {
  assert.deepEqual(parse("r 3 bukan polisi", known), { verb: "reject", number: "INC-6471-2026-000003", note: "bukan polisi" });
});
test("completion offers free patrols in the order they were proposed", () => {
  const offered = complete("d 3 ", known, ["P-12", "P-02"]).map((one) => one.text);
  assert.deepEqual(offered, ["d 3 P-12", "d 3 P-02"]);
});
test("completion offers to take only what nobody has taken", () => {
  assert.deepEqual(
    complete("t ", known).map((one) => one.label),
    ["INC-6471-2026-000013", "INC-6402-2026-000013"],
  );
});
test("completion withdraws only who was sent", () => {
  assert.deepEqual(
    complete("w 3 ", known).map((one) => one.label),
    ["P-07"],
  );
});
test("every word looked for must be there", () => {
  assert.ok(answers("yani macet", "Macet", "Jl. Ahmad Yani"));
  assert.ok(!answers("yani banjir", "Macet", "Jl. Ahmad Yani"));
});
