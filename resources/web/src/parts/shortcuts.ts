// The keyboard of the page, one row for each shortcut; the help lists the same rows. Letters do
// nothing inside a text field.

import type { App } from "../app";

export interface Shortcut {
    keys: string[];
    words: string;
    run: (app: App) => void;
}

export const Shortcuts: Shortcut[] = [
    { keys: ["?"], words: "This help", run: (app) => app.helpOpen.set(!app.helpOpen.value) },
    { keys: ["/"], words: "Search metrics and actions (also Ctrl K)", run: focusSearch },
    { keys: ["g", "h"], words: "Home", run: (app) => app.go({ page: "home" }) },
    { keys: ["g", "e"], words: "Explore", run: (app) => app.go({ page: "explore" }) },
    { keys: ["g", "q"], words: "Query (PromQL)", run: (app) => app.go({ page: "query" }) },
    { keys: ["g", "i"], words: "Ingest", run: (app) => app.go({ page: "ingest" }) },
    { keys: ["l"], words: "Live or paused", run: (app) => app.toggleLive() },
    { keys: ["r"], words: "Refresh now", run: (app) => app.refresh() },
    { keys: ["t", "z"], words: "Zoom out", run: (app) => app.zoomBack() },
    { keys: ["t", "ArrowLeft"], words: "Half a range back", run: (app) => app.shift(-1) },
    { keys: ["t", "ArrowRight"], words: "Half a range on", run: (app) => app.shift(1) },
];

const SequenceMs = 1200;

function focusSearch(app: App): void {
    const field = document.querySelector<HTMLInputElement>("[data-search]");
    if (field) field.focus();
    else app.paletteOpen.set(true);
}

/** The element itself, also inside the editor, whose tree the page does not see into. */
function isTyping(event: KeyboardEvent): boolean {
    const target = event.composedPath()[0];
    return (
        target instanceof HTMLElement &&
        (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName))
    );
}

/** Listens until the returned function is called. */
export function listenForShortcuts(app: App): () => void {
    let prefix = "";
    let prefixAtMs = 0;
    const keyed = (event: KeyboardEvent) => {
        if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") {
            event.preventDefault();
            app.paletteOpen.set(true);
            return;
        }
        if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event)) return;
        if (app.paletteOpen.value) return;
        const begun = Date.now() - prefixAtMs < SequenceMs ? prefix : "";
        const wanted = begun ? [begun, event.key] : [event.key];
        const found = Shortcuts.find(({ keys }) => keys.join(" ") === wanted.join(" "));
        prefix =
            !found && Shortcuts.some(({ keys }) => keys.length > 1 && keys[0] === event.key)
                ? event.key
                : "";
        prefixAtMs = Date.now();
        if (!found) return;
        event.preventDefault();
        found.run(app);
    };
    addEventListener("keydown", keyed);
    return () => removeEventListener("keydown", keyed);
}
