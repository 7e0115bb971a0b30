// The rail at the left (at the bottom of a narrow page): the pages, and the theme at its end.

import { useApp } from "../app";
import { usePart, useValue } from "../lib/observable";
import { wasRefusedOfLate } from "../lib/ingest";
import type { Page, Theme } from "../lib/urlstate";
import { wornTheme } from "../theme";
import { ExploreIcon, HelpIcon, HomeIcon, IngestIcon, LogoIcon, QueryIcon, ThemeIcon } from "./icons";

const Pages: { page: Page; name: string; keys: string; icon: () => preact.JSX.Element }[] = [
    { page: "home", name: "Home", keys: "g h", icon: HomeIcon },
    { page: "explore", name: "Explore", keys: "g e", icon: ExploreIcon },
    { page: "query", name: "Query", keys: "g q", icon: QueryIcon },
    { page: "ingest", name: "Ingest", keys: "g i", icon: IngestIcon },
];

const NextTheme: Record<string, Theme> = { auto: "dark", dark: "light", light: "auto" };
const ThemeNames: Record<string, string> = { auto: "as the system", dark: "dark", light: "light" };

export function Rail() {
    const app = useApp();
    const current = usePart(app.view, (view) => view.page);
    useValue(app.themeCount);
    const theme = wornTheme();
    const isRefusing = usePart(app.status, wasRefusedOfLate);
    const plainClick = (event: MouseEvent) =>
        event.button === 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey;
    return (
        <nav class="rail" aria-label="Pages">
            <span class="rail-logo">
                <LogoIcon />
            </span>
            {Pages.map(({ page, name, keys, icon: PageIcon }) => (
                <a
                    key={page}
                    class="rail-link"
                    href={app.href({ page })}
                    title={
                        page === "ingest" && isRefusing
                            ? `${name}: something was refused in the last minutes`
                            : `${name} (${keys})`
                    }
                    aria-label={name}
                    aria-current={page === current ? "page" : undefined}
                    onClick={(event) => {
                        if (!plainClick(event)) return;
                        event.preventDefault();
                        app.go({ page });
                    }}
                >
                    <PageIcon />
                    {page === "ingest" && isRefusing && (
                        <span class="rail-mark dot dot-warn" data-testid="refused-mark" />
                    )}
                </a>
            ))}
            <span class="rail-space" />
            <button
                class="rail-link"
                type="button"
                title="Keyboard and help (?)"
                aria-label="Keyboard and help"
                onClick={() => app.helpOpen.set(true)}
            >
                <HelpIcon />
            </button>
            <button
                class="rail-link"
                type="button"
                data-testid="theme"
                title={`Theme: ${ThemeNames[theme]}`}
                aria-label={`Theme: ${ThemeNames[theme]}. Change`}
                onClick={() => app.chooseTheme(NextTheme[theme] ?? "auto")}
            >
                <ThemeIcon />
            </button>
        </nav>
    );
}
