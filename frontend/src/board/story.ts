/** What people told of an incident, which patrols were sent, and the ledger's lines. */

import { icon } from "../shared/page.ts";
import { clockTime } from "../shared/clock.ts";
import type { Desk } from "./desk.ts";
import type { Account, Detail, Job, Line } from "./types.ts";
import { h } from "../shared/view.ts";
import { actor, fact, fill, words } from "./words.ts";

export function reports(detail: Detail, desk: Desk, showPhoto: (n: number) => void): HTMLElement {
  return h(
    "section",
    { class: "story", key: `told-${detail.number}`, "aria-label": words.told },
    h("h3", {}, words.told, " ", h("span", { class: "count" }, String(detail.accounts.length))),
    detail.photos.length > 0 && photos(detail.photos, showPhoto),
    h(
      "ul",
      { class: "plain-list" },
      detail.accounts.map((one) => account(one, detail, desk)),
    ),
  );
}

function photos(addresses: string[], show: (n: number) => void): HTMLElement {
  const all = addresses.length;
  const thumbs = addresses.map((src, n) =>
    h(
      "button",
      { type: "button", class: "thumb", key: src, onclick: () => show(n) },
      h("img", { src, alt: fill(words.photo, { n: n + 1, all }), loading: "lazy", decoding: "async" }),
    ),
  );
  return h("div", { class: "thumbs" }, thumbs);
}

function account(told: Account, detail: Detail, desk: Desk): HTMLElement {
  const small = [
    clockTime(told.at),
    told.kind_name,
    told.accuracy_m === null ? "" : fill(words.accuracy, { n: Math.round(told.accuracy_m) }),
  ];
  return h(
    "li",
    { class: "account", key: String(told.id) },
    h("p", { class: told.what ? "words" : "words quiet" }, told.what || words.noWords),
    h(
      "p",
      { class: "detail-small" },
      small.filter(Boolean).map((text) => h("span", {}, text)),
    ),
    told.has_phone && desk.mayDispatch && caller(told, detail, desk),
  );
}

/** The number stays closed until somebody needs it; whose it is sees who looked. */
function caller(told: Account, detail: Detail, desk: Desk): HTMLElement {
  const phone = desk.phones.get(told.id);
  if (phone) return h("a", { class: "btn caller", href: `tel:${phone}` }, icon("phone-call"), phone);
  return h(
    "button",
    { type: "button", class: "btn caller", title: words.callHow, onclick: () => void desk.openPhone(detail.number, told.id) },
    icon("phone"),
    words.call,
  );
}

export function jobs(detail: Detail, desk: Desk): HTMLElement | false {
  if (!detail.jobs.length) return false;
  return h(
    "section",
    { class: "story", key: `jobs-${detail.number}`, "aria-label": words.jobs },
    h("h3", {}, words.jobs),
    h(
      "ul",
      { class: "plain-list" },
      detail.jobs.map((job) => jobRow(job, detail, desk)),
    ),
  );
}

function jobRow(job: Job, detail: Detail, desk: Desk): HTMLElement {
  const moments = [job.offered_at, job.accepted_at, job.on_scene_at, job.ended_at].filter((at): at is string => at !== null);
  const last = moments.at(-1);
  const withdraw = () => desk.openForm("withdraw", job.call_sign);
  return h(
    "li",
    { class: job.ended_at ? "job is-over" : "job", key: job.number },
    h("span", { class: "sign" }, job.call_sign),
    h("span", { class: "job-state" }, job.state_name),
    last && h("span", { class: "quiet" }, clockTime(last)),
    job.expected_s !== null &&
      !job.on_scene_at &&
      h("span", { class: "quiet" }, fill(words.expected, { n: Math.max(1, Math.round(job.expected_s / 60)) })),
    !job.ended_at &&
      desk.mayDispatch &&
      h(
        "button",
        { type: "button", class: "btn", disabled: desk.pending.has(detail.number), onclick: withdraw },
        words.withdraw,
        h("span", { class: "visually-hidden" }, ` ${job.call_sign}`),
      ),
    (job.outcome || job.note) && h("span", { class: "job-note" }, [job.outcome, job.note].filter(Boolean).join(" · ")),
  );
}

export function history(detail: Detail): HTMLElement {
  return h(
    "section",
    { class: "story", key: `history-${detail.number}`, "aria-label": words.history },
    h("h3", {}, words.history),
    h(
      "ol",
      { class: "plain-list history" },
      detail.lines.map((line) => historyLine(line, detail)),
    ),
  );
}

function historyLine(line: Line, detail: Detail): HTMLElement {
  const job = detail.jobs.find((one) => one.number === line.subject);
  return h(
    "li",
    { key: `${line.at} ${line.name} ${line.subject}` },
    h("span", { class: "when" }, clockTime(line.at)),
    h("span", {}, fact(line.name), job && h("span", { class: "sign" }, job.call_sign)),
    h("span", { class: "who" }, actor(line.by)),
  );
}
