/*
 * A combobox with list autocomplete, after the WAI-ARIA practices: arrows move, Enter chooses,
 * Escape closes, the number of suggestions is said. The text field works without it.
 */
const PAUSE = 150; // milliseconds of rest before a question is sent

export function startTypeahead(root) {
  const input = root.querySelector("input");
  const list = root.querySelector("[role=listbox]");
  const status = root.querySelector("[role=status]");
  const chosen = root.dataset.chosen ? document.getElementById(root.dataset.chosen) : null;
  let found = [];
  let active = -1;
  let timer;
  let asked = 0; // answers may arrive out of order; only the newest counts

  input.setAttribute("role", "combobox");
  input.setAttribute("aria-autocomplete", "list");
  input.setAttribute("aria-controls", list.id);
  close();

  function close() {
    list.hidden = true;
    active = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  }

  function say(count) {
    const { countNone, countOne, countMany } = root.dataset;
    status.textContent = count === 0 ? countNone : count === 1 ? countOne : countMany.replace("{n}", count);
  }

  function option({ label, why, description }, index) {
    const item = document.createElement("li");
    item.id = `${list.id}-${index}`;
    item.setAttribute("role", "option");
    item.setAttribute("aria-selected", "false");
    for (const [text, name] of [[label, "label"], [why, "why"], [description, "description"]]) {
      if (!text) continue;
      const span = document.createElement("span");
      span.className = name;
      span.textContent = text;
      item.append(span);
    }
    return item;
  }

  function show(answers) {
    found = answers;
    active = -1;
    list.replaceChildren(...found.map(option));
    list.hidden = found.length === 0;
    input.setAttribute("aria-expanded", String(found.length > 0));
    input.removeAttribute("aria-activedescendant");
    say(found.length);
  }

  async function ask() {
    const words = input.value.trim();
    const question = ++asked;
    if (words === "") return close();
    const url = new URL(root.dataset.url, location.href);
    url.searchParams.set("q", words);
    try {
      const response = await fetch(url, { headers: { Accept: "application/json" } });
      const answers = await response.json();
      if (response.status === 429) status.textContent = answers.sentence; // close() leaves it to be read
      if (!response.ok) throw new Error(response.statusText);
      if (question === asked && document.activeElement === input) show(answers);
    } catch {
      close(); // no suggestions, but the words can still be sent
    }
  }

  function mark(index) {
    active = (index + found.length) % found.length;
    [...list.children].forEach((item, at) => item.setAttribute("aria-selected", String(at === active)));
    input.setAttribute("aria-activedescendant", list.children[active].id);
    list.children[active].scrollIntoView({ block: "nearest" });
  }

  function choose(index) {
    asked += 1; // an answer still on its way must not open the list again
    clearTimeout(timer);
    input.value = found[index].label;
    if (chosen) chosen.value = found[index].id;
    close();
    input.dispatchEvent(new Event("change", { bubbles: true }));
  }

  input.addEventListener("input", () => {
    if (chosen) chosen.value = ""; // other words are not the chosen thing any more
    clearTimeout(timer);
    timer = setTimeout(ask, PAUSE);
  });
  input.addEventListener("keydown", (event) => {
    const open = !list.hidden;
    if (event.key === "ArrowDown" && !open) ask();
    else if (event.key === "ArrowDown") mark(active + 1);
    else if (event.key === "ArrowUp" && open) mark(active < 0 ? found.length - 1 : active - 1);
    else if (event.key === "Enter" && open && active >= 0) choose(active);
    else if (event.key === "Escape" && open) close();
    else return;
    event.preventDefault();
  });
  input.addEventListener("blur", close);
  // mousedown, because a click would come after the blur that closes the list
  list.addEventListener("mousedown", (event) => {
    event.preventDefault();
    const item = event.target.closest("[role=option]");
    if (item) choose([...list.children].indexOf(item));
  });
}
