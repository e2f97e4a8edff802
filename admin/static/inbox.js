// Keeps the inbox and a talk as they are now, and what is being written from being lost.
// Without this script, reloading and a button do the same.
"use strict";

const list = document.querySelector("[data-live]");
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

// What is begun, an answer and a note, is kept on every pause; and before anything leads away from
// here, since the page that comes shows what is kept.
const drafts = [...document.querySelectorAll("form[data-draft]")].map((form) => {
  const words = form.querySelector("textarea");
  return { form, words, kept: words.value, waiting: null };
});

const keep = async (draft) => {
  clearTimeout(draft.waiting);
  if (draft.words.value === draft.kept) return;
  const [before, now] = [draft.kept, draft.words.value];
  draft.kept = now;
  try {
    await fetch(draft.form.dataset.draft, {
      method: "POST",
      body: new FormData(draft.form),
      credentials: "same-origin",
      redirect: "manual",
      keepalive: true,
    });
  } catch {
    draft.kept = before;
  }
};

if (window.fetch) {
  for (const draft of drafts) {
    draft.words.addEventListener("input", () => {
      clearTimeout(draft.waiting);
      draft.waiting = setTimeout(() => keep(draft), 800);
    });
  }
  const passed = new WeakSet();
  document.addEventListener("submit", async (event) => {
    if (event.defaultPrevented) return;
    const others = drafts.filter((each) => each.form !== event.target && each.words.value !== each.kept);
    const own = drafts.find((each) => each.form === event.target);
    if (own) {
      clearTimeout(own.waiting);
      own.kept = own.words.value;
    }
    // Where nothing can be kept, it is sent all the same: once.
    if (others.length === 0 || passed.has(event.target)) return;
    passed.add(event.target);
    event.preventDefault();
    await Promise.all(others.map(keep));
    event.target.requestSubmit(event.submitter);
  });
  window.addEventListener("pagehide", () => drafts.forEach(keep));
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
