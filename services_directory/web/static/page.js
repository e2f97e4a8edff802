// What a browser can do beside: every page works without it.
"use strict";

(() => {
  const one = (selector) => document.querySelector(selector);
  const language = document.documentElement.lang;

  // Leaving a page that nobody should find on this phone: it is no step back, and one key does it.
  const leave = one("[data-leave]");
  if (leave) {
    const away = () => {
      document.title = "";
      document.body.hidden = true;
      location.replace(leave.href);
    };
    let pressed = 0;
    leave.addEventListener("click", (event) => {
      event.preventDefault();
      away();
    });
    document.addEventListener("keydown", (event) => {
      pressed = event.key === "Escape" ? pressed + 1 : 0;
      if (pressed === 3) away();
    });
    // From one such page to the next there is one step in the history, which leaving takes away.
    document.addEventListener("click", (event) => {
      const link = event.target.closest("a[href]");
      const plain = event.button === 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey;
      if (!link || link === leave || !plain || link.protocol !== location.protocol) return;
      if (link.origin !== location.origin || link.pathname.endsWith(".vcf")) return;
      if (link.hash && link.pathname === location.pathname) return;
      event.preventDefault();
      location.replace(link.href);
    });
    one("[data-leave-hint]").hidden = false;
  }

  // The browser's own sheet to share with, where it has one; else the link is copied.
  const share = one("[data-share]");
  if (share) {
    share.addEventListener("click", async (event) => {
      const told = { title: document.title, url: share.href };
      if (!navigator.share && !navigator.clipboard) return;
      event.preventDefault();
      try {
        if (navigator.share) await navigator.share(told);
        else {
          await navigator.clipboard.writeText(share.href);
          one("[data-copied]").hidden = false;
        }
      } catch {
        // Somebody closed the sheet: nothing to say.
      }
    });
  }

  // Read aloud by a voice that is on this device: another would send the page to a stranger.
  const read = one("[data-read]");
  if (read && "speechSynthesis" in window) {
    const spoken = language === "aeb" ? "ar" : language;
    const voice = () =>
      speechSynthesis
        .getVoices()
        .find((each) => each.localService && each.lang.toLowerCase().split(/[-_]/)[0] === spoken);
    const show = () => {
      read.hidden = !voice();
    };
    const stop = () => {
      speechSynthesis.cancel();
      read.setAttribute("aria-pressed", "false");
    };
    read.addEventListener("click", () => {
      if (read.getAttribute("aria-pressed") === "true") return stop();
      const parts = document.querySelectorAll("main h1, main h2, main p, main dt, main dd, main li");
      const words = [...parts]
        .filter((each) => !each.closest("form, nav, details, [data-unread]") && !each.querySelector("p, li"))
        .map((each) => each.innerText.trim())
        .filter(Boolean);
      read.setAttribute("aria-pressed", "true");
      words.forEach((each, number) => {
        const saying = new SpeechSynthesisUtterance(each);
        saying.voice = voice();
        saying.lang = saying.voice.lang;
        if (number === words.length - 1) saying.onend = stop;
        speechSynthesis.speak(saying);
      });
    });
    speechSynthesis.addEventListener("voiceschanged", show);
    addEventListener("pagehide", stop);
    show();
  }

  const offline = one("[data-offline]");
  const tell = () => {
    offline.hidden = navigator.onLine;
  };
  addEventListener("online", tell);
  addEventListener("offline", tell);
  tell();

  if (!leave && "serviceWorker" in navigator) {
    navigator.serviceWorker.register("/sw.js").catch(() => {});
  }
})();
