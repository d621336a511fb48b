/*
 * Single keys: / leads to the search, ? lists the keys, g and a letter go to a place, j and k go from row
 * to row, e makes the first move of the row, x chooses it, s snoozes what is chosen, u takes the last step back.
 * They can be switched off in that list (WCAG 2.1.4), on this device, and never act while one types.
 */
const KEY = "keys";
const ROWS = "main :is(.data-table tbody tr, .inbox-row, .search-hits li)";
const SOON = 1500; // milliseconds in which the letter after g counts

export function startKeys(dialog) {
  const toggle = dialog.querySelector("[data-switch]");
  const places = new Map([...dialog.querySelectorAll("a[data-go]")].map((link) => [link.dataset.go, link]));
  let leading = 0; // when g was pressed

  const stored = () => {
    try {
      return localStorage.getItem(KEY) !== "off";
    } catch {
      return true;
    }
  };
  let on = stored();

  function show() {
    toggle.checked = on;
    dialog.querySelector("[data-off]").hidden = on;
  }

  function open() {
    if (!dialog.open) dialog.showModal();
  }

  const typing = (target) => target.closest("input:not([data-choose]), textarea, select, [contenteditable]");

  function act(key) {
    if (key === "?") open();
    else if (key === "/") search();
    else if (key === "g") leading = Date.now();
    else return goTo(key) || walk(key) || choose(key);
    return true;
  }

  function choose(key) {
    if (key === "u") return press(document.querySelector("[data-undo] button"));
    const box = document.activeElement?.closest(".inbox-row")?.querySelector("[data-choose]");
    if (key === "x") return press(box);
    const button = document.querySelector(`[data-key="${CSS.escape(key)}"]`);
    if (!button) return false;
    if (box && !document.querySelector("[data-choose]:checked")) box.click();
    return press(document.querySelector("[data-choose]:checked") && button);
  }

  function press(what) {
    what?.click();
    return Boolean(what);
  }

  function walk(key) {
    const rows = [...document.querySelectorAll(ROWS)].filter((row) => row.querySelector("a[href], button"));
    const here = rows.findIndex((row) => row.contains(document.activeElement));
    const step = { j: 1, k: -1 }[key];
    if (step && rows.length) {
      const next = here < 0 ? 0 : Math.min(Math.max(here + step, 0), rows.length - 1);
      rows[next].querySelector("a[href], button").focus();
      return true;
    }
    const move = key === "e" && here >= 0 && rows[here].querySelector(".actions :is(a.button, button)");
    if (move) move.click();
    return Boolean(move);
  }

  function search() {
    const boxes = [...document.querySelectorAll("main .search-box input, .hall .search-box input")];
    const box = boxes.filter((one) => one.offsetParent).pop();
    if (!box) return dialog.querySelector("a[data-search]")?.click();
    box.focus();
    box.select();
  }

  function goTo(key) {
    const link = Date.now() - leading < SOON && places.get(key);
    leading = 0;
    if (link) link.click();
    return Boolean(link);
  }

  document.addEventListener("keydown", (event) => {
    if (!on || event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.isComposing || dialog.open || typing(event.target)) return;
    if (act(event.key)) event.preventDefault();
  });
  toggle.addEventListener("change", () => {
    on = toggle.checked;
    try {
      localStorage.setItem(KEY, on ? "on" : "off");
    } catch {
      // The choice then lasts as long as the page.
    }
    show();
  });
  const choices = document.querySelector("[data-choose], [data-undo]");
  dialog.querySelectorAll("[data-with-choices]").forEach((line) => (line.hidden = !choices));
  document.querySelectorAll("[data-keys]").forEach((button) => {
    button.hidden = false;
    button.addEventListener("click", open);
  });
  dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
  show();
}
