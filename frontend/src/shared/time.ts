/** Times as people say them. */

import { language } from "./page.ts";
import { words } from "./words.ts";

const relative = new Intl.RelativeTimeFormat(language, { numeric: "always", style: "short" });
const clock = new Intl.DateTimeFormat(language, { hour: "2-digit", minute: "2-digit" });
const dayAndClock = new Intl.DateTimeFormat(language, { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" });
const minutes = new Intl.NumberFormat(language, { style: "unit", unit: "minute", unitDisplay: "short", maximumFractionDigits: 0 });

/** Return "5 min. ago"; under ten seconds "just now". */
export function ago(at: string | Date, now = Date.now()): string {
  const seconds = Math.round((new Date(at).getTime() - now) / 1000);
  const size = Math.abs(seconds);
  if (size < 10) return words.justNow;
  if (size < 60) return relative.format(seconds, "second");
  if (size < 3600) return relative.format(Math.trunc(seconds / 60), "minute");
  if (size < 86_400) return relative.format(Math.trunc(seconds / 3600), "hour");
  return relative.format(Math.trunc(seconds / 86_400), "day");
}

/** Return m:ss until `at`, with a minus once it is past: for clocks on the board. */
export function countdown(at: string | Date, now = Date.now()): string {
  const seconds = Math.round((new Date(at).getTime() - now) / 1000);
  const size = Math.abs(seconds);
  const rest = String(size % 60).padStart(2, "0");
  return `${seconds < 0 ? "−" : ""}${Math.trunc(size / 60)}:${rest}`;
}

export function atClock(at: string | Date): string {
  const day = new Date(at);
  const isToday = day.toDateString() === new Date().toDateString();
  return (isToday ? clock : dayAndClock).format(day);
}

export function inMinutes(count: number): string {
  return minutes.format(count);
}

/** Keep every <time data-ago> true while the page is open. */
export function keepAges(root: ParentNode = document): void {
  for (const place of root.querySelectorAll<HTMLTimeElement>("time[data-ago]")) place.textContent = ago(place.dateTime);
}
