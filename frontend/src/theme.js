// Runs before the page is painted, so that the chosen theme never flashes.
(function () {
  try {
    var theme = localStorage.getItem("theme");
    if (theme === "light" || theme === "dark") document.documentElement.dataset.bsTheme = theme;
  } catch {
    // Storage is closed to us: the system's theme it is.
  }
  document.documentElement.classList.add("js");
})();
