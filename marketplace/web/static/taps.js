/*
 * One tap for each person of a list: a row with data-save sends its own line there as soon as it
 * is tapped, and says in the row when it was kept. The mark that stands is taken back by the same
 * tap. What is refused is set back and says why; what the line lost is sent again when it is back.
 */
import { draftOf, timeNow } from "./autosave.js";

const REST = 350; // milliseconds: arrow keys pass over marks that nobody means
const AGAIN = 10000; // milliseconds

export function startTaps(list) {
  list.querySelectorAll(".tap-row[data-save]").forEach((row) => startRow(row, list.dataset));
}

function startRow(row, words) {
  const status = row.querySelector(".saved");
  const { form } = row.querySelector("input");
  const marks = [...row.querySelectorAll("input[type=radio]")];
  const amount = row.querySelector("input[type=number]");
  const knew = form.elements[`knew_${row.dataset.key}`];
  const now = () => ({ mark: marks.find((mark) => mark.checked) ?? null, amount: amount?.value ?? "" });
  let kept = now();
  let chosen = kept.mark; // what was pressed before the click that is going on
  let timer, sending, waits;

  function say(sentence, failed = false) {
    status.textContent = sentence.replace("{time}", timeNow());
    row.classList.toggle("failed", failed);
  }

  function show(line) {
    for (const mark of marks) mark.checked = mark === line.mark;
    if (amount) amount.value = line.amount;
    chosen = line.mark;
  }

  function soon() {
    clearTimeout(timer);
    timer = setTimeout(save, REST);
  }

  async function save() {
    if (sending) return soon();
    clearTimeout(timer);
    sending = true;
    const line = now();
    try {
      const response = await fetch(row.dataset.save, { method: "POST", body: lineOf(form, row.dataset.key) });
      if (response.status === 409 || response.status === 422) refused(await response.text());
      else if (!response.ok || !response.headers.get("Content-Type")?.includes("json")) throw new Error(response.statusText);
      else {
        knew.value = (await response.json()).knew;
        kept = line;
        waits = false;
        say(line.mark || line.amount ? document.documentElement.dataset.savedAt : words.takenBack);
      }
    } catch {
      waits = true;
      timer = setTimeout(save, AGAIN);
      say(words.failed, true);
    }
    sending = false;
  }

  function refused(page) {
    const why = new DOMParser().parseFromString(page, "text/html").querySelector(".refusal, .error");
    waits = false;
    show(kept);
    say(why?.textContent.trim() ?? "", true);
  }

  function take(mark) {
    if (mark === chosen) mark.checked = false;
    chosen = mark.checked ? mark : null;
    if (!chosen && amount) amount.value = "";
    soon();
  }

  for (const mark of marks) {
    mark.addEventListener("click", () => take(mark));
    // Browsers leave the space key without effect on what is chosen already.
    mark.addEventListener("keydown", (event) => {
      if (event.key !== " " || mark !== chosen) return;
      event.preventDefault();
      take(mark);
    });
  }
  amount?.addEventListener("change", soon);
  addEventListener("online", () => {
    if (waits) save();
  });
  form.addEventListener("submit", () => clearTimeout(timer));
}

/** What a row sends: its own fields, and what says that it comes from this page. */
function lineOf(form, key) {
  const data = draftOf(form);
  for (const name of [...data.keys()]) if (name !== "csrf_token" && name !== "once" && !name.endsWith(key)) data.delete(name);
  return data;
}
