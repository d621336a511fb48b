/* What pages do beyond HTML. Every page works without it. */
import { startAutosave, startChoiceAutosave } from "./autosave.js";
import { startBatch } from "./batch.js";
import { startConditions } from "./conditions.js";
import { startKeys } from "./keys.js";
import { startNotes } from "./notes.js";
import { startOrder } from "./order.js";
import { startSearch } from "./search.js";
import { startTaps } from "./taps.js";
import { startTypeahead } from "./typeahead.js";

/** The theme switch in the footer: as the device, light or dark; kept on this device only. */
function startThemeSwitch(group) {
  const root = document.documentElement;
  const show = () => {
    for (const button of group.querySelectorAll("button")) {
      button.setAttribute("aria-pressed", String(button.value === (root.dataset.theme ?? "auto")));
    }
  };
  group.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    if (button.value === "auto") delete root.dataset.theme;
    else root.dataset.theme = button.value;
    try {
      localStorage.setItem("theme", button.value);
    } catch {
      // The choice then lasts as long as the page.
    }
    show();
  });
  show();
  group.hidden = false;
}

/** Menus close on Escape (the focus goes back to their summary) and when something else is clicked. */
function startMenus() {
  const close = (menu) => menu.removeAttribute("open");
  const open = () => [...document.querySelectorAll("details.menu[open]")];
  document.addEventListener("click", (event) => {
    open().filter((menu) => !menu.contains(event.target)).forEach(close);
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const menu of open()) {
      if (menu.contains(document.activeElement)) menu.querySelector("summary").focus();
      close(menu);
    }
  });
}

/** A second click on a slow line sends nothing twice; the server would drop it too. */
function startSingleSubmit() {
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.method !== "post") return;
    if (form.dataset.sent) event.preventDefault();
    else form.dataset.sent = "yes";
  });
  // A page that comes back from the history may be sent again.
  addEventListener("pageshow", () => {
    document.querySelectorAll("form[data-sent]").forEach((form) => delete form.dataset.sent);
  });
}

/** Where styles and scripts are not bundled there is no htmx: what would ask again by itself is loaded with its page. */
function startAskingAgain() {
  if (!window.htmx && document.querySelector('[hx-trigger^="every"]')) setTimeout(() => location.reload(), 4000);
}

startMenus();
startSingleSubmit();
startAskingAgain();
document.querySelectorAll(".theme-switch").forEach(startThemeSwitch);
document.querySelectorAll(".batch-bar").forEach(startBatch);
document.querySelectorAll("dialog.shortcuts").forEach(startKeys);
document.querySelectorAll("[data-live-search]").forEach(startSearch);
document.querySelectorAll(".typeahead").forEach(startTypeahead);
document.querySelectorAll("[data-notes]").forEach(startNotes);
[...document.querySelectorAll("textarea[data-autosave], input[type=text][data-autosave]")].filter((field) => !field.closest("[data-notes]")).forEach(startAutosave);
document.querySelectorAll("fieldset[data-autosave]").forEach(startChoiceAutosave);
document.querySelectorAll(".taps").forEach(startTaps);
document.querySelectorAll("[data-order-list]").forEach(startOrder);
startConditions(document.querySelectorAll(".conditional"));
document.querySelector(".refusal, .error-summary")?.focus();
