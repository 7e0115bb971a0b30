// Everything the user chose, and its spelling in the address. Defaults are not written; whatever
// cannot be read falls back to its default, so that an old or mistyped link still opens.

import { filterText, parseFilter, type Filter } from "./filters";
import { DefaultRange, durationText, fixedRange, parseDuration, type TimeRange } from "./timerange";
import type { Zone } from "./zone";

export type Page = "home" | "explore" | "query" | "ingest";
export type Tab = "chart" | "table";
export type Theme = "auto" | "light" | "dark";
export type Shown = { mode: "hide" | "only"; ids: string[] };

export interface ViewState {
    page: Page;
    range: TimeRange;
    zone: Zone;
    theme: Theme;
    /** Milliseconds between refreshes; 0 is automatic. */
    refreshMs: number;
    paused: boolean;
    metric: string;
    /** The function applied; empty is the one that fits the kind. */
    view: string;
    /** A label to add series up by; empty shows each series. */
    by: string;
    filters: Filter[];
    shown: Shown;
    /** The PromQL of the page Query, and how its answer is shown. */
    query: string;
    tab: Tab;
}

export const Defaults: ViewState = {
    page: "home",
    range: DefaultRange,
    zone: "local",
    theme: "auto",
    refreshMs: 0,
    paused: false,
    metric: "",
    view: "",
    by: "",
    filters: [],
    shown: { mode: "hide", ids: [] },
    query: "",
    tab: "chart",
};

export const RefreshChoices = [0, 1000, 2000, 5000, 10000, 30000, 60000];

function readRange(query: URLSearchParams): TimeRange {
    const from = Date.parse(query.get("from") ?? "");
    const to = Date.parse(query.get("to") ?? "");
    if (!Number.isNaN(from) && !Number.isNaN(to)) return fixedRange(from, to);
    const ms = parseDuration(query.get("range") ?? "");
    return ms === undefined ? DefaultRange : { kind: "relative", ms };
}

function readShown(query: URLSearchParams): Shown {
    const only = query.get("only");
    const ids = (only ?? query.get("hide") ?? "").split(".").filter(Boolean);
    return { mode: only ? "only" : "hide", ids };
}

// Not "ingest", which is where samples are posted to, and not "query", which is InfluxDB's.
const Paths: Record<Page, string> = {
    home: "./",
    explore: "explore",
    query: "promql",
    ingest: "ingest-status",
};
const PageNames = Object.keys(Paths) as Page[];

function pageOf(path: string): Page {
    const last = path.replace(/\/$/, "").split("/").pop();
    return PageNames.find((page) => Paths[page] === last) ?? "home";
}

export function parseState(path: string, search: string): ViewState {
    const query = new URLSearchParams(search);
    const theme = query.get("theme");
    const refresh = parseDuration(query.get("refresh") ?? "") ?? 0;
    return {
        page: pageOf(path),
        range: readRange(query),
        zone: query.get("tz") === "utc" ? "utc" : "local",
        theme: theme === "light" || theme === "dark" ? theme : "auto",
        refreshMs: RefreshChoices.includes(refresh) ? refresh : 0,
        paused: query.get("live") === "off",
        metric: query.get("metric") ?? "",
        view: query.get("view") ?? "",
        by: query.get("by") ?? "",
        filters: query
            .getAll("f")
            .map(parseFilter)
            .filter((filter) => filter !== undefined),
        shown: readShown(query),
        query: query.get("q") ?? "",
        tab: query.get("tab") === "table" ? "table" : "chart",
    };
}

/** The state after a change. What is hidden in the legend of one page means nothing on another. */
export function changedState(state: ViewState, change: Partial<ViewState>): ViewState {
    const next = { ...state, ...change };
    const leaves = next.page !== state.page && [next.page, state.page].includes("query");
    return leaves && !change.shown ? { ...next, shown: Defaults.shown } : next;
}

/** The query string (with "?", or empty) of a state. */
export function stateSearch(state: ViewState): string {
    const query = new URLSearchParams();
    const explore = state.page === "explore";
    if (explore && state.metric) query.set("metric", state.metric);
    if (explore && state.view) query.set("view", state.view);
    if (explore && state.by) query.set("by", state.by);
    if (explore) for (const filter of state.filters) query.append("f", filterText(filter));
    const asks = state.page === "query";
    if (asks && state.query) query.set("q", state.query);
    if (asks && state.tab !== "chart") query.set("tab", state.tab);
    if (state.range.kind === "fixed") {
        query.set("from", new Date(state.range.fromMs).toISOString());
        query.set("to", new Date(state.range.toMs).toISOString());
    } else if (state.range.ms !== (DefaultRange as { ms: number }).ms) {
        query.set("range", durationText(state.range.ms));
    }
    if (state.zone !== "local") query.set("tz", state.zone);
    if (state.theme !== "auto") query.set("theme", state.theme);
    if (state.refreshMs) query.set("refresh", durationText(state.refreshMs));
    if (state.paused) query.set("live", "off");
    if ((explore || asks) && state.shown.ids.length > 0)
        query.set(state.shown.mode, state.shown.ids.join("."));
    const text = query.toString();
    return text ? `?${text}` : "";
}

export function pagePath(page: Page): string {
    return Paths[page];
}
