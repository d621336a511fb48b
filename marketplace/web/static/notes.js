/*
 * Live notes of a session. Every answer sends itself a moment after the last key and says what became of it:
 * kept, or lying beside what somebody else wrote meanwhile. Until the server has the words they also lie on
 * this device. A page names itself (`tab`) and counts what it sends (`turn`), so that the server knows what
 * the page has seen even when an answer was lost on the way. Time per topic and quotes are sent the same way.
 */
import { draftOf, quietly, timeNow } from "./autosave.js";

const REST = 700; // milliseconds after the last key
const PATIENCE = 15000; // milliseconds for one answer of the server
const AGAIN = [2000, 4000, 8000, 15000]; // milliseconds before another try on a dead line
const MOST = 600; // seconds of one topic in one report

const said = document.documentElement.dataset;

/** One answer: what is typed, what the server has, and what is on its way. */
class Writer {
  constructor(textarea, words, tab) {
    this.textarea = textarea;
    this.form = textarea.form;
    this.words = words;
    this.status = textarea.closest(".field").querySelector(".saved");
    this.beside = textarea.closest("[data-topic]").querySelector("[data-beside-here]");
    this.key = `notes:${said.whose ?? ""}:${location.pathname}:${textarea.id}`; // words of this person only
    // What the server is known to have. Browsers fill these fields in with nothing (autocomplete is off), so what
    // stands there beyond it was typed before this script came.
    this.kept = textarea.defaultValue;
    this.turn = 0;
    this.tries = 0;
    this.sending = null;
    this.form.elements.tab.value = tab;
    textarea.addEventListener("input", () => this.typed());
    this.form.addEventListener("submit", () => clearTimeout(this.timer));
    addEventListener("online", () => this.isBehind() && this.soon(0));
    this.bringBack();
  }

  isBehind() {
    return this.textarea.value !== this.kept;
  }

  typed() {
    this.keepHere();
    this.say(this.words.writing);
    this.soon(REST);
  }

  soon(wait) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.send(), wait);
  }

  say(sentence) {
    this.status.textContent = sentence.replace("{time}", timeNow());
  }

  keepHere() {
    const kept = { words: this.textarea.value, version: this.form.elements.version.value };
    quietly(() => localStorage.setItem(this.key, JSON.stringify(kept)));
  }

  forgetHere() {
    quietly(() => localStorage.removeItem(this.key));
  }

  /** What waited here is written on when nobody wrote since; else it is sent as it is, to lie beside the answer. */
  bringBack() {
    const waiting = quietly(() => JSON.parse(localStorage.getItem(this.key)));
    const here = this.textarea.value;
    if (typeof waiting?.words === "string") {
      if (here.includes(waiting.words)) {
        this.forgetHere();
      } else if (waiting.words.includes(here)) {
        this.textarea.value = waiting.words;
        this.say(said.broughtBack);
      } else {
        this.keepAside([...this.aside(), waiting]);
        this.forgetHere();
      }
    }
    this.sendAside();
    if (this.isBehind()) this.soon(0);
  }

  /** What nobody may write on waits apart, so that the next key overwrites none of it. */
  aside() {
    return quietly(() => JSON.parse(localStorage.getItem(`${this.key}:aside`))) ?? [];
  }

  keepAside(rows) {
    quietly(() => localStorage.setItem(`${this.key}:aside`, JSON.stringify(rows)));
  }

  /** Sent one after the other; what does not arrive is sent again when the page is opened again. */
  async sendAside() {
    for (const waiting of this.aside()) {
      const body = this.body();
      body.set("words", waiting.words);
      body.set("version", waiting.version);
      body.set("tab", crypto.randomUUID());
      const answer = await post(this.textarea.dataset.autosave, body);
      this.say(answer.taken ? this.words.sentLate : said.savedHere);
      if (!answer.taken) return;
      this.keepAside(this.aside().slice(1));
      if (answer.taken.aside) this.showBeside(answer.taken);
    }
  }

  body() {
    const body = draftOf(this.form);
    this.turn += 1;
    body.set("turn", String(this.turn));
    return body;
  }

  /** Send what is there; one thing at a time, so that nothing overtakes. Resolves once all has been taken. */
  send() {
    clearTimeout(this.timer);
    this.sending ??= this.sendAll().finally(() => {
      this.sending = null;
    });
    return this.sending;
  }

  async sendAll() {
    while (this.isBehind()) {
      const sent = this.textarea.value;
      const answer = await post(this.textarea.dataset.autosave, this.body());
      if (!answer.taken) {
        this.failed(answer.refused);
        return false;
      }
      this.tries = 0;
      this.took(sent, answer.taken);
    }
    return true;
  }

  took(sent, answer) {
    const untouched = this.textarea.value === sent;
    this.kept = sent;
    if (answer.aside) {
      this.showBeside(answer);
    } else if (answer.words === sent) {
      this.form.elements.version.value = answer.version;
      this.beside.replaceChildren();
    } else if (untouched) {
      // The answer holds these words and more.
      this.textarea.value = answer.words;
      this.kept = answer.words;
      this.form.elements.version.value = answer.version;
    }
    if (untouched) this.forgetHere();
    this.say(said.savedAt);
  }

  failed(refused) {
    this.keepHere();
    this.say(refused ? said.notTaken : this.words.lineDown);
    if (refused) return;
    this.soon(AGAIN[Math.min(this.tries, AGAIN.length - 1)]);
    this.tries += 1;
  }

  /** Both texts side by side; they are put together on the page as the server shows it. */
  showBeside(answer) {
    const note = document.createElement("div");
    note.className = "note warn";
    note.setAttribute("role", "alert");
    note.append(paragraph(this.words.beside), blockquote(answer.words), link(this.words.merge, location.pathname));
    this.beside.replaceChildren(note);
  }

  /** The page goes away: the last words are sent along, and stay on this device until they have arrived. */
  leave() {
    if (!this.isBehind()) return;
    this.keepHere();
    navigator.sendBeacon(this.textarea.dataset.autosave, this.body());
  }

  async mark(url) {
    const { selectionStart, selectionEnd, value } = this.textarea;
    const chosen = value.slice(selectionStart, selectionEnd).trim();
    if (!chosen) {
      this.say(this.words.select);
      return;
    }
    if (!(await this.send()) && this.isBehind()) return;
    const answer = await post(url, only(this.form, { words: chosen }));
    this.say(answer.taken ? this.words.marked : answer.refused ? said.notTaken : this.words.lineDown);
    if (answer.taken) this.beside.append(blockquote(answer.taken.words));
  }
}

/** Seconds that went into the topic in which one writes. */
class Clock {
  constructor() {
    this.topic = null;
    this.since = 0;
    addEventListener("visibilitychange", () => (document.hidden ? this.report(true) : this.begin(this.topic)));
    setInterval(() => this.report(false), 60000);
  }

  begin(topic) {
    this.topic = topic;
    this.since = Date.now();
  }

  turnTo(topic) {
    if (topic === this.topic) return;
    this.report(false);
    this.begin(topic);
  }

  report(leaving) {
    const seconds = Math.min(MOST, Math.round((Date.now() - this.since) / 1000));
    if (!this.topic || !this.since || seconds < 1) return;
    this.since = leaving ? 0 : Date.now();
    const body = only(this.topic.querySelector("form"), { seconds: String(seconds) });
    // It goes out by itself and so keeps nobody signed in.
    const headers = { "X-Background": "1" };
    fetch(this.topic.dataset.time, { method: "POST", body, headers, keepalive: true }).catch(() => {});
  }
}

/** The tokens of a form with other fields. */
function only(form, fields) {
  const whole = draftOf(form);
  const body = new FormData();
  for (const name of ["csrf_token", "once"]) if (whole.has(name)) body.set(name, whole.get(name));
  for (const [name, value] of Object.entries(fields)) body.set(name, value);
  return body;
}

/** What the server said: `taken` with its words, `refused`, or neither when nothing came back. */
async function post(url, body) {
  try {
    const response = await fetch(url, { method: "POST", body, signal: AbortSignal.timeout(PATIENCE) });
    if ([409, 413, 422].includes(response.status)) return { refused: true };
    // Whoever is signed out in the meantime is led to the sign-in page: nothing was kept.
    if (!response.ok || !response.headers.get("Content-Type")?.includes("json")) return {};
    return { taken: await response.json() };
  } catch {
    return {};
  }
}

function paragraph(words) {
  const part = document.createElement("p");
  part.textContent = words;
  return part;
}

function blockquote(words) {
  const figure = document.createElement("figure");
  figure.className = "quote";
  const part = document.createElement("blockquote");
  part.textContent = words;
  figure.append(part);
  return figure;
}

function link(words, address) {
  const part = document.createElement("p");
  const anchor = document.createElement("a");
  anchor.href = address;
  anchor.textContent = words;
  part.append(anchor);
  return part;
}

export function startNotes(notes) {
  const tab = crypto.randomUUID();
  const topics = [...notes.querySelectorAll("[data-topic]")];
  const fields = topics.map((topic) => topic.querySelector("textarea[data-autosave]"));
  const writers = fields.map((field) => new Writer(field, notes.dataset, tab));
  const clock = new Clock();

  const at = () => topics.findIndex((topic) => topic.contains(document.activeElement));
  const go = (step) => {
    const next = Math.min(Math.max(at() + step, 0), fields.length - 1);
    fields[next].focus();
    fields[next].closest("section, [data-topic]").scrollIntoView({ block: "nearest" });
  };
  const mark = (index) => writers[index]?.mark(topics[index].dataset.mark);

  notes.addEventListener("focusin", (event) => clock.turnTo(event.target.closest("[data-topic]")));
  document.addEventListener("keydown", (event) => {
    if (!event.altKey || event.ctrlKey || event.metaKey || event.isComposing) return;
    if (event.key === "ArrowDown") go(1);
    else if (event.key === "ArrowUp") go(-1);
    else if (event.code === "KeyQ" && at() >= 0) mark(at());
    else return;
    event.preventDefault();
  });
  topics.forEach((topic, index) => {
    const button = topic.querySelector("[data-mark-now]");
    // The button takes the focus; what was selected in the field stays selected there.
    button?.addEventListener("click", () => mark(index));
  });
  addEventListener("pagehide", () => {
    clock.report(true);
    writers.forEach((writer) => writer.leave());
  });
  document.querySelectorAll("[data-with-script]").forEach((part) => {
    part.hidden = false;
  });
}
