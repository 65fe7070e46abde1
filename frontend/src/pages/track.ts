/** The citizen's tracking page: live, and still true without the stream. */
import "../shared/styles.ts";
import "../report/report.css";
import { ask, Refused, send } from "../shared/api.ts";
import { frame } from "../shared/frame.ts";
import { find } from "../shared/page.ts";
import { follow } from "../shared/stream.ts";
import { words as common } from "../shared/words.ts";
import { remember } from "../report/mine.ts";
import { showPlaces } from "../track/chart.ts";
import { draw, type Tracked } from "../track/view.ts";

frame();

const page = find("#track");
const address = `/api/response/track/${encodeURIComponent(page.dataset["token"] ?? "")}`;
const ENDED = ["closed", "rejected"];
// A patrol moves without any line in the book: ask for its place now and then.
const LOOK_AGAIN_MS = 15_000;

let asking: Promise<void> | null = null;
let again = false;

/** Fetch and draw; a call during a call makes exactly one more. */
function refresh(): Promise<void> {
  if (asking) {
    again = true;
    return asking;
  }
  asking = fetchAndDraw().finally(() => {
    asking = null;
    if (again) {
      again = false;
      void refresh();
    }
  });
  return asking;
}

async function fetchAndDraw(): Promise<void> {
  try {
    show(await ask<Tracked>(address));
  } catch (fault) {
    if (!(fault instanceof Refused)) throw fault;
    live(false);
  }
}

function show(seen: Tracked): void {
  draw(seen);
  void showPlaces(seen).catch(() => undefined);
  if (ENDED.includes(seen.state)) find(".track-live").hidden = true;
}

function live(on: boolean): void {
  const sign = find("#live");
  sign.textContent = on ? common.live : common.notLive;
  sign.classList.toggle("is-live", on);
}

async function deed(path: string, said: unknown, place: string): Promise<void> {
  const wrong = find(place);
  wrong.hidden = true;
  try {
    show(await send<Tracked>(`${address}/${path}`, said));
  } catch (fault) {
    if (!(fault instanceof Refused)) throw fault;
    find("span", wrong).textContent = fault.message;
    wrong.hidden = false;
  }
}

find<HTMLFormElement>("#rating").addEventListener("submit", (event) => {
  event.preventDefault();
  const form = new FormData(event.target as HTMLFormElement);
  const said = { stars: Number(form.get("stars")), note: String(form.get("note") ?? "") };
  void deed("rating", said, "#wrong-rating");
});
find("#reopen-now").addEventListener("click", () => void deed("reopen", {}, "#wrong-reopen"));

remember({ token: page.dataset["token"] ?? "", number: page.dataset["number"] ?? "", at: new Date().toISOString() });
follow({ url: page.dataset["stream"] ?? "", renewFrom: address }, { onResync: () => void refresh(), onChange: () => void refresh(), onState: live });
void refresh();
setInterval(() => {
  if (document.visibilityState === "visible" && !find("#coming").hidden) void refresh();
}, LOOK_AGAIN_MS);
