/* What pages do beyond HTML. Every page works without it. */
import { startAutosave } from "./autosave.js";
import { startKeys } from "./keys.js";
import { startSearch } from "./search.js";
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

startMenus();
startSingleSubmit();
document.querySelectorAll(".theme-switch").forEach(startThemeSwitch);
document.querySelectorAll("dialog.shortcuts").forEach(startKeys);
document.querySelectorAll("[data-live-search]").forEach(startSearch);
document.querySelectorAll(".typeahead").forEach(startTypeahead);
document.querySelectorAll("textarea[data-autosave]").forEach(startAutosave);
document.querySelector(".refusal, .error-summary")?.focus();
