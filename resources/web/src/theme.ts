// Which theme the page wears: the address's (a link shows what its sender saw), else the one chosen
// last in this browser, else the system's. themeboot.js decides the same before the first paint.

import type { Theme } from "./lib/urlstate";

const Key = "tinyobs.theme";

function stored(): Theme {
    try {
        const theme = localStorage.getItem(Key);
        return theme === "light" || theme === "dark" ? theme : "auto";
    } catch {
        return "auto";
    }
}

/** Remembers the choice; without storage it lives in the address alone. */
export function rememberTheme(theme: Theme): void {
    try {
        localStorage.setItem(Key, theme);
    } catch {
        // Forbidden by the browser's settings: nothing to do about it.
    }
}

export function wornTheme(): Theme {
    const theme = document.documentElement.dataset.theme;
    return theme === "light" || theme === "dark" ? theme : "auto";
}

/** Puts the theme on; false when it was worn already. */
export function wearTheme(fromAddress: Theme): boolean {
    const theme = fromAddress === "auto" ? stored() : fromAddress;
    if (theme === wornTheme()) return false;
    document.documentElement.dataset.theme = theme;
    return true;
}
