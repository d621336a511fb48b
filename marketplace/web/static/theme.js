/* Runs before paint, in the head: the theme that the person chose on this device, if any. */
(() => {
  try {
    const chosen = localStorage.getItem("theme");
    if (chosen === "light" || chosen === "dark") {
      document.documentElement.dataset.theme = chosen;
    }
  } catch {
    // Storage can be closed; then the device decides.
  }
})();
