import { useApp } from "../app";
import { usePart } from "../lib/observable";
import type { Page } from "../lib/urlstate";
import { SearchIcon } from "./icons";
import { LiveBadge } from "./LiveBadge";
import { RangePicker } from "./RangePicker";

const Titles: Record<Page, string> = {
    home: "Home",
    explore: "Explore",
    query: "Query",
    ingest: "Ingest",
};

export function TopBar() {
    const app = useApp();
    const page = usePart(app.view, (view) => view.page);
    return (
        <header class="topbar">
            <h1 class="page-title">{Titles[page]}</h1>
            <button
                class="control search"
                type="button"
                aria-label="Search metrics and actions"
                onClick={() => app.paletteOpen.set(true)}
            >
                <SearchIcon />
                <span class="search-hint">Search metrics, actions</span>
                <kbd class="wide-only">Ctrl K</kbd>
            </button>
            <span class="topbar-space" />
            <RangePicker />
            <LiveBadge />
        </header>
    );
}
