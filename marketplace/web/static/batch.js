/* A bar for the chosen lines of a list: how many there are, and all at once. The boxes work without it. */
export function startBatch(bar) {
  const boxes = [...document.querySelectorAll(`[data-choose][form="${bar.id}"]`)];
  const label = bar.querySelector("[data-choose-all]");
  const all = label.querySelector("input");
  const words = bar.querySelector("[data-chosen]");
  const before = words.textContent;

  function show() {
    const count = boxes.filter((box) => box.checked).length;
    words.textContent = count ? words.dataset.chosen.replace("{count}", count) : before;
    all.checked = count === boxes.length;
    all.indeterminate = count > 0 && count < boxes.length;
  }

  all.addEventListener("change", () => {
    boxes.forEach((box) => (box.checked = all.checked));
    show();
  });
  boxes.forEach((box) => box.addEventListener("change", show));
  label.hidden = !boxes.length;
  show();
}
