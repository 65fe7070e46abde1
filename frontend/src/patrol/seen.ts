/** What the officer sees: what the server last said, and over it what he has done since. */

import type { Deed, Duty, Job } from "./types.ts";

export interface SeenJob extends Job {
  /** Something about it has not reached the server yet. */
  waits: boolean;
}

const REACHES: Record<string, string> = { accept: "accepted", arrive: "on_scene" };
const ORDER = ["offered", "accepted", "on_scene"];

/**
 * Lay over the jobs what waits and what was done since the server was last asked; a job that was
 * declined or finished is gone.
 */
export function seen(duty: Duty, waiting: Deed[], done: Deed[] = []): SeenJob[] {
  return duty.assignments.flatMap((job) => {
    const deeds = [...done, ...waiting].filter((deed) => deed.assignment === job.number);
    if (deeds.some(({ deed }) => deed === "finish" || deed === "decline")) return [];
    return [{ ...job, state: reached(job.state, deeds), waits: waiting.some((deed) => deed.assignment === job.number) }];
  });
}

/** A deed that was told late never leads back. */
function reached(state: string, deeds: Deed[]): string {
  return deeds.reduce((now, { deed }) => {
    const next = REACHES[deed] ?? now;
    return ORDER.indexOf(next) > ORDER.indexOf(now) ? next : now;
  }, state);
}

/** The job on the screen: the one he is at, then the one he drives to, then the one offered. */
export function current(jobs: SeenJob[]): SeenJob | null {
  return [...jobs].sort((a, b) => ORDER.indexOf(b.state) - ORDER.indexOf(a.state))[0] ?? null;
}
