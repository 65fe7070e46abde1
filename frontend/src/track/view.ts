/** What a tracking page shows, drawn from the answer of the API. */

import { find, icon, make } from "../shared/page.ts";
import { stateSign, stateTone } from "../shared/signs.ts";
import { atClock } from "../shared/time.ts";
import { words } from "./words.ts";

export interface Patrol {
  call_sign: string;
  lon: number | null;
  lat: number | null;
  eta_minutes: number | null;
}

export interface Tracked {
  number: string;
  state: string;
  state_name: string;
  kind_name: string;
  /** Where this person reported it. */
  lon: number;
  lat: number;
  steps: { state: string; name: string; at: string }[];
  patrol: Patrol | null;
  outcome: string;
  can_rate: boolean;
  can_reopen: boolean;
  stars: number | null;
  stream: { url: string };
}

export function draw(seen: Tracked): void {
  drawState(seen);
  drawComing(seen.patrol);
  drawSteps(seen);
  find("#rate").hidden = !seen.can_rate;
  find("#thanks").hidden = seen.stars === null;
  find("#reopen").hidden = !seen.can_reopen;
}

function drawState(seen: Tracked): void {
  const [disc, name] = find("#state").children as unknown as [HTMLElement, HTMLElement];
  disc.className = `state-disc state-${stateTone(seen.state)}`;
  disc.replaceChildren(icon(stateSign(seen.state), "lg"));
  // Only a change is announced: the place is live.
  if (name.textContent !== seen.state_name) name.textContent = seen.state_name;
  find("#said").textContent = words.said[seen.state] ?? "";
  document.title = `${seen.state_name} · ${seen.number} · lantas`;
}

function drawComing(patrol: Patrol | null): void {
  find("#coming").hidden = patrol === null;
  if (!patrol) return;
  find("#coming-who").textContent = patrol.call_sign;
  const near = patrol.eta_minutes === null ? (patrol.lon === null ? words.onScene : words.coming) : words.away(patrol.eta_minutes);
  find("#coming-when").textContent = near;
}

function drawSteps(seen: Tracked): void {
  const last = seen.steps.length - 1;
  const lines = seen.steps.map((step, index) =>
    make(
      "li",
      { class: index === last ? "now" : "done" },
      make("span", { class: "lane-sign" }, icon(stateSign(step.state))),
      make("strong", {}, step.name),
      make("br"),
      make("time", { class: "text-secondary", datetime: step.at }, atClock(step.at)),
    ),
  );
  find("#steps").replaceChildren(...lines);
  const outcome = find("#outcome");
  outcome.hidden = !seen.outcome;
  outcome.replaceChildren(`${words.outcome} `, make("strong", {}, seen.outcome));
}
