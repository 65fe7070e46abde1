/** The front door: the reports sent from here, and what still waits for signal. */
import "../shared/styles.ts";
import "../design/town.css";
import "../report/home.css";
import { frame } from "../shared/frame.ts";
import { find, icon, make } from "../shared/page.ts";
import { ago } from "../shared/time.ts";
import { countWaiting, sendWaiting } from "../report/draft.ts";
import { forget, mine } from "../report/mine.ts";
import { words } from "../report/words.ts";

frame();

const list = find("#mine");

async function draw(): Promise<void> {
  const waiting = await countWaiting().catch(() => 0);
  const kept = mine();
  list.hidden = kept.length + waiting === 0;
  list.replaceChildren();
  if (waiting) list.append(make("li", { class: "mine-waiting" }, icon("cloud-off"), words.waiting(waiting)));
  for (const one of kept) {
    const drop = make("button", { type: "button", class: "tool" }, icon("x"), make("span", { class: "visually-hidden" }, `${words.forget} ${one.number}`));
    drop.addEventListener("click", () => {
      forget(one.token);
      void draw();
    });
    const link = make("a", { href: `/track/${one.token}/` }, icon("route"), make("span", {}, one.number), make("time", { datetime: one.at }, ago(one.at)));
    list.append(make("li", {}, link, drop));
  }
}

async function flush(): Promise<void> {
  await sendWaiting().catch(() => null);
  await draw();
}

addEventListener("online", () => void flush());
void draw().then(flush);
