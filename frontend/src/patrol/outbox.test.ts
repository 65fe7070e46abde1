import assert from "node:assert/strict";
import { test } from "node:test";
import { Outbox, type Kept, type Post, type RefusedDeed } from "./outbox.ts";
import type { Answer, Deed, Photo } from "./types.ts";

class MemoryShelf<T> {
  kept: Kept<T>[] = [];
  #last = 0;
  async add(item: T): Promise<number> {
    this.kept.push({ key: ++this.#last, item });
    return this.#last;
  }
  async all(): Promise<Kept<T>[]> {
    return [...this.kept];
  }
  async remove(key: number): Promise<void> {
    this.kept = this.kept.filter((one) => one.key !== key);
  }
}

const deed = (id: string, name: Deed["deed"] = "accept"): Deed => ({
  id,
  deed: name,
  assignment: "ASG-1",
  at: "2026-03-02T08:00:00Z",
  note: "",
  outcome: "",
});
const trouble = (status: number, isPassing: boolean) => Object.assign(new Error(`status ${status}`), { status, isPassing });

function phone(post: Partial<Post>): { outbox: Outbox; deeds: MemoryShelf<Deed>; refused: RefusedDeed[] } {
  const [deeds, photos, refused] = [new MemoryShelf<Deed>(), new MemoryShelf<Photo>(), [] as RefusedDeed[]];
  const whole: Post = {
    deeds: async (told) => told.map(({ id }) => ({ id, result: "done", why: "" })),
    photo: async () => undefined,
    ...post,
  };
  return { outbox: new Outbox(deeds, photos, whole, (said) => refused.push(...said)), deeds, refused };
}

test("deeds go out in the order they were done, each with a higher number", async () => {
  const told: { id: string; seq: number }[] = [];
  let signal = false;
  const { outbox } = phone({
    deeds: async (deeds) => {
      if (!signal) throw trouble(0, true);
      told.push(...deeds);
      return deeds.map(({ id }): Answer => ({ id, result: "done", why: "" }));
    },
  });
  await outbox.tell(deed("a"));
  await outbox.tell(deed("b", "arrive"));
  await outbox.send();
  assert.equal(outbox.count, 2);
  assert.equal(outbox.trouble, "signal");
  signal = true;
  await outbox.send();
  outbox.stop();
  assert.deepEqual(
    told.map(({ id }) => id),
    ["a", "b"],
  );
  assert.ok((told[0]?.seq ?? 0) < (told[1]?.seq ?? 0));
  assert.equal(outbox.count, 0);
});

test("a refused deed is said and stops no other", async () => {
  const { outbox, refused } = phone({
    deeds: async (told) => told.map(({ id }) => ({ id, result: id === "a" ? "refused" : "done", why: "too late" })),
  });
  await outbox.tell(deed("a"));
  await outbox.tell(deed("b"));
  await outbox.send();
  assert.deepEqual(
    refused.map((one) => [one.deed.id, one.why]),
    [["a", "too late"]],
  );
  assert.equal(outbox.count, 0);
});

test("a deed the server cannot read does not hold up the others", async () => {
  const { outbox, refused, deeds } = phone({
    deeds: async (told) => {
      if (told.some(({ id }) => id === "broken")) throw trouble(422, false);
      return told.map(({ id }) => ({ id, result: "done", why: "" }));
    },
  });
  await deeds.add(deed("broken"));
  await deeds.add(deed("b"));
  await outbox.send();
  assert.deepEqual(
    refused.map((one) => one.deed.id),
    ["broken"],
  );
  assert.equal(outbox.count, 0);
});

test("a session that ended loses nothing", async () => {
  const { outbox } = phone({ deeds: async () => Promise.reject(trouble(401, false)) });
  await outbox.tell(deed("a"));
  await outbox.send();
  outbox.stop();
  assert.equal(outbox.trouble, "signIn");
  assert.equal(outbox.count, 1);
});

test("an answer about something else settles nothing", async () => {
  const { outbox } = phone({ deeds: async () => [{ id: "other", result: "done", why: "" }] });
  await outbox.tell(deed("a"));
  await outbox.send();
  outbox.stop();
  assert.equal(outbox.count, 1);
});

test("pictures follow the deeds", async () => {
  const order: string[] = [];
  const { outbox } = phone({
    deeds: async (told) => (order.push("deed"), told.map(({ id }) => ({ id, result: "done", why: "" }))),
    photo: async () => void order.push("photo"),
  });
  await outbox.addPhoto({ id: "p", assignment: "ASG-1", file: new Blob(), name: "a.jpg" });
  await outbox.send();
  order.length = 0;
  await outbox.tell(deed("a"));
  await outbox.addPhoto({ id: "q", assignment: "ASG-1", file: new Blob(), name: "b.jpg" });
  await outbox.send();
  assert.equal(order[0], "deed");
  assert.equal(outbox.count, 0);
});
