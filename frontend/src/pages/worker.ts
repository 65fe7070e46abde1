/**
 * The service worker: keeps the shell and the last seen public pages.
 *
 * It imports nothing (it is served as one file from /sw.js) and never answers for the
 * API: what waits without signal is in the pages' own queues, where one can see it.
 */

interface Build {
  version: string;
  files: string[];
}

const worker = self as unknown as ServiceWorkerGlobalScope & { LANTAS: Build };
const SHELL = `lantas-shell-${worker.LANTAS.version}`;
const PAGES = "lantas-pages";
const MAP = "lantas-map";
// About twenty square kilometres around the places a patrol sees, at every zoom.
const MOST_TILES = 800;
const KEPT_PAGES = ["/", "/report/", "/offline/"];
// These two are also the last door when nothing else answers.
const OPENABLE = ["/report/", "/patrol/", "/"];

worker.addEventListener("install", (event) => {
  event.waitUntil(install());
});

worker.addEventListener("activate", (event) => {
  event.waitUntil(forgetOld());
});

worker.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== location.origin) return;
  if (url.pathname.startsWith("/static/assets/")) event.respondWith(shell(request));
  else if (url.pathname === "/map/tiles.json") event.respondWith(mapItself(request));
  else if (url.pathname.startsWith("/map/tiles/")) event.respondWith(tile(request));
  else if (request.mode === "navigate" && !url.pathname.startsWith("/accounts/")) event.respondWith(page(request, url.pathname));
});

async function install(): Promise<void> {
  const kept = await caches.open(SHELL);
  // The map's engine is large: it comes in with the first map, not at once. The board
  // is for desks that have a line.
  const wanted = worker.LANTAS.files.filter((file) => !/\/(maplibre|board)[^/]*$/.test(file));
  await Promise.allSettled(wanted.map((file) => kept.add(file)));
  const pages = await caches.open(PAGES);
  await Promise.allSettled(KEPT_PAGES.map((address) => pages.add(address)));
  await worker.skipWaiting();
}

async function forgetOld(): Promise<void> {
  for (const name of await caches.keys()) if (![SHELL, PAGES, MAP].includes(name)) await caches.delete(name);
  await worker.clients.claim();
}

async function shell(request: Request): Promise<Response> {
  const kept = await caches.match(request);
  if (kept) return kept;
  const answer = await fetch(request);
  if (answer.ok) await (await caches.open(SHELL)).put(request, answer.clone());
  return answer;
}

/** What the map is of may change any day: asked for first, remembered for the tunnel. */
async function mapItself(request: Request): Promise<Response> {
  const kept = await caches.open(MAP);
  try {
    const answer = await fetch(request);
    if (answer.ok) await kept.put(request, answer.clone());
    return answer;
  } catch {
    return (await kept.match(request)) ?? Response.error();
  }
}

/** A tile's address names its edition, so what is kept is right; the oldest make room. */
async function tile(request: Request): Promise<Response> {
  const kept = await caches.open(MAP);
  const held = await kept.match(request);
  if (held) return held;
  const answer = await fetch(request);
  if (answer.status === 200) {
    await kept.put(request, answer.clone());
    const all = await kept.keys();
    for (const old of all.slice(0, Math.max(0, all.length - MOST_TILES))) await kept.delete(old);
  }
  return answer;
}

async function page(request: Request, path: string): Promise<Response> {
  try {
    const answer = await fetch(request);
    // Only pages that must open without signal are kept; a tracking page is private.
    if (answer.ok && !answer.redirected && OPENABLE.includes(path)) await (await caches.open(PAGES)).put(path, answer.clone());
    return answer;
  } catch {
    return (await caches.match(path)) ?? (await caches.match("/offline/")) ?? Response.error();
  }
}

/** What the outbox sends (lantas/adapters/webpush.py). */
interface Notice {
  title: string;
  body: string;
  link: string;
  tag: string;
}

worker.addEventListener("push", (event) => {
  event.waitUntil(notify(event.data?.json() as Notice | undefined));
});

worker.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(openAt(String(event.notification.data ?? "/")));
});

async function notify(notice: Notice | undefined): Promise<void> {
  if (!notice) return;
  const { title, body, link, tag } = notice;
  // A browser takes the pass away from whoever wakes up and shows nothing.
  await worker.registration.showNotification(title, { body, tag, data: link, icon: "/static/brand/icon-192.png", badge: "/static/brand/icon-192.png", requireInteraction: true });
}

/** Bring the page to the front that is open already; else open it. Never another host's. */
async function openAt(link: string): Promise<void> {
  const { origin, pathname, href } = new URL(link, location.origin);
  if (origin !== location.origin) return;
  const windows = await worker.clients.matchAll({ type: "window", includeUncontrolled: true });
  const open = windows.find(({ url }) => new URL(url).pathname === pathname);
  await (open ? open.focus() : worker.clients.openWindow(href));
}
