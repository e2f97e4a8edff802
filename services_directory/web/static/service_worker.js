// Keeps the pages of a town that were read, to be read again without a network. Nothing that says
// "no-store" is kept: a page about violence is not to be found on a phone.
"use strict";

const CACHE = "pages-VERSION";
const MOST = 80;
const PAGES = /^\/($|(p|n|s|t)(\/|$))/;
const FILES = /^\/(page|icon)\.(css|js|svg)$/;

self.addEventListener("install", () => self.skipWaiting());

self.addEventListener("activate", (event) => {
  event.waitUntil(
    (async () => {
      const names = await caches.keys();
      await Promise.all(names.filter((each) => each !== CACHE).map((each) => caches.delete(each)));
      await self.clients.claim();
    })(),
  );
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const address = new URL(request.url);
  if (request.method !== "GET" || address.origin !== location.origin) return;
  if (FILES.test(address.pathname)) event.respondWith(file(request));
  else if (PAGES.test(address.pathname)) event.respondWith(page(request));
});

// Its address names its content, so what was fetched once is right for good.
async function file(request) {
  const cache = await caches.open(CACHE);
  const known = await cache.match(request);
  if (known) return known;
  const answer = await fetch(request);
  if (answer.ok) await cache.put(request, answer.clone());
  return answer;
}

// The network first: what was taken back is gone wherever there is one.
async function page(request) {
  const cache = await caches.open(CACHE);
  let answer;
  try {
    answer = await fetch(request);
  } catch {
    return (await cache.match(request, { ignoreVary: true })) ?? Response.error();
  }
  const kept = answer.headers.get("Cache-Control") ?? "no-store";
  if (answer.ok && !answer.redirected && !kept.includes("no-store")) {
    await cache.put(request, answer.clone());
    await forgetOldest(cache);
  } else if (answer.ok || answer.status === 404) {
    await cache.delete(request, { ignoreVary: true });
  }
  return answer;
}

async function forgetOldest(cache) {
  const kept = await cache.keys();
  const pages = kept.filter((each) => PAGES.test(new URL(each.url).pathname));
  await Promise.all(pages.slice(0, Math.max(0, pages.length - MOST)).map((each) => cache.delete(each)));
}
