import type {
    CatalogMetric,
    Kind,
    RangeResult,
    RangeSeries,
} from "../../../resources/web/src/lib/api";
import { families, findFamily } from "../../../resources/web/src/lib/families";
import { filterParameter, parseFilter } from "../../../resources/web/src/lib/filters";
import { topLines, viewOf, viewsOf } from "../../../resources/web/src/lib/views";

const metric = (name: string, kind: Kind, labels: string[] = []): CatalogMetric => ({
    name,
    kind,
    unit: "",
    help: "",
    series: 2,
    last_seen_ms: 1,
    labels,
});
const histogram = ["bucket", "sum", "count"].map((part) =>
    metric(`d_seconds_${part}`, "histogram", ["route", ...(part === "bucket" ? ["le"] : [])]),
);
const result = (...series: RangeSeries[]): RangeResult => ({
    metric: "m",
    agg: "rate",
    start_ms: 0,
    end_ms: 0,
    step_ms: 1000,
    total_series: series.length,
    samples_read: 0,
    series,
    warnings: [],
});

it("shows the parts of a histogram as one metric", () => {
    const [family, ...others] = families([...histogram, metric("up", "gauge")]);
    expect(family).toMatchObject({
        name: "d_seconds",
        kind: "histogram",
        series: 6,
        labels: ["route"],
    });
    expect(others.map(({ name }) => name)).toEqual(["up"]);
});

it("leaves a lone _sum or _count alone, as a counter", () => {
    expect(families([metric("x_count", "histogram")])).toMatchObject([
        { name: "x_count", kind: "counter" },
    ]);
});

it("shows a native histogram as its observations per second", () => {
    const [family] = families([metric("rpc_duration", "histogram", ["route"])]);
    expect(family).toMatchObject({ kind: "histogram", parts: { count: "rpc_duration" } });
    expect(viewsOf(family!).map(({ id, words, queries }) => ({ id, words, queries }))).toEqual([
        {
            id: "rate",
            words: "observations per second",
            queries: [{ metric: "rpc_duration", agg: "rate" }],
        },
    ]);
});

it("finds a family by the name of a part, in the named service first", () => {
    const services = ["a", "b"].map((name) => ({
        name,
        internal: false,
        series: 0,
        last_seen_ms: 0,
        metrics: name === "b" ? histogram : [metric("d_seconds", "gauge")],
    }));
    expect(findFamily(services, "d_seconds_bucket")?.kind).toBe("histogram");
    expect(findFamily(services, "d_seconds", "b")?.kind).toBe("histogram");
    expect(findFamily(services, "d_seconds", "a")?.kind).toBe("gauge");
    expect(findFamily(services, "nothing")).toBeUndefined();
});

describe("the first view of", () => {
    it.each([
        ["a counter is its rate", [metric("x_total", "counter")], "rate"],
        ["a gauge is its last value", [metric("x", "gauge")], "last"],
        ["a histogram is its 95th percentile", histogram, "p95"],
    ])("%s", (_name, metrics, id) => expect(viewsOf(families(metrics)[0]!)[0]!.id).toBe(id));
});

it("falls back to the first view when the address names another", () => {
    expect(viewOf(families([metric("x", "gauge")])[0]!, "p95").id).toBe("last");
});

it("adds counters up by a label, averages gauges", () => {
    const series: RangeSeries[] = [
        { id: 1, labels: { route: "/", pod: "a" }, points: [[1, 2]] },
        { id: 2, labels: { route: "/", pod: "b" }, points: [[1, 4]] },
        { id: 3, labels: { route: "/x" }, points: [[1, 9]] },
    ];
    const counter = viewOf(families([metric("x_total", "counter")])[0]!, "rate");
    expect(counter.build([result(...series)], "route")).toEqual([
        { labels: { route: "/" }, points: [[1, 6]] },
        { labels: { route: "/x" }, points: [[1, 9]] },
    ]);
    const gauge = viewOf(families([metric("x", "gauge")])[0]!, "avg");
    expect(gauge.build([result(...series)], "*")).toEqual([{ labels: {}, points: [[1, 5]] }]);
});

it("computes percentiles apart for each label set", () => {
    const bucket = (le: string, route: string, rate: number): RangeSeries => ({
        id: 0,
        labels: { le, route },
        points: [[1, rate]],
    });
    const view = viewOf(families(histogram)[0]!, "p50");
    const answer = result(
        bucket("1", "/", 10),
        bucket("+Inf", "/", 10),
        bucket("1", "/x", 0),
        bucket("3", "/x", 4),
        bucket("+Inf", "/x", 4),
    );
    expect(view.build([answer], "")).toEqual([
        { labels: { route: "/" }, points: [[1, 0.5]] },
        { labels: { route: "/x" }, points: [[1, 2]] },
    ]);
});

it("keeps the largest lines in their order and says how many are left", () => {
    const lines = [1, 9, 3, 7].map((value) => ({
        labels: { n: String(value) },
        points: [[1, value]] as [number, number][],
    }));
    const { lines: kept, left } = topLines(lines, 2);
    expect([kept.map(({ labels }) => labels.n), left]).toEqual([["9", "7"], 2]);
});

describe("a condition", () => {
    it.each([
        ["route=/checkout", ["route", "/checkout"]],
        ['status != "500"', ["status!", "500"]],
        ["status=~5..", ["status~", "5.."]],
        ["status!~5..", ["status!~", "5.."]],
        ["start=x", ["label.start", "x"]],
        ["a==b", ["a", "=b"]],
    ])("%s becomes a parameter", (text, pair) =>
        expect(filterParameter(parseFilter(text)!)).toEqual(pair),
    );
    it.each(["", "=x", "my label=x", "route", "1a=b"])("'%s' is none", (text) =>
        expect(parseFilter(text)).toBeUndefined(),
    );
});
