// Keeps the inbox and a talk as they are now, and what is being written from being lost.
// Without this script, reloading and a button do the same.
"use strict";

const list = document.querySelector("[data-live]");
const answer = document.querySelector("form[data-draft]");
const title = document.title.replace(/^\(\d+\) /, "");

const renew = async () => {
  const here = new URL(location.href);
  // What a press has just told, or put in, is not told again.
  for (const once of ["told", "seen", "canned", "card", "find"]) here.searchParams.delete(once);
  try {
    const page = await fetch(here, { credentials: "same-origin", redirect: "error" });
    if (!page.ok) return;
    const fresh = new DOMParser().parseFromString(await page.text(), "text/html");
    const part = fresh.querySelector("[data-live]");
    if (!part) return;
    const focused = document.activeElement && document.activeElement.id;
    list.replaceChildren(...part.childNodes);
    if (focused && document.getElementById(focused)) document.getElementById(focused).focus();
  } catch {
    // No connection: what stands there stays, and the next event tries again.
  }
};

if (list && window.EventSource) {
  let seen = null;
  const events = new EventSource(list.dataset.live);
  events.onmessage = (event) => {
    const state = JSON.parse(event.data);
    document.title = state.waiting ? `(${state.waiting}) ${title}` : title;
    if (seen !== null && seen !== state.version) renew();
    seen = state.version;
  };
  window.addEventListener("pagehide", () => events.close());
}

if (answer && window.fetch) {
  const words = answer.querySelector("textarea");
  let waiting = null;
  let sent = words.value;
  const keep = () => {
    if (words.value === sent) return;
    sent = words.value;
    fetch(answer.dataset.draft, {
      method: "POST",
      body: new FormData(answer),
      credentials: "same-origin",
      redirect: "manual",
      keepalive: true,
    }).catch(() => { sent = null; });
  };
  words.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(keep, 800);
  });
  answer.addEventListener("submit", () => {
    clearTimeout(waiting);
    sent = words.value;
  });
  window.addEventListener("pagehide", keep);
}

document.addEventListener("keydown", (event) => {
  if (event.target.closest("input, textarea, select") || event.ctrlKey || event.altKey || event.metaKey) return;
  const step = { n: 1, p: -1 }[event.key];
  const links = [...document.querySelectorAll("[data-open]")];
  if (!step || links.length === 0) return;
  const at = links.indexOf(document.activeElement);
  const next = at === -1 && step === -1 ? links.length - 1 : at + step;
  links[Math.max(0, Math.min(links.length - 1, next))].focus();
});
