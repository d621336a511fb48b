/*
 * Drafts: a textarea with data-autosave sends its form to that address a little after the last
 * key, and says when it was kept. When the line drops, the words wait on this device and are
 * offered again; they are removed as soon as they have arrived.
 */
const REST = 1200; // milliseconds after the last key

export function startAutosave(textarea) {
  const status = textarea.closest(".field").querySelector(".saved");
  const { form } = textarea;
  const key = `draft:${location.pathname}:${textarea.id || textarea.name}`;
  const words = document.documentElement.dataset;
  let timer;

  const device = {
    keep: () => quietly(() => localStorage.setItem(key, textarea.value)),
    forget: () => quietly(() => localStorage.removeItem(key)),
    read: () => quietly(() => localStorage.getItem(key)),
  };

  function say(sentence) {
    const time = new Date().toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit" });
    if (status) status.textContent = sentence.replace("{time}", time);
  }

  async function save() {
    const sent = textarea.value;
    try {
      const response = await fetch(textarea.dataset.autosave, { method: "POST", body: draft(form) });
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

  const waiting = device.read();
  if (waiting && waiting !== textarea.value && textarea.value === "") {
    textarea.value = waiting;
    say(words.broughtBack);
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

/** The form as it is, under a token of its own: the one in the page belongs to the final sending. */
function draft(form) {
  const data = new FormData(form);
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  if (data.has("once")) data.set("once", hex);
  return data;
}

/** A draft may raise the version of the row; the final sending must name the newest one. */
async function takeVersion(form, response) {
  if (!form.elements.version || !response.headers.get("Content-Type")?.includes("json")) return;
  const { version } = await response.json();
  if (version !== undefined) form.elements.version.value = version;
}

/** Storage may be closed or full; a draft on the device is a kindness, not a promise. */
function quietly(act) {
  try {
    return act();
  } catch {
    return null;
  }
}
