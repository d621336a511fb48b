/*
 * Search while one types: the page's own results are fetched and put in place. Arrows lead through them.
 * What was asked is kept in this tab only. Without it the form sends the words, and the page comes back.
 */
const PAUSE = 200; // milliseconds of rest before a question is sent
const KEPT = 5;
const KEY = "asked";

export function startSearch(root) {
  const input = root.querySelector("input[type=search]");
  const results = root.querySelector("#search-results");
  const status = root.querySelector("[role=status]");
  const recent = root.querySelector("#search-recent");
  let timer;
  let asked = 0; // answers may arrive out of order; only the newest counts

  const links = () => [...results.querySelectorAll(".search-hits a")];

  function say() {
    const count = links().length;
    const { none, one, many } = root.dataset;
    status.textContent = count === 0 ? none : count === 1 ? one : many.replace("{n}", count);
  }

  function address() {
    const url = new URL(input.form.action);
    url.searchParams.set("q", input.value.trim());
    return url;
  }

  async function ask() {
    const question = ++asked;
    const url = address();
    try {
      const response = await fetch(url);
      if (!response.ok || response.redirected) return; // signed out meanwhile: the form itself says so
      const page = new DOMParser().parseFromString(await response.text(), "text/html");
      const answer = page.querySelector("#search-results");
      if (!answer || question !== asked) return;
      results.replaceChildren(...answer.childNodes);
      history.replaceState(null, "", url);
      showRecent();
      if (input.value.trim()) say();
    } catch {
      // No results while the line is down; the words stay, and can still be sent.
    }
  }

  function remembered() {
    try {
      return JSON.parse(sessionStorage.getItem(KEY) ?? "[]");
    } catch {
      return [];
    }
  }

  function remember() {
    const words = input.value.trim();
    if (!words) return;
    try {
      sessionStorage.setItem(KEY, JSON.stringify([words, ...remembered().filter((one) => one !== words)].slice(0, KEPT)));
    } catch {
      // Storage can be closed; then nothing is kept.
    }
  }

  function showRecent() {
    const before = input.value.trim() ? [] : remembered();
    recent.hidden = before.length === 0;
    recent.querySelector("ul").replaceChildren(
      ...before.map((words) => {
        const item = document.createElement("li");
        const link = document.createElement("a");
        const url = new URL(input.form.action);
        url.searchParams.set("q", words);
        link.href = url;
        link.textContent = words;
        item.append(link);
        return item;
      }),
    );
  }

  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, PAUSE);
  });
  input.form.addEventListener("submit", remember);
  results.addEventListener("click", (event) => event.target.closest("a") && remember());
  root.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const stops = [input, ...links()];
    const here = stops.indexOf(document.activeElement);
    if (!step || here < 0) return;
    event.preventDefault();
    stops[Math.min(Math.max(here + step, 0), stops.length - 1)].focus();
  });
  showRecent();
  if (!input.value) input.focus();
}
