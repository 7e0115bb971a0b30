import {
    changedState,
    Defaults,
    pagePath,
    parseState,
    stateSearch,
    type ViewState,
} from "../../../resources/web/src/lib/urlstate";

const states: [string, Partial<ViewState>][] = [
    ["the home page as it comes", {}],
    ["what comes in", { page: "ingest", theme: "dark" }],
    ["a relative range", { range: { kind: "relative", ms: 3600000 } }],
    ["a fixed range", { range: { kind: "fixed", fromMs: 1795341600000, toMs: 1795345200123 } }],
    [
        "theme, zone, refresh and pause",
        { theme: "dark", zone: "utc", refreshMs: 5000, paused: true },
    ],
    [
        "a metric with its function and grouping",
        { page: "explore", metric: "http_requests_total", view: "rate", by: "route" },
    ],
    ["a grouping of everything", { page: "explore", metric: "up", by: "*" }],
    [
        "conditions with every operator and hard values",
        {
            page: "explore",
            metric: "m",
            filters: [
                { label: "route", operator: "=", value: "/checkout?a=b&c=d" },
                { label: "status", operator: "!=", value: "" },
                { label: "status", operator: "=~", value: "5.." },
                { label: "name", operator: "!~", value: "<img src=x onerror=alert(1)>+%20ä" },
            ],
        },
    ],
    [
        "hidden series",
        { page: "explore", metric: "m", shown: { mode: "hide", ids: ["abc", "1z2"] } },
    ],
    ["an isolated series", { page: "explore", metric: "m", shown: { mode: "only", ids: ["abc"] } }],
];

describe("the address keeps", () => {
    it.each(states)("%s", (_name, change) => {
        const state = { ...Defaults, ...change };
        expect(parseState(`/${pagePath(state.page)}`, stateSearch(state))).toEqual(state);
    });
});

it("writes no defaults", () => {
    expect(stateSearch(Defaults)).toBe("");
    expect(stateSearch({ ...Defaults, page: "explore" })).toBe("");
});

it("reads the page behind a path prefix", () => {
    expect(parseState("/tools/tinyobs/explore", "").page).toBe("explore");
    expect(parseState("/tools/tinyobs/promql", "").page).toBe("query");
    expect(parseState("/tools/tinyobs/ingest-status", "").page).toBe("ingest");
    expect(parseState("/tools/tinyobs/", "").page).toBe("home");
});

it.each([
    "?range=soon",
    "?from=x&to=y",
    "?theme=pink&tz=mars",
    "?refresh=17s",
    "?f=&f=%3D&f=a",
    "?hide=..",
    "?range=0s",
])("falls back on %s", (search) => {
    expect(parseState("/", search)).toEqual(Defaults);
});

it.each(["chart", "table"] as const)("keeps the query and its %s to the letter", (tab) => {
    const query = 'sum by (job) (rate(x{path=~"/a&b.*"}[5m]))\n  + 1 # why?';
    const search = stateSearch({ ...Defaults, page: "query", query, tab });
    const read = parseState(`/${pagePath("query")}`, search);
    expect([read.query, read.tab]).toEqual([query, tab]);
    expect(stateSearch({ ...read, page: "home" })).toBe("");
});

it("does not carry what one legend hides to the page Query", () => {
    const shown = { mode: "only" as const, ids: ["a"] };
    const explore = { ...Defaults, page: "explore" as const, shown };
    expect(changedState(explore, { page: "query" }).shown).toEqual(Defaults.shown);
    expect(changedState(explore, { page: "home" }).shown).toEqual(shown);
    expect(changedState(explore, { range: { kind: "relative", ms: 60000 } }).shown).toEqual(shown);
});
