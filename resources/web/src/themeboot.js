// Runs before the first paint: the theme of the address, else the one chosen last, else the system's.
(function () {
    var chosen = new URLSearchParams(location.search).get("theme");
    try {
        chosen = chosen || localStorage.getItem("tinyobs.theme");
    } catch {
        // Storage may be forbidden; the address and the system still decide.
    }
    document.documentElement.dataset.theme =
        chosen === "light" || chosen === "dark" ? chosen : "auto";
})();
