/** What the board knows and what a dispatcher does with it. One truth; whoever draws, asks here. */

import { NoSignal, Refused, ask, send } from "../shared/api.ts";
import { now } from "../shared/skew.ts";
import { Drafts, type FormName } from "./drafts.ts";
import type { Board, Config, Detail, Incident, Moved, Patrol, Proposal } from "./types.ts";
import { fill, words } from "./words.ts";

const BASE = "/api/response";

export type Deed = "take" | "dispatch" | "reject" | "resolve" | "withdraw" | "reopen" | "close";

/** What is being asked of the server and has not been answered. */
export interface Pending {
  deed: Deed;
  call_sign: string;
}

export interface Said {
  tone: "good" | "bad";
  text: string;
  /** Where it is shown: an incident's number, or "" for the command line. */
  about: string;
}

const ORDER = ["reported", "taken", "dispatched", "on_scene"];

export class Desk {
  readonly me: Config["me"];
  incidents: Incident[] = [];
  patrols = new Map<string, Patrol>();
  loaded = false;
  selected: string | null = null;
  detail: Detail | null = null;
  proposal: Proposal | null = null;
  proposalFailed = false;
  form: FormName | null = null;
  /** Whom the open "withdraw" form is about. */
  formPatrol = "";
  find = "";
  fresh = new Set<string>();
  pending = new Map<string, Pending>();
  said = new Map<string, Said>();
  readonly drafts = new Drafts();
  /** What has ended, when somebody looks back; null while the list shows what is open. */
  ended: Incident[] | null = null;
  /** Numbers of reporters that were opened, by account. */
  phones = new Map<number, string>();
  signedOut = false;
  /** When the server last told us anything, in our own milliseconds. */
  heardAt = 0;
  readonly #draw: () => void;
  readonly #onNew: (incidents: Incident[]) => void;
  #asked = 0;

  constructor(config: Config, draw: () => void, onNew: (incidents: Incident[]) => void) {
    this.me = config.me;
    this.#draw = draw;
    this.#onNew = onNew;
  }

  get mayDispatch(): boolean {
    return this.me.duties.includes("response.dispatcher");
  }

  get maySupervise(): boolean {
    return this.me.duties.includes("response.supervisor");
  }

  /** The open incidents as the list shows them: by state, then urgency, then age. */
  get queue(): Incident[] {
    return ORDER.flatMap((state) => this.incidents.filter((one) => one.state === state));
  }

  incident(number: string | null): Incident | undefined {
    const found = this.incidents.find((one) => one.number === number);
    return found ?? this.ended?.find((one) => one.number === number);
  }

  /** Turn the list to what has ended, or back. */
  async lookBack(back: boolean): Promise<void> {
    this.ended = back ? (this.ended ?? []) : null;
    this.#draw();
    if (!back) return;
    try {
      this.ended = await ask<Incident[]>(`${BASE}/incidents`);
    } catch (trouble) {
      this.say("", "bad", sentence(trouble));
    }
    this.#draw();
  }

  /** Open the number one reporter left. It is written down who did. */
  async openPhone(number: string, account: number): Promise<void> {
    try {
      const { phone } = await send<{ phone: string }>(`${BASE}/incidents/${number}/call`, { account });
      this.phones.set(account, phone);
    } catch (trouble) {
      this.say(number, "bad", sentence(trouble));
    }
    this.#draw();
  }

  heard(): void {
    this.heardAt = Date.now();
  }

  async refresh(): Promise<void> {
    const mine = ++this.#asked;
    try {
      const board = await ask<Board>(`${BASE}/board`);
      // An answer overtaken by a younger one must not bring the past back.
      if (mine === this.#asked) this.take(board);
    } catch (trouble) {
      this.signedOut = trouble instanceof Refused && (trouble.status === 401 || trouble.status === 403);
      this.#draw();
    }
  }

  take(board: Board): void {
    const known = new Set(this.incidents.map((one) => one.number));
    const arrived = board.incidents.filter((one) => one.state === "reported" && !known.has(one.number));
    this.incidents = board.incidents;
    this.patrols = new Map(board.patrols.map((one) => [one.call_sign, this.#newest(one)]));
    if (this.loaded && arrived.length) {
      for (const one of arrived) this.fresh.add(one.number);
      this.#onNew(arrived);
    }
    this.loaded = true;
    this.signedOut = false;
    this.heard();
    this.#draw();
  }

  /** A position from the stream may be younger than the one in the board's answer. */
  #newest(told: Patrol): Patrol {
    const held = this.patrols.get(told.call_sign);
    if (!held?.fix_at || (told.fix_at && told.fix_at >= held.fix_at)) return told;
    return { ...told, lon: held.lon, lat: held.lat, fix_at: held.fix_at, heading: held.heading, speed_kmh: held.speed_kmh };
  }

  move(positions: Moved[]): void {
    this.heard();
    for (const { call_sign, lon, lat, at, heading, speed_kmh } of positions) {
      const patrol = this.patrols.get(call_sign);
      if (patrol && (!patrol.fix_at || at >= patrol.fix_at)) Object.assign(patrol, { lon, lat, heading, speed_kmh, fix_at: at });
    }
  }

  select(number: string | null): void {
    if (number !== this.selected) {
      this.selected = number;
      this.detail = null;
      this.proposal = null;
      this.proposalFailed = false;
      this.form = null;
    }
    if (number) this.fresh.delete(number);
    this.#draw();
  }

  /** Fetch all that is known of the selected incident, and who could go. */
  async study(): Promise<void> {
    await Promise.all([this.#fetchDetail(), this.#fetchProposal()]);
  }

  async #fetchDetail(): Promise<void> {
    const number = this.selected;
    if (!number) return;
    try {
      const detail = await ask<Detail>(`${BASE}/incidents/${number}`);
      if (this.selected === number) this.detail = detail;
    } catch (trouble) {
      if (this.selected === number && !(trouble instanceof NoSignal)) this.say(number, "bad", sentence(trouble));
    }
    this.#draw();
  }

  async #fetchProposal(): Promise<void> {
    const number = this.selected;
    if (!number || !this.mayDispatch || !this.incidents.some((one) => one.number === number)) return;
    try {
      const proposal = await ask<Proposal>(`${BASE}/incidents/${number}/proposal`);
      if (this.selected !== number) return;
      this.proposal = proposal;
      this.proposalFailed = false;
    } catch {
      this.proposalFailed = this.selected === number && !this.proposal;
    }
    this.#draw();
  }

  openForm(form: FormName | null, call_sign = ""): void {
    this.form = form;
    this.formPatrol = call_sign;
    this.#draw();
  }

  say(about: string, tone: Said["tone"], text: string): void {
    this.said.set(about, { about, tone, text });
    this.#draw();
  }

  hush(about: string): void {
    if (this.said.delete(about)) this.#draw();
  }

  /** Do one thing on the server. Until it answers the row says so; a refusal is said in its place. */
  async act(number: string, deed: Deed, body: Record<string, string> = {}): Promise<boolean> {
    if (this.pending.has(number)) return false;
    const call_sign = body["call_sign"] ?? "";
    this.pending.set(number, { deed, call_sign });
    this.hush(number);
    this.hush("");
    this.#draw();
    try {
      const detail = await send<Detail>(`${BASE}/incidents/${number}/${deed}`, body);
      this.#done(detail, number, deed, call_sign);
      return true;
    } catch (trouble) {
      this.say(number, "bad", sentence(trouble));
      if (number !== this.selected) this.say("", "bad", `${short(number)}: ${sentence(trouble)}`);
      return false;
    } finally {
      this.pending.delete(number);
      void this.refresh();
      if (this.ended) void this.lookBack(true);
      if (number === this.selected) void this.study();
    }
  }

  #done(detail: Detail, number: string, deed: Deed, call_sign: string): void {
    this.fresh.delete(number);
    if (this.selected === number) this.detail = detail;
    this.incidents = this.incidents.map((one) => (one.number === number ? { ...one, ...detail } : one));
    if (deed === "reject" || deed === "resolve" || deed === "withdraw" || deed === "reopen") {
      this.drafts.drop(number, deed);
      this.form = null;
    }
    this.say("", "good", fill(words[`done_${deed}`], { number: short(number), patrol: call_sign }));
  }
}

/** The end of a number, by which people call it: INC-6471-2026-000003 is #3. */
export function short(number: string): string {
  return `#${/0*(\d+)$/.exec(number)?.[1] ?? number}`;
}

/** Seconds since a patrol's last position; endless where there is none. */
export function fixAge(patrol: Patrol, present = now()): number {
  return patrol.fix_at ? Math.max(0, (present - Date.parse(patrol.fix_at)) / 1000) : Number.POSITIVE_INFINITY;
}

function sentence(trouble: unknown): string {
  if (trouble instanceof NoSignal) return words.notSent;
  if (trouble instanceof Refused) return trouble.message || fill(words.refused, { status: trouble.status });
  return String(trouble);
}
