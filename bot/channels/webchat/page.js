// Two phones in a browser: what is typed goes to /try/messages, what is answered waits at /try/replies.
"use strict";

const MARGIN_PIXELS = 8;
const RETRY_MILLISECONDS = 2000;

function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(18));
  return btoa(String.fromCharCode(...bytes)).replaceAll("+", "-").replaceAll("/", "_");
}

// A browser may forbid storage; the phone then lives as long as the page.
function remembered(key) {
  try { return localStorage.getItem(key); } catch { return null; }
}

function remember(key, value) {
  try { localStorage.setItem(key, value); } catch { /* nothing is lost but the memory */ }
}

function make(tag, className, text) {
  const element = document.createElement(tag);
  if (className) element.className = className;
  if (text !== undefined) element.textContent = text;
  return element;
}

async function post(path, body, signal) {
  const response = await fetch(path, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
    signal,
  });
  if (!response.ok) throw Object.assign(new Error(path), { status: response.status });
  return response.json();
}

const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

class Phone {
  constructor(root) {
    this.channel = root.dataset.channel;
    this.talk = root.querySelector(".talk");
    this.offline = root.querySelector(".offline");
    this.keyboard = root.querySelector(".keyboard");
    this.bill = root.querySelector(".bill");
    this.form = root.querySelector(".write");
    this.offline.textContent = document.body.dataset.offline;
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      const text = this.form.elements.text.value.trim();
      if (!text) return;
      this.form.reset();
      this.say({ text, shown: text });
    });
    root.querySelector(".renew").addEventListener("click", () => this.renew());
    this.begin(remembered(this.channel) || newId());
    this.listen();
  }

  begin(id) {
    this.id = id;
    this.last = 0;
    this.segments = 0;
    this.talk.replaceChildren();
    if (this.bill) this.bill.textContent = "";
    if (this.keyboard) this.showKeyboard(null);
    remember(this.channel, id);
  }

  renew() {
    this.begin(newId());
    this.waiting?.abort();
    this.form.elements.text.focus();
  }

  async say(event) {
    const body = { channel: this.channel, phone: this.id, id: newId(), ...event };
    for (;;) {
      try {
        await post("/try/messages", body);
        this.offline.hidden = true;
        return;
      } catch (error) {
        // What was refused once is refused again.
        if (error.status >= 400 && error.status < 500 && error.status !== 429) return;
        this.offline.hidden = false;
        await pause(RETRY_MILLISECONDS);
      }
    }
  }

  async listen() {
    for (;;) {
      const { id } = this;
      try {
        const found = await this.ask();
        this.offline.hidden = true;
        if (id === this.id) found.messages.forEach((message) => this.show(message));
      } catch {
        if (id !== this.id) continue;
        this.offline.hidden = false;
        await pause(RETRY_MILLISECONDS);
      }
    }
  }

  ask() {
    this.waiting = new AbortController();
    const asked = { channel: this.channel, phone: this.id, after: this.last };
    return post("/try/replies", asked, this.waiting.signal);
  }

  show(message) {
    if (message.number <= this.last) return;
    this.last = message.number;
    const item = make("li", message.mine ? "mine" : "theirs");
    const bubble = make("div", "bubble", message.text);
    bubble.dir = "auto";
    item.append(bubble);
    if (message.pin) item.append(this.pin(message.pin));
    if (message.file) item.append(this.file(message.file));
    if (message.sms) item.append(this.cost(message.sms));
    if (message.mine && this.keyboard) this.showKeyboard(null);
    if (message.location_label) this.showKeyboard(message);
    else if (message.buttons?.length) item.append(this.buttons(message.buttons));
    this.talk.append(item);
    this.reveal(item);
  }

  /** To the end of the talk, but never past the first words of what came last. */
  reveal(item) {
    const start = item.offsetTop - this.talk.offsetTop - MARGIN_PIXELS;
    this.talk.scrollTop = Math.min(this.talk.scrollHeight - this.talk.clientHeight, start);
  }

  cost(sms) {
    this.segments += sms.segments;
    this.bill.textContent = `Σ ${this.segments} SMS`;
    const text = `${sms.segments} SMS · ${sms.encoding} · ${sms.units}/${sms.room}`;
    const line = make("div", sms.encoding === "GSM-7" ? "cost" : "cost dear", text);
    line.dir = "ltr";
    return line;
  }

  pin(pin) {
    const { latitude, longitude } = pin;
    const link = make("a", "pin");
    link.href = `https://www.openstreetmap.org/?mlat=${latitude}&mlon=${longitude}#map=16/${latitude}/${longitude}`;
    link.target = "_blank";
    link.rel = "noopener noreferrer";
    link.dir = "auto";
    link.append(make("strong", "", pin.title), make("span", "", pin.address));
    link.append(make("em", "", document.body.dataset.map));
    return link;
  }

  file({ name, type, content }) {
    const bytes = Uint8Array.from(atob(content), (letter) => letter.charCodeAt(0));
    const link = make("a", "pin file", `📅 ${name}`);
    link.href = URL.createObjectURL(new Blob([bytes], { type }));
    link.download = name;
    link.dir = "ltr";
    return link;
  }

  buttons(rows) {
    const all = make("div", "buttons");
    for (const row of rows) {
      const line = make("div", "row");
      for (const { key, label } of row) {
        const button = make("button", "", label);
        button.type = "button";
        button.dir = "auto";
        button.addEventListener("click", () => this.say({ choice: key, shown: label }));
        line.append(button);
      }
      all.append(line);
    }
    return all;
  }

  // As on Telegram: the button for one's place stands below the words, and the choices beside it
  // then send their label as text.
  showKeyboard(message) {
    this.keyboard.replaceChildren();
    this.keyboard.hidden = !message;
    if (!message) return;
    const place = make("button", "place", `📍 ${message.location_label}`);
    place.addEventListener("click", () => this.askWhere());
    const rows = [[place]];
    for (const row of message.buttons) {
      rows.push(row.map(({ label }) => {
        const button = make("button", "", label);
        button.addEventListener("click", () => {
          this.showKeyboard(null);
          this.say({ text: label, shown: label });
        });
        return button;
      }));
    }
    for (const row of rows) {
      const line = make("div", "row");
      row.forEach((button) => { button.type = "button"; button.dir = "auto"; });
      line.append(...row);
      this.keyboard.append(line);
    }
  }

  askWhere() {
    const dialog = document.querySelector("dialog.where");
    const choices = dialog.querySelector(".choices");
    choices.replaceChildren();
    const offer = (label, pick) => {
      const button = make("button", "", label);
      button.type = "button";
      button.dir = "auto";
      button.addEventListener("click", () => { dialog.close(); pick(); });
      choices.append(button);
    };
    if ("geolocation" in navigator) {
      offer(document.body.dataset.here, () => navigator.geolocation.getCurrentPosition(
        ({ coords }) => this.share(coords.latitude, coords.longitude),
        () => dialog.showModal(),
      ));
    }
    for (const { name, position } of JSON.parse(document.body.dataset.places)) {
      offer(name, () => this.share(position.latitude, position.longitude));
    }
    dialog.showModal();
  }

  share(latitude, longitude) {
    this.showKeyboard(null);
    this.say({ location: { latitude, longitude }, shown: "📍" });
  }
}

document.querySelectorAll(".phone").forEach((root) => new Phone(root));

const tabs = document.querySelectorAll("[data-show]");
tabs.forEach((tab) => tab.addEventListener("click", () => {
  document.querySelector("main").dataset.shown = tab.dataset.show;
  tabs.forEach((each) => each.setAttribute("aria-pressed", String(each === tab)));
}));
