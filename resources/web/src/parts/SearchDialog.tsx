// The search of the whole program (Ctrl K): metrics of every service, pages and actions.

import { useEffect, useMemo, useRef, useState } from "preact/hooks";

import { useApp, type App } from "../app";
import { families } from "../lib/families";
import { fuzzyFilter } from "../lib/fuzzy";
import { useValue } from "../lib/observable";
import type { Catalog } from "../lib/api";
import { Dialog } from "./Dialog";
import { Shortcuts } from "./shortcuts";

interface Entry {
    text: string;
    detail: string;
    run: (app: App) => void;
}

const MostShown = 12;

function entriesOf(catalog: Catalog | undefined): Entry[] {
    const actions = Shortcuts.filter(({ keys }) => keys[0] !== "/").map(({ words, keys, run }) => ({
        text: words,
        detail: keys.join(" "),
        run,
    }));
    const metrics = (catalog?.services ?? []).flatMap((service) =>
        families(service.metrics).map((family) => ({
            text: family.name,
            detail: service.name,
            run: (app: App) => void app.openMetric(family.name, service.name),
        })),
    );
    return [...actions, ...metrics];
}

function SearchBox({ onClose }: { onClose: () => void }) {
    const app = useApp();
    const catalog = useValue(app.catalog);
    const [pattern, setPattern] = useState("");
    const [chosen, setChosen] = useState(0);
    const list = useRef<HTMLUListElement>(null);
    const entries = useMemo(() => entriesOf(catalog), [catalog]);
    const found = useMemo(
        () =>
            fuzzyFilter(entries, pattern, (entry) => `${entry.text} ${entry.detail}`).slice(
                0,
                MostShown,
            ),
        [entries, pattern],
    );
    useEffect(() => {
        list.current?.children[chosen]?.scrollIntoView({ block: "nearest" });
    }, [chosen]);

    const take = (entry: Entry | undefined) => {
        if (!entry) return;
        onClose();
        entry.run(app);
    };
    const keyed = (event: KeyboardEvent) => {
        if (event.key === "ArrowDown") setChosen(Math.min(found.length - 1, chosen + 1));
        else if (event.key === "ArrowUp") setChosen(Math.max(0, chosen - 1));
        else if (event.key === "Enter") take(found[chosen]);
        else return;
        event.preventDefault();
    };
    return (
        <>
            <input
                class="field search-field"
                placeholder="Search metrics, actions"
                aria-label="Search metrics and actions"
                role="combobox"
                aria-expanded="true"
                aria-controls="search-found"
                aria-activedescendant={found[chosen] ? `search-${chosen}` : undefined}
                autocomplete="off"
                spellcheck={false}
                autofocus
                value={pattern}
                onKeyDown={keyed}
                onInput={(event) => {
                    setPattern(event.currentTarget.value);
                    setChosen(0);
                }}
            />
            <ul class="search-found" id="search-found" role="listbox" aria-label="Found" ref={list}>
                {found.map((entry, index) => (
                    <li
                        key={`${entry.text}\u0000${entry.detail}`}
                        id={`search-${index}`}
                        class="search-entry"
                        role="option"
                        aria-selected={index === chosen}
                        onPointerMove={() => setChosen(index)}
                        onClick={() => take(entry)}
                    >
                        <span class="search-text">{entry.text}</span>
                        <span class="secondary">{entry.detail}</span>
                    </li>
                ))}
            </ul>
            {found.length === 0 && <p class="search-none">Nothing is named like that.</p>}
        </>
    );
}

export function SearchDialog() {
    const app = useApp();
    if (!useValue(app.paletteOpen)) return null;
    const close = () => app.paletteOpen.set(false);
    return (
        <Dialog label="Search" class="search-dialog" onClose={close}>
            <SearchBox onClose={close} />
        </Dialog>
    );
}
