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
  for (const name of await caches.keys()) if (name !== SHELL && name !== PAGES) await caches.delete(name);
  await worker.clients.claim();
}

async function shell(request: Request): Promise<Response> {
  const kept = await caches.match(request);
  if (kept) return kept;
  const answer = await fetch(request);
  if (answer.ok) await (await caches.open(SHELL)).put(request, answer.clone());
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
