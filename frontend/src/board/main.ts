/** The dispatcher's board: puts its parts together and keeps them in step. */

import { isTyping } from "../shared/keys.ts";
import { announce, find, told } from "../shared/page.ts";
import { follow } from "../shared/stream.ts";
import { CommandLine, drawGauges } from "./bar.ts";
import { clockTime, tick } from "../shared/clock.ts";
import type { Command } from "./command.ts";
import { detail, type DetailDeeds } from "./detail.ts";
import { Desk } from "./desk.ts";
import { boardKeys, singleKeys } from "./keys.ts";
import { drawBanner, drawTabs, lay, type Tab } from "./layout.ts";
import { drawList, listed } from "./list.ts";
import { liveness, livenessWords, QUIET_MS } from "./live.ts";
import type { BoardMap } from "./map.ts";
import { patrolList } from "./patrols.ts";
import { PhotoView } from "../shared/photos.ts";
import { Sound } from "./sound.ts";
import type { Change, Config, Incident, Moved } from "./types.ts";
import { urgency } from "../shared/urgency.ts";
import { render } from "../shared/view.ts";
import { fill, words } from "./words.ts";

const TITLE = document.title;
const GATHER_MS = 120;
const DRAW_MS = 16;
const PROPOSE_AGAIN_MS = 15_000;

class BoardPage {
  readonly #config: Config;
  readonly #root = find("#board");
  readonly #desk: Desk;
  readonly #sound = new Sound();
  readonly #photos = new PhotoView();
  readonly #line: CommandLine;
  #map: BoardMap | null = null;
  #streamOpen = false;
  #tab: Tab = "list";
  #marked: string | null = null;
  #gathering: ReturnType<typeof setTimeout> | undefined;
  #studying: ReturnType<typeof setTimeout> | undefined;
  #drawing: ReturnType<typeof setTimeout> | undefined;
  #offlineSince = "";
  #proposedAt = 0;

  constructor(config: Config) {
    this.#config = config;
    this.#desk = new Desk(
      config,
      () => this.#soon(),
      (fresh) => this.#welcome(fresh),
    );
    this.#line = new CommandLine(this.#desk, (command) => this.#run(command));
    lay(this.#root, this.#line.element, { fit: () => this.#map?.fit(), follow: () => this.#toggleFollow() });
    boardKeys({
      move: (step) => this.#step(step),
      open: () => this.#enter(),
      back: () => this.#back(),
      take: () => this.#act("take"),
      send: (n) => this.#sendTo(n),
      form: (name) => this.#form(name),
      map: () => this.#toMap(),
      command: () => this.#line.focus(),
    });
    this.#listen();
    void this.#openMap();
    setInterval(() => this.#second(), 1000);
    document.addEventListener("keydown", (event) => event.key === "Escape" && !isTyping(event) && this.#back());
    this.#soon();
  }

  #toggleFollow(): void {
    if (!this.#map) return;
    this.#map.follows = !this.#map.follows;
    find("#follow").setAttribute("aria-pressed", String(this.#map.follows));
    this.#map.reveal();
  }

  async #openMap(): Promise<void> {
    const deeds = { openIncident: (number: string) => this.#open(number), openPatrol: (sign: string) => this.#openPatrol(sign) };
    try {
      // The map's engine is large; the list does not wait for it.
      const { BoardMap } = await import("./map.ts");
      this.#map = await BoardMap.open(find("#board-map"), this.#desk, deeds);
    } catch {
      // The place itself says that there is no map; the rest of the board works without.
      return;
    }
    if (this.#desk.loaded) this.#map.fit(false);
    this.#soon();
  }

  #listen(): void {
    follow(
      { url: this.#config.stream, renewFrom: "/api/response/board" },
      {
        onChange: (change) => this.#changed(change as Change),
        onPositions: (positions) => this.#moved(positions as unknown as Moved[]),
        onResync: () => this.#refetch(0),
        onState: (open) => this.#pulse(open),
      },
    );
  }

  #pulse(open: boolean): void {
    this.#streamOpen = open;
    if (open) this.#desk.heard();
    this.#soon();
  }

  #moved(positions: Moved[]): void {
    this.#desk.move(positions);
    this.#map?.draw();
  }

  /** Something was written: fetch the board, and the incident on the desk if it may be about it. */
  #changed(change: Change): void {
    this.#desk.heard();
    if (!/^(incident|assignment|patrol|evidence)\./.test(change.name)) return;
    this.#refetch(GATHER_MS);
    const detail = this.#desk.detail;
    const about = [detail?.number, ...(detail?.jobs.map((job) => job.number) ?? [])];
    if (change.name.startsWith("assignment.") || about.includes(change.subject)) this.#restudy(GATHER_MS);
  }

  /** Several lines of one deed come together: they are answered by one look. */
  #refetch(wait_ms: number): void {
    clearTimeout(this.#gathering);
    this.#gathering = setTimeout(() => void this.#fetchBoard(), wait_ms);
  }

  async #fetchBoard(): Promise<void> {
    const first = !this.#desk.loaded;
    await this.#desk.refresh();
    if (first && this.#desk.loaded) this.#map?.fit(false);
  }

  #restudy(wait_ms: number): void {
    clearTimeout(this.#studying);
    this.#studying = setTimeout(() => {
      this.#proposedAt = Date.now();
      void this.#desk.study();
    }, wait_ms);
  }

  #second(): void {
    const present = Date.now();
    if (present - this.#desk.heardAt > QUIET_MS && document.visibilityState === "visible") this.#probe(present);
    if (this.#desk.selected && present - this.#proposedAt > PROPOSE_AGAIN_MS) this.#restudy(0);
    this.#drawFreshness();
    tick(this.#root);
    if (Math.floor(present / 1000) % 5 === 0) this.#soon();
  }

  /** The line may be dead without saying so: ask, at most every few seconds. */
  #probe(present: number): void {
    if (present - this.#proposedAt < 3000 && this.#proposedAt) return;
    if (Math.floor(present / 1000) % 5 === 0) void this.#desk.refresh();
  }

  /** Draw once, however many things changed in this moment. Not on a frame: a hidden page gets none. */
  #soon(): void {
    this.#drawing ??= setTimeout(() => {
      this.#drawing = undefined;
      this.#draw();
    }, DRAW_MS);
  }

  #draw(): void {
    drawList(
      find("#list"),
      this.#desk,
      (number) => this.#open(number),
      () => this.#look(""),
    );
    this.#drawDetail();
    this.#drawFreshness();
    drawBanner(this.#desk.signedOut, this.#offlineSince);
    this.#drawTabs();
    this.#drawTitle();
    this.#line.draw();
    this.#map?.draw();
    tick(this.#root);
  }

  #drawDetail(): void {
    const place = find("#detail");
    if (this.#desk.selected) render(place, ...detail(this.#desk, this.#deeds));
    else render(place, ...patrolList(this.#desk, this.#marked, (sign) => this.#openPatrol(sign)));
  }

  readonly #deeds: DetailDeeds = {
    back: () => this.#back(),
    centre: () => (this.#show("map"), this.#map?.reveal(true)),
    hover: (sign) => void this.#map?.showWay(sign),
    showPhoto: (n) => this.#photos.show(this.#desk.detail?.photos ?? [], n),
    study: () => this.#restudy(0),
  };

  #drawFreshness(): void {
    const pulse = { open: this.#streamOpen, heardAt: this.#desk.heardAt };
    const state = liveness(pulse, Date.now(), navigator.onLine);
    const said = livenessWords(state, pulse, Date.now());
    if (state !== "offline") this.#offlineSince = "";
    else this.#offlineSince ||= this.#desk.heardAt ? clockTime(new Date(this.#desk.heardAt).toISOString()) : "";
    this.#root.dataset["liveness"] = state;
    drawGauges(find("#gauges"), this.#desk, {
      liveness: state,
      livenessText: said.text,
      livenessTitle: said.title,
      sound: this.#sound.on,
      toggleSound: () => (this.#sound.toggle(), this.#soon()),
    });
  }

  get #fresh(): number {
    return this.#desk.incidents.filter((one) => one.state === "reported").length;
  }

  #drawTabs(): void {
    drawTabs(this.#root, this.#tab, this.#fresh, this.#desk.selected !== null, (tab) => this.#show(tab));
  }

  #drawTitle(): void {
    const title = this.#fresh ? `(${this.#fresh}) ${TITLE}` : TITLE;
    if (document.title !== title) document.title = title;
  }

  #welcome(fresh: Incident[]): void {
    const [one] = fresh;
    if (!one) return;
    announce(
      fresh.length > 1
        ? fill(words.announceMany, { n: fresh.length })
        : fill(words.announce, { kind: one.kind_name, priority: urgency(one.priority), address: one.address }),
    );
    this.#sound.ring(fresh.some(({ priority: level }) => level === "p1"));
  }

  #open(number: string): void {
    this.#marked = null;
    this.#desk.select(number);
    this.#restudy(90);
    this.#map?.reveal();
    this.#show("detail");
    this.#row(number)?.scrollIntoView({ block: "nearest" });
  }

  #openPatrol(sign: string): void {
    const incident = this.#desk.patrols.get(sign)?.incident;
    if (incident && this.#desk.incident(incident)) this.#open(incident);
    else if (!this.#desk.selected) this.#marked = sign;
    this.#map?.revealPatrol(sign);
    this.#soon();
  }

  #show(tab: Tab): void {
    this.#tab = tab;
    this.#drawTabs();
    this.#map?.resize();
  }

  #back(): void {
    if (this.#desk.form) return this.#desk.openForm(null);
    const was = this.#desk.selected;
    this.#desk.select(null);
    void this.#map?.showWay(null);
    this.#show("list");
    if (was) this.#row(was)?.focus();
  }

  #row(number: string): HTMLElement | null {
    return this.#root.querySelector<HTMLElement>(`[data-number="${CSS.escape(number)}"]`);
  }

  #step(step: number): void {
    const rows = listed(this.#desk);
    const from = this.#desk.selected ?? (document.activeElement as HTMLElement | null)?.dataset["number"];
    const at = rows.findIndex((one) => one.number === from);
    const next = rows[at < 0 ? (step > 0 ? 0 : rows.length - 1) : Math.min(rows.length - 1, Math.max(0, at + step))];
    if (!next) return;
    this.#desk.select(next.number);
    this.#restudy(180);
    this.#map?.reveal();
    this.#draw();
    this.#row(next.number)?.focus();
  }

  #enter(): void {
    const focused = (document.activeElement as HTMLElement | null)?.dataset["number"];
    if (focused && focused !== this.#desk.selected) this.#open(focused);
    if (!this.#desk.selected) return;
    this.#draw();
    this.#show("detail");
    document.getElementById("detail-title")?.focus();
  }

  #act(deed: "take"): void {
    const one = this.#desk.incident(this.#desk.selected);
    if (one && this.#desk.mayDispatch && one.state === "reported") void this.#desk.act(one.number, deed);
  }

  #sendTo(n: number): void {
    const [number, who] = [this.#desk.selected, this.#desk.proposal?.candidates[n - 1]];
    if (number && who && this.#desk.mayDispatch) void this.#desk.act(number, "dispatch", { call_sign: who.call_sign });
  }

  #form(name: "reject" | "resolve", note = ""): void {
    const one = this.#desk.detail ?? this.#desk.incident(this.#desk.selected);
    if (!one || !this.#desk.mayDispatch) return;
    if (note) this.#desk.drafts.set(one.number, name, { note });
    this.#desk.openForm(name);
    this.#draw();
    document.getElementById("deed-note")?.focus();
  }

  #toMap(): void {
    this.#show("map");
    this.#map?.focus();
  }

  #look(text: string): void {
    this.#desk.find = text;
    const [first] = listed(this.#desk);
    if (text && first) this.#open(first.number);
    this.#show("list");
    this.#soon();
  }

  #run(command: Command): void {
    const runs: Partial<Record<Command["verb"], () => void>> = {
      find: () => command.verb === "find" && this.#look(command.text),
      patrol: () => command.verb === "patrol" && this.#openPatrol(command.call_sign),
      none: () => this.#look(""),
    };
    if ("number" in command) this.#runOn(command);
    else runs[command.verb]?.();
  }

  #runOn(command: Extract<Command, { number: string }>): void {
    this.#open(command.number);
    if (!this.#desk.mayDispatch) return;
    if (command.verb === "dispatch") void this.#desk.act(command.number, "dispatch", { call_sign: command.call_sign });
    else if (command.verb === "take") void this.#desk.act(command.number, "take");
    else if (command.verb === "reject" || command.verb === "resolve") this.#form(command.verb, command.note);
    else if (command.verb === "withdraw") this.#withdraw(command.call_sign);
  }

  #withdraw(call_sign: string): void {
    this.#desk.openForm("withdraw", call_sign);
    this.#draw();
    document.getElementById("deed-note")?.focus();
  }
}

const config = told<Config>("config");
if (config) {
  singleKeys();
  new BoardPage(config);
}
