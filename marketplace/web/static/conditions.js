/*
 * Questions that depend on an earlier answer (data-if names its field, data-is the answer) show when it is given.
 * Without this script all of them show, each with the words that say when to answer it; the server decides anyway.
 */
export function startConditions(parts) {
  if (!parts.length) return;

  const answers = (name) =>
    [...document.getElementsByName(name)]
      .filter((input) => input.checked && !input.closest(".conditional")?.hidden)
      .map((input) => input.value);

  function show() {
    // In the order of the page, so that what hangs on a hidden question is hidden too.
    for (const part of parts) part.hidden = !answers(part.dataset.if).includes(part.dataset.is);
  }

  for (const part of parts) part.querySelector(".only-if").hidden = true;
  document.addEventListener("change", show);
  show();
}
