/** What an officer did: kept on the phone, told in its order, each deed once, whatever the signal does. */

import type { Answer, Deed, Photo } from "./types.ts";

export interface Kept<T> {
  key: number;
  item: T;
}

/** Where things wait; the shared Queue (IndexedDB) is one. */
export interface Shelf<T> {
  add(item: T): Promise<number>;
  all(): Promise<Kept<T>[]>;
  remove(key: number): Promise<void>;
}

/** How things go out. What may succeed later throws an error with `isPassing`. */
export interface Post {
  deeds(told: (Deed & { seq: number })[]): Promise<Answer[]>;
  photo(photo: Photo): Promise<void>;
}

export interface RefusedDeed {
  deed: Deed;
  why: string;
}

export type Trouble = "none" | "signal" | "signIn";

const FIRST_WAIT_MS = 2000;
const LONGEST_WAIT_MS = 30_000;

export class Outbox {
  readonly #deeds: Shelf<Deed>;
  readonly #photos: Shelf<Photo>;
  readonly #post: Post;
  readonly #changed: (refused: RefusedDeed[], done: Deed[]) => void;
  waiting: Kept<Deed>[] = [];
  waitingPhotos: Kept<Photo>[] = [];
  trouble: Trouble = "none";
  #failures = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #sending: Promise<void> | null = null;

  constructor(deeds: Shelf<Deed>, photos: Shelf<Photo>, post: Post, changed: (refused: RefusedDeed[], done: Deed[]) => void) {
    this.#deeds = deeds;
    this.#photos = photos;
    this.#post = post;
    this.#changed = changed;
  }

  get count(): number {
    return this.waiting.length + this.waitingPhotos.length;
  }

  async load(): Promise<void> {
    this.waiting = await this.#deeds.all();
    this.waitingPhotos = await this.#photos.all();
    this.#changed([], []);
  }

  async tell(deed: Deed): Promise<void> {
    await this.#deeds.add(deed);
    await this.load();
    void this.send();
  }

  async addPhoto(photo: Photo): Promise<void> {
    await this.#photos.add(photo);
    await this.load();
    void this.send();
  }

  /** Send what waits, now; if that fails, again by itself, less and less often. */
  send(): Promise<void> {
    this.#sending ??= this.#sendAll().finally(() => {
      this.#sending = null;
    });
    return this.#sending;
  }

  async #sendAll(): Promise<void> {
    clearTimeout(this.#timer);
    await this.load();
    try {
      // Deeds before pictures: somebody waits for "accepted", nobody for a photo.
      while (this.waiting.length) await this.#sendDeeds();
      while (this.waitingPhotos[0]) await this.#sendPhoto(this.waitingPhotos[0]);
      this.#failures = 0;
      this.#be("none");
    } catch (trouble) {
      this.#later(trouble);
    }
  }

  async #sendDeeds(): Promise<void> {
    const told = this.waiting;
    let answers: Answer[];
    try {
      answers = await this.#post.deeds(told.map(({ key, item }) => ({ ...item, seq: key })));
    } catch (trouble) {
      if (mayPass(trouble)) throw trouble;
      // The server cannot read one of them: find it, so that the others are not held up.
      answers =
        told.length > 1 ? await this.#oneByOne(told) : [{ id: told[0]?.item.id ?? "", result: "refused", why: words(trouble) }];
    }
    await this.#settle(told, answers);
  }

  async #oneByOne(told: Kept<Deed>[]): Promise<Answer[]> {
    const answers: Answer[] = [];
    for (const { key, item } of told) {
      try {
        answers.push(...(await this.#post.deeds([{ ...item, seq: key }])));
      } catch (trouble) {
        if (mayPass(trouble)) break;
        answers.push({ id: item.id, result: "refused", why: words(trouble) });
      }
    }
    if (!answers.length) throw new Unanswered();
    return answers;
  }

  async #settle(told: Kept<Deed>[], answers: Answer[]): Promise<void> {
    const refused: RefusedDeed[] = [];
    const done: Deed[] = [];
    for (const { key, item } of told) {
      const answer = answers.find(({ id }) => id === item.id);
      if (!answer) continue;
      if (answer.result === "refused") refused.push({ deed: item, why: answer.why });
      else done.push(item);
      await this.#deeds.remove(key);
    }
    if (!refused.length && !done.length) throw new Unanswered();
    this.waiting = await this.#deeds.all();
    this.#changed(refused, done);
  }

  async #sendPhoto({ key, item }: Kept<Photo>): Promise<void> {
    let why = "";
    try {
      await this.#post.photo(item);
    } catch (trouble) {
      if (mayPass(trouble)) throw trouble;
      why = words(trouble);
    }
    await this.#photos.remove(key);
    this.waitingPhotos = await this.#photos.all();
    const deed: Deed = { id: item.id, deed: "finish", assignment: item.assignment, at: "", note: "", outcome: "" };
    this.#changed(why ? [{ deed, why }] : [], []);
  }

  #later(trouble: unknown): void {
    const status = (trouble as { status?: number }).status;
    this.#be(status === 401 || status === 403 ? "signIn" : "signal");
    const wait = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** this.#failures);
    this.#failures += 1;
    this.#timer = setTimeout(() => void this.send(), wait * (0.7 + Math.random() * 0.6));
  }

  #be(trouble: Trouble): void {
    this.trouble = trouble;
    this.#changed([], []);
  }

  stop(): void {
    clearTimeout(this.#timer);
  }
}

/** An answer that says nothing of what was sent; to be asked again, never thrown away. */
class Unanswered extends Error {
  readonly isPassing = true;
}

/** No signal, a server in trouble, a session that ended: nothing is lost, it is sent again. */
function mayPass(trouble: unknown): boolean {
  const { status, isPassing } = trouble as { status?: number; isPassing?: boolean };
  return isPassing !== false || status === 401 || status === 403 || status === 408;
}

function words(trouble: unknown): string {
  return trouble instanceof Error ? trouble.message : String(trouble);
}
