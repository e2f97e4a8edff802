// Keeps the SMS under each text as it would be sent now. Without this script, a button does it.
"use strict";

const form = document.querySelector("form[data-preview]");

if (form && window.fetch && window.FormData) {
  let waiting = null;
  let asked = 0;

  const show = (previews) => {
    const hours = form.querySelector("[data-hours]");
    if (hours && previews.hours && previews.hours.length) hours.textContent = previews.hours.join("\n");
    for (const [locale, sms] of Object.entries(previews.sms || previews)) {
      const text = form.querySelector(`[data-sms="${locale}"]`);
      const told = form.querySelector(`[data-telegram="${locale}"]`);
      if (told && sms.telegram) told.textContent = sms.telegram;
      const size = form.querySelector(`[data-size="${locale}"]`);
      if (!text || !size) continue;
      text.textContent = sms.text;
      size.textContent = sms.size;
      size.classList.toggle("long", sms.long);
    }
  };

  const refresh = async () => {
    const mine = ++asked;
    try {
      const answer = await fetch(form.dataset.preview, {
        method: "POST",
        body: new FormData(form),
        credentials: "same-origin",
        redirect: "error",
      });
      // A slow answer to an older text must not replace a newer one.
      if (answer.ok && mine === asked) show(await answer.json());
    } catch {
      // No connection: the last preview stays, and saving will say so.
    }
  };

  form.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(refresh, 500);
  });
}

// What is to be mended takes the eye and the focus.
document.querySelector("#faults")?.focus();

// Leaving a form that was changed asks first; sending it does not.
const written = document.querySelector("form[data-preview]");
if (written) {
  let changed = false;
  written.addEventListener("input", () => { changed = true; });
  written.addEventListener("submit", () => { changed = false; });
  window.addEventListener("beforeunload", (leaving) => { if (changed) leaving.preventDefault(); });
}
