// Keeps the SMS under each text as it would be sent now. Without this script, a button does it.
"use strict";

const form = document.querySelector("form[data-preview]");

if (form && window.fetch && window.FormData) {
  let waiting = null;
  let asked = 0;

  const show = (previews) => {
    for (const [locale, sms] of Object.entries(previews)) {
      const text = form.querySelector(`[data-sms="${locale}"]`);
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
