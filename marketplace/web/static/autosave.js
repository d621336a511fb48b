/*
 * Drafts: a textarea with data-autosave sends its form to that address a little after the last
 * key, and says when it was kept. When the line drops, the words wait on this device and are
 * offered again; they are removed as soon as they have arrived.
 */
const REST = 1200; // milliseconds after the last key

export function startAutosave(textarea) {
  const status = textarea.closest(".field").querySelector(".saved");
  const { form } = textarea;
  const words = document.documentElement.dataset;
  // Whoever signs in next on this device does not get these words.
  const key = `draft:${words.whose ?? ""}:${location.pathname}:${textarea.id || textarea.name}`;
  let timer;

  const device = {
    keep: () => quietly(() => localStorage.setItem(key, textarea.value)),
    forget: () => quietly(() => localStorage.removeItem(key)),
    read: () => quietly(() => localStorage.getItem(key)),
  };

  function say(sentence) {
    if (status) status.textContent = sentence.replace("{time}", timeNow());
  }

  async function save() {
    const sent = textarea.value;
    try {
      const response = await fetch(textarea.dataset.autosave, { method: "POST", body: draftOf(form) });
      if (response.status === 409 || response.status === 422) {
        device.keep();
        say(words.notTaken);
        return;
      }
      // Whoever is signed out in the meantime is led to the sign-in page: that draft was not kept.
      if (!response.ok || new URL(response.url).pathname === words.signIn) throw new Error(response.statusText);
      await takeVersion(form, response);
      if (textarea.value === sent) device.forget();
      say(words.savedAt);
    } catch {
      device.keep();
      say(words.savedHere);
    }
  }

  // What was written on when the line dropped begins with what the server has. Browsers fill these fields in with
  // nothing (autocomplete is off): what stands there beyond it was typed before this script came, and comes last.
  const waiting = device.read();
  const early = textarea.value.startsWith(textarea.defaultValue) ? textarea.value.slice(textarea.defaultValue.length) : textarea.value;
  if (waiting && waiting !== textarea.defaultValue && waiting.includes(textarea.defaultValue)) {
    textarea.value = waiting.endsWith(early) ? waiting : waiting + early;
    say(words.broughtBack);
    timer = setTimeout(save, REST);
  } else if (early) {
    timer = setTimeout(save, REST);
  }

  textarea.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(save, REST);
  });
  addEventListener("online", () => {
    if (device.read()) save();
  });
  form.addEventListener("submit", () => {
    clearTimeout(timer);
    device.forget();
  });
}

/** Choices are kept as soon as they are made; without a line they are sent once it is back. */
export function startChoiceAutosave(fieldset) {
  const status = fieldset.querySelector(".saved");
  const form = fieldset.closest("form");
  const words = document.documentElement.dataset;
  let waits = false;

  async function save() {
    waits = true;
    try {
      const response = await fetch(fieldset.dataset.autosave, { method: "POST", body: draftOf(form) });
      if (!response.ok || new URL(response.url).pathname === words.signIn) return;
      waits = false;
      if (status) status.textContent = words.savedAt.replace("{time}", timeNow());
    } catch {
      if (status) status.textContent = "";
    }
  }

  fieldset.addEventListener("change", save);
  addEventListener("online", () => {
    if (waits) save();
  });
}

/** The form as it is, without files, which are kept when a button is pressed; under a token of its own: the one in the page belongs to the final sending. */
export function draftOf(form) {
  const data = new FormData(form);
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  if (data.has("once")) data.set("once", hex);
  for (const [name, value] of [...data]) if (value instanceof File) data.delete(name);
  return data;
}

/** The hour and minute as one reads them. */
export function timeNow() {
  return new Date().toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit" });
}

/** A draft may raise the version of the row; the final sending must name the newest one. */
async function takeVersion(form, response) {
  if (!form.elements.version || !response.headers.get("Content-Type")?.includes("json")) return;
  const { version } = await response.json();
  if (version !== undefined) form.elements.version.value = version;
}

/** Storage may be closed or full; a draft on the device is a kindness, not a promise. */
export function quietly(act) {
  try {
    return act();
  } catch {
    return null;
  }
}
