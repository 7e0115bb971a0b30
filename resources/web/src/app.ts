// The page's state and its dealings with the server, handed to every component by context: the view
// (mirrored in the address), the catalog, the server's status, the connection and the refresh clock.

import { createContext } from "preact";
import { useContext } from "preact/hooks";

import { getCatalog, getLabelValues, isAbort, type Catalog, type Status } from "./lib/api";
import type { Filter } from "./lib/filters";
import { LiveConnection, type Connection, type Update } from "./lib/live";
import { Observable } from "./lib/observable";
import { RequestQueue } from "./lib/queue";
import {
    DefaultRange,
    resolveRange,
    sameRange,
    shiftRange,
    zoomOut,
    type Span,
    type TimeRange,
} from "./lib/timerange";
import {
    changedState,
    pagePath,
    parseState,
    stateSearch,
    type Theme,
    type ViewState,
} from "./lib/urlstate";
import { rememberTheme, wearTheme } from "./theme";

/** Without news the window still moves on this often. */
const SlideMs = 15000;
const CatalogEveryMs = 5000;
/** Where all data is younger than this, the page opens with this range. */
const YoungMs = 300000;
/** A hidden tab keeps its line this long, so that switching tabs for a moment costs nothing. */
const HiddenGraceMs = 10000;

export class App {
    readonly view: Observable<ViewState>;
    readonly catalog = new Observable<Catalog | undefined>(undefined);
    readonly catalogError = new Observable<string>("");
    readonly status = new Observable<Status | undefined>(undefined);
    readonly connection = new Observable<Connection>({ state: "connecting" });
    /** Counts up whenever charts should ask again. */
    readonly tick = new Observable(0);
    /** The newest live update, for figures that move between two queries. */
    readonly update = new Observable<Update | undefined>(undefined);
    readonly paletteOpen = new Observable(false);
    readonly helpOpen = new Observable(false);
    /** Changes with the theme: charts read their colours anew. */
    readonly themeCount = new Observable(0);
    /** How far the server's clock is ahead of the browser's; 0 below two seconds. */
    readonly skewMs = new Observable(0);
    readonly queue = new RequestQueue(4);

    private readonly live: LiveConnection;
    private readonly base: string;
    private startedMs = 0;
    private lastTickMs = 0;
    private lastQueryMs = 0;
    private newsSinceTick = false;
    private catalogAtMs = 0;
    private catalogBusy = false;
    private catalogTimer: number | undefined;
    private readonly zoomed: TimeRange[] = [];
    private serviceNames: Promise<Set<string>> | undefined;
    private serviceNamesOf = -1;

    constructor() {
        this.base = new URL(".", location.href).pathname;
        this.view = new Observable(parseState(location.pathname, location.search));
        this.live = new LiveConnection(
            {
                connection: (connection) => this.connectionChanged(connection),
                hello: (hello) => this.greeted(hello.started_ms, hello.now_ms),
                stats: (status) => this.reported(status),
                update: (update) => this.updated(update),
            },
            () => new EventSource("api/live"),
        );
    }

    start(): void {
        this.applyTheme();
        addEventListener("popstate", () => {
            this.view.set(parseState(location.pathname, location.search));
            this.applyTheme();
        });
        matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () =>
            this.themeChanged(),
        );
        let hiddenTimer: number | undefined;
        document.addEventListener("visibilitychange", () => {
            clearTimeout(hiddenTimer);
            if (document.hidden)
                hiddenTimer = window.setTimeout(() => this.live.stop(), HiddenGraceMs);
            else this.wake();
        });
        setInterval(() => this.beat(), 250);
        this.live.start();
        this.loadCatalog();
    }

    // --- the view and the address ---

    /** Changes the view; the address gets a new entry, or the current one changed with `replace`. */
    go(change: Partial<ViewState>, how: "push" | "replace" = "push"): void {
        const next = changedState(this.view.value, change);
        const address = this.addressOf(next);
        if (address === location.pathname + location.search) how = "replace";
        if (how === "push") history.pushState(null, "", address);
        else history.replaceState(null, "", address);
        this.view.set(next);
        if (change.theme !== undefined) this.applyTheme();
    }

    href(change: Partial<ViewState>): string {
        return this.addressOf(changedState(this.view.value, change));
    }

    private addressOf(state: ViewState): string {
        const path = state.page === "home" ? "" : pagePath(state.page);
        return this.base + path + stateSearch(state);
    }

    zoomTo(range: TimeRange): void {
        this.zoomed.push(this.view.value.range);
        this.go({ range });
    }

    /** Back to the range before the last zoom; without one, twice as much time. */
    zoomBack(): void {
        const range = this.zoomed.pop() ?? zoomOut(this.view.value.range, this.nowMs());
        if (!sameRange(range, this.view.value.range)) this.go({ range });
    }

    setRange(range: TimeRange): void {
        this.zoomed.length = 0;
        this.go({ range });
    }

    togglePause(): void {
        const paused = !this.view.value.paused;
        this.go({ paused }, "replace");
        if (!paused) this.refresh();
    }

    /** Back from a fixed range to the live one before the first zoom, or to the usual one. */
    goLive(): void {
        const { range } = this.view.value;
        this.setRange(
            range.kind === "relative"
                ? range
                : (this.zoomed.find(({ kind }) => kind === "relative") ?? DefaultRange),
        );
        if (this.view.value.paused) this.togglePause();
    }

    toggleLive(): void {
        if (this.view.value.range.kind === "fixed" && !this.view.value.paused) this.goLive();
        else this.togglePause();
    }

    shift(direction: -1 | 1): void {
        this.go({ range: shiftRange(this.view.value.range, direction, this.nowMs()) });
    }

    /** Opens a metric in the explorer, narrowed to the service it was picked from. */
    async openMetric(metric: string, service: string, view = ""): Promise<void> {
        const filters = await this.serviceFilters(service).catch(() => []);
        this.go({
            page: "explore",
            metric,
            filters,
            view,
            by: "",
            shown: { mode: "hide", ids: [] },
        });
    }

    chooseTheme(theme: Theme): void {
        rememberTheme(theme);
        this.go({ theme }, "replace");
    }

    private applyTheme(): void {
        if (wearTheme(this.view.value.theme)) this.themeChanged();
    }

    private themeChanged(): void {
        this.themeCount.set(this.themeCount.value + 1);
    }

    // --- time ---

    /** The server's clock. */
    nowMs(): number {
        return Date.now() + this.skewMs.value;
    }

    span(): Span {
        return resolveRange(this.view.value.range, this.nowMs());
    }

    /** True while charts follow the clock. */
    isFollowing(): boolean {
        return !this.view.value.paused && this.view.value.range.kind === "relative";
    }

    refresh(): void {
        this.lastTickMs = Date.now();
        this.newsSinceTick = false;
        this.tick.set(this.tick.value + 1);
    }

    /** Charts report how long their query took: a slow server is asked less often. */
    queryTook(ms: number): void {
        this.lastQueryMs = ms;
    }

    private refreshEveryMs(): number {
        const { refreshMs, page, range } = this.view.value;
        const width = range.kind === "relative" ? range.ms : 0;
        const automatic =
            page === "explore" || page === "query" ? Math.max(1000, width / 900) : Math.max(2000, width / 360);
        return Math.max(refreshMs || Math.min(60000, automatic), 2 * this.lastQueryMs);
    }

    private beat(): void {
        if (document.hidden || !this.isFollowing() || this.connection.value.state !== "open")
            return;
        const sinceMs = Date.now() - this.lastTickMs;
        if (
            sinceMs >=
            (this.newsSinceTick ? this.refreshEveryMs() : Math.max(SlideMs, this.refreshEveryMs()))
        )
            this.refresh();
    }

    // --- the server ---

    retryNow(): void {
        this.live.retryNow();
    }

    private wake(): void {
        this.live.start();
        if (this.isFollowing()) this.refresh();
        this.loadCatalog();
    }

    private connectionChanged(connection: Connection): void {
        const before = this.connection.value.state;
        this.connection.set(connection);
        if (connection.state !== "open" || before === "open") return;
        this.loadCatalog();
        if (!this.view.value.paused) this.refresh();
    }

    private greeted(startedMs: number, nowMs: number): void {
        this.skewMs.set(Math.abs(nowMs - Date.now()) > 2000 ? nowMs - Date.now() : 0);
        // Another process answers now: its page, its series ids and its data may all be others.
        if (this.startedMs !== 0 && this.startedMs !== startedMs) location.reload();
        this.startedMs = startedMs;
    }

    private reported(status: Status): void {
        // A server that has run for a minute would show half an hour of nothing and a dot.
        const isFirst = this.status.value === undefined;
        const isYoung = status.now_ms - status.oldest_ms < YoungMs;
        const query = new URLSearchParams(location.search);
        if (isFirst && isYoung && !query.has("range") && !query.has("from"))
            this.go({ range: { kind: "relative", ms: YoungMs } }, "replace");
        this.status.set(status);
    }

    private updated(update: Update): void {
        this.newsSinceTick = true;
        this.update.set(update);
        const known = this.catalog.value?.generation;
        const dueMs = known === update.generation ? CatalogEveryMs : 300;
        if (Date.now() - this.catalogAtMs >= dueMs) this.loadCatalog();
        else if (known !== update.generation && this.catalogTimer === undefined)
            this.catalogTimer = window.setTimeout(() => this.loadCatalog(), dueMs);
    }

    loadCatalog(): void {
        clearTimeout(this.catalogTimer);
        this.catalogTimer = undefined;
        if (this.catalogBusy) return;
        this.catalogBusy = true;
        this.catalogAtMs = Date.now();
        getCatalog()
            .then((catalog) => {
                this.catalog.set(catalog);
                this.catalogError.set("");
            })
            .catch((error: unknown) => {
                if (!isAbort(error))
                    this.catalogError.set(error instanceof Error ? error.message : String(error));
            })
            .finally(() => {
                this.catalogBusy = false;
            });
    }

    /** The condition that picks a service's series: it is named by the label service, else by job. */
    async serviceFilters(service: string): Promise<Filter[]> {
        const generation = this.catalog.value?.generation ?? 0;
        if (!this.serviceNames || this.serviceNamesOf !== generation) {
            this.serviceNamesOf = generation;
            this.serviceNames = getLabelValues("service", "", []).then((values) => new Set(values));
            this.serviceNames.catch(() => (this.serviceNames = undefined));
        }
        const names = await this.serviceNames;
        if (names.has(service)) return [{ label: "service", operator: "=", value: service }];
        if (service === "other") return [];
        return [{ label: "job", operator: "=", value: service }];
    }
}

export const AppContext = createContext<App | undefined>(undefined);

export function useApp(): App {
    const app = useContext(AppContext);
    if (!app) throw new Error("the page is drawn without its App");
    return app;
}
