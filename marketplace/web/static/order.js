/*
 * Lines to put in order (data-order-list): up and down move them on the page at once, and the handle drags them.
 * Without this script the same buttons send the form, and the server moves the line and saves.
 */
export function startOrder(part) {
  const list = part.querySelector("ol");
  const order = part.querySelector('input[name="order"]');
  const status = part.querySelector("[data-says]");
  const rows = () => [...list.children];

  function changed(row) {
    order.value = rows().map((one) => one.dataset.id).join(" ");
    part.querySelector(".unsaved").hidden = false;
    const words = { name: row.querySelector(".name").textContent.trim(), place: rows().indexOf(row) + 1, all: rows().length };
    status.textContent = status.dataset.says.replace(/\{(\w+)\}/g, (_all, name) => words[name]);
  }

  list.addEventListener("click", (event) => {
    const button = event.target.closest('button[name="up"], button[name="down"]');
    if (!button) return;
    event.preventDefault();
    const row = button.closest("li");
    if (button.name === "up") row.previousElementSibling?.before(row);
    else row.nextElementSibling?.after(row);
    button.focus(); // it moved with its line
    changed(row);
  });

  list.addEventListener("change", () => {
    part.querySelector(".unsaved").hidden = false;
  });

  let dragged = null;

  for (const row of rows()) {
    const grip = row.querySelector(".grip");
    grip.hidden = false;
    grip.addEventListener("pointerdown", (event) => {
      dragged = row;
      row.classList.add("dragged");
      event.preventDefault();
    });
  }

  // On the document: a line that changes its place loses the pointer.
  document.addEventListener("pointermove", (event) => {
    const other = dragged && rows().find((one) => one !== dragged && over(one, event.clientY));
    if (!other) return;
    const down = dragged.compareDocumentPosition(other) & Node.DOCUMENT_POSITION_FOLLOWING;
    other[down ? "after" : "before"](dragged);
  });
  for (const name of ["pointerup", "pointercancel"]) {
    document.addEventListener(name, () => {
      if (!dragged) return;
      dragged.classList.remove("dragged");
      changed(dragged);
      dragged = null;
    });
  }
}

/** Whether a height lies within the middle half of a line: near its edge two lines would change places forever. */
function over(row, y) {
  const box = row.getBoundingClientRect();
  return y > box.top + box.height / 4 && y < box.bottom - box.height / 4;
}
