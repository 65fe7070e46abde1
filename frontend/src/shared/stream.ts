/** The live stream of a page. It says only that something happened; the page asks what. */

import { ask } from "./api.ts";

export interface Change {
  name: string;
  subject: string;
  unit: number;
}

export interface Listener {
  /** One fact was written. */
  onChange?(change: Change): void;
  /** Patrols moved; at most twice a second. */
  onPositions?(positions: Record<string, unknown>[]): void;
  /** Fetch everything again: the start, or something was missed. */
  onResync(): void;
  /** Whether the stream stands. While it does not, ask every `pollSeconds`. */
  onState?(live: boolean): void;
}

export interface Source {
  /** The address with its short-lived pass, as the page got it. */
  url: string;
  /** Where a fresh one is found: an answer with `stream.url`. */
  renewFrom: string;
  pollSeconds?: number;
}

/** Open the stream and keep it open; returns what closes it. */
export function follow(source: Source, listener: Listener): () => void {
  let events: EventSource | null = null;
  let address = source.url;
  let closed = false;
  let failures = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const poll = setInterval(() => {
    if (events?.readyState !== EventSource.OPEN && document.visibilityState === "visible") listener.onResync();
  }, (source.pollSeconds ?? 15) * 1000);

  function open(): void {
    if (closed) return;
    events?.close();
    events = new EventSource(address);
    events.onopen = () => {
      failures = 0;
      listener.onState?.(true);
    };
    events.onerror = () => {
      listener.onState?.(false);
      // A refused pass closes the source for good; a lost line it mends itself.
      if (events?.readyState === EventSource.CLOSED) void renew();
    };
    events.addEventListener("change", (event) => listener.onChange?.(JSON.parse(event.data) as Change));
    events.addEventListener("positions", (event) => listener.onPositions?.(JSON.parse(event.data) as Record<string, unknown>[]));
    events.addEventListener("resync", () => listener.onResync());
    events.addEventListener("renew", () => void renew());
  }

  async function renew(): Promise<void> {
    events?.close();
    clearTimeout(timer);
    try {
      const fresh = await ask<{ stream: { url: string } }>(source.renewFrom);
      address = fresh.stream.url;
      timer = setTimeout(open, failures ? wait() : 0);
    } catch {
      timer = setTimeout(() => void renew(), wait());
    }
    failures += 1;
  }

  // Doubling, with chance in it, so that a whole town does not come back in one second.
  function wait(): number {
    return Math.min(30_000, 1000 * 2 ** failures) * (0.5 + Math.random() / 2);
  }

  const back = (): void => {
    if (document.visibilityState === "visible" && events?.readyState === EventSource.CLOSED) void renew();
  };
  document.addEventListener("visibilitychange", back);
  addEventListener("online", back);
  open();
  return () => {
    closed = true;
    events?.close();
    clearInterval(poll);
    clearTimeout(timer);
    document.removeEventListener("visibilitychange", back);
    removeEventListener("online", back);
  };
}
