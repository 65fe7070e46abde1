/** How long ago, how long still: reckoned in the server's time, whatever this machine's clock says. */

import { now } from "./skew.ts";

export type Tone = "calm" | "soon" | "over";

/** Seconds since a moment; never negative. */
export function since(at: string, present = now()): number {
  return Math.max(0, (present - Date.parse(at)) / 1000);
}

/** Write a length of time the way a stop-watch does: 0:47, 12:05, 2:07:30. */
export function span(seconds: number): string {
  const whole = Math.floor(Math.abs(seconds));
  const [hours, minutes, rest] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  const two = (n: number) => String(n).padStart(2, "0");
  return hours ? `${hours}:${two(minutes)}:${two(rest)}` : `${minutes}:${two(rest)}`;
}

/** What is left until it is due, and how worried one should be: the last fifth is "soon". */
export function left(due_at: string, from_at: string, present = now()): { text: string; tone: Tone } {
  const [due, from] = [Date.parse(due_at), Date.parse(from_at)];
  const seconds = (due - present) / 1000;
  if (seconds <= 0) return { text: `+${span(seconds)}`, tone: "over" };
  const soon = Math.max(20, (due - from) / 1000 / 5);
  return { text: span(Math.ceil(seconds)), tone: seconds <= soon ? "soon" : "calm" };
}

/** The time of day at this desk. */
export function clockTime(at: string, locale = document.documentElement.lang): string {
  return new Date(at).toLocaleTimeString(locale === "en" ? "en-GB" : "id-ID", {
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
  });
}

/** Let every clock on the page say the present; called once a second and after each drawing. */
export function tick(root: ParentNode = document): void {
  for (const clock of root.querySelectorAll<HTMLElement>("[data-since]")) {
    say(clock, span(since(clock.dataset["since"] ?? "")));
  }
  for (const clock of root.querySelectorAll<HTMLElement>("[data-due]")) {
    const { text, tone } = left(clock.dataset["due"] ?? "", clock.dataset["from"] ?? "");
    say(clock, text);
    const row = clock.closest<HTMLElement>("[data-clock]") ?? clock;
    if (row.dataset["tone"] !== tone) row.dataset["tone"] = tone;
  }
}

function say(clock: HTMLElement, text: string): void {
  if (clock.textContent !== text) clock.textContent = text;
}
