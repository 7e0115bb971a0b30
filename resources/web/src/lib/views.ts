// How a metric is shown: which functions fit its kind, what each asks the server for, and how the
// answers become the lines of a chart. One row for each function.

import type { RangeResult, RangeSeries } from "./api";
import type { Family } from "./families";
import { quantileSeries } from "./histogram";
import { identity, type Labels } from "./labels";
import { combine, divide, type Combine, type Point } from "./series";
import { perSecond, unitOf, type Unit } from "./units";

export interface Line {
    labels: Labels;
    points: Point[];
}

export interface ViewPlan {
    id: string;
    /** On the button. */
    name: string;
    /** In the subtitle: "rate per second". */
    words: string;
    unit: Unit;
    queries: { metric: string; agg: string }[];
    /** Lines from the answers, grouped by one label, by all ("*") or not at all (""). */
    build(results: RangeResult[], by: string): Line[];
    /** How lines are added up when grouped. */
    how: Combine;
    zeroBased: boolean;
}

function without(labels: Labels, dropped: string): Labels {
    return Object.fromEntries(Object.entries(labels).filter(([name]) => name !== dropped));
}

function groupKey(labels: Labels, by: string): Labels {
    if (by === "*") return {};
    return by === "" ? labels : labels[by] === undefined ? {} : { [by]: labels[by] };
}

function grouped<T extends { labels: Labels }>(
    series: T[],
    by: string,
): { labels: Labels; members: T[] }[] {
    const groups = new Map<string, { labels: Labels; members: T[] }>();
    for (const entry of series) {
        const labels = groupKey(entry.labels, by);
        const key = identity(labels);
        const group = groups.get(key) ?? { labels, members: [] };
        group.members.push(entry);
        groups.set(key, group);
    }
    return [...groups.values()];
}

function lines(series: RangeSeries[], by: string, how: Combine): Line[] {
    if (by === "") return series.map(({ labels, points }) => ({ labels, points }));
    return grouped(series, by).map(({ labels, members }) => ({
        labels,
        points:
            members.length === 1
                ? members[0]!.points
                : combine(
                      members.map((member) => member.points),
                      how,
                  ),
    }));
}

interface SimpleRow {
    id: string;
    words: string;
    how: Combine;
}

const SimpleRows: Record<string, SimpleRow> = {
    rate: { id: "rate", words: "rate per second", how: "sum" },
    avg: { id: "avg", words: "average", how: "mean" },
    min: { id: "min", words: "minimum", how: "mean" },
    max: { id: "max", words: "maximum", how: "mean" },
    last: { id: "last", words: "last value", how: "mean" },
    raw: { id: "raw", words: "every sample as stored", how: "mean" },
};

function simple(family: Family, id: string): ViewPlan {
    const row = SimpleRows[id]!;
    const unit = unitOf(family.name, family.unit);
    const isRate = id === "rate";
    const how = family.kind === "counter" ? "sum" : row.how;
    return {
        id,
        name: id,
        words: row.words,
        unit: isRate ? perSecond(family.name, unit) : unit,
        queries: [{ metric: family.name, agg: id }],
        build: (results, by) => lines(results[0]?.series ?? [], by, how),
        how,
        zeroBased:
            isRate || family.kind === "counter" || unit.base === "bytes" || unit.base === "percent",
    };
}

function ordinal(percent: number): string {
    return `${percent}th percentile`;
}

function quantileView(family: Family, percent: number): ViewPlan {
    return {
        id: `p${percent}`,
        name: `p${percent}`,
        words: ordinal(percent),
        unit: unitOf(family.name, family.unit),
        queries: [{ metric: family.parts.bucket!, agg: "rate" }],
        build: (results, by) => {
            const buckets = results[0]?.series ?? [];
            const marked = buckets.map((entry) => ({ labels: without(entry.labels, "le"), entry }));
            return grouped(marked, by).map(({ labels, members }) => ({
                labels,
                points: quantileSeries(
                    [percent / 100],
                    members.map((member) => member.entry),
                )[0]!,
            }));
        },
        how: "sum",
        zeroBased: true,
    };
}

function countRate(family: Family): ViewPlan {
    const metric = family.parts.count ?? family.parts.bucket!;
    return {
        ...simple({ ...family, kind: "counter" }, "rate"),
        words: "observations per second",
        unit: perSecond(
            family.parts.count ? family.name.replace(/_(seconds|bytes|duration_seconds)$/, "") : "",
            unitOf("", ""),
        ),
        queries: [{ metric, agg: "rate" }],
        build: (results, by) => {
            const all = results[0]?.series ?? [];
            // Without a _count the +Inf bucket counts everything.
            const series = family.parts.count
                ? all
                : all.filter(({ labels }) => labels.le === "+Inf");
            return lines(series, by, "sum");
        },
    };
}

function meanView(family: Family): ViewPlan {
    return {
        id: "mean",
        name: "mean",
        words: "mean per observation",
        unit: unitOf(family.name, family.unit),
        queries: [
            { metric: family.parts.sum!, agg: "rate" },
            { metric: family.parts.count!, agg: "rate" },
        ],
        build: (results, by) => {
            const counts = new Map(
                lines(results[1]?.series ?? [], by, "sum").map((line) => [
                    identity(line.labels),
                    line,
                ]),
            );
            return lines(results[0]?.series ?? [], by, "sum").map(({ labels, points }) => ({
                labels,
                points: divide(points, counts.get(identity(labels))?.points ?? []),
            }));
        },
        how: "sum",
        zeroBased: true,
    };
}

function bucketView(family: Family): ViewPlan {
    return {
        ...simple({ ...family, name: family.parts.bucket!, kind: "counter", unit: "" }, "rate"),
        id: "buckets",
        name: "buckets",
        words: "observations per second up to each bound",
        unit: perSecond("", unitOf("", "")),
        build: (results, by) =>
            lines(results[0]?.series ?? [], by === "" || by === "*" ? "le" : by, "sum"),
    };
}

/** The functions that fit a family; the first one is the default. */
export function viewsOf(family: Family): ViewPlan[] {
    const { parts } = family;
    const mean = parts.sum && parts.count ? [meanView(family)] : [];
    if (parts.bucket)
        return [95, 50, 99]
            .map((percent) => quantileView(family, percent))
            .concat(countRate(family), mean, bucketView(family));
    if (family.kind === "histogram") return [countRate(family)]; // native
    if (parts.count && family.kind === "summary") {
        const quantiles = parts.quantiles ? [simple({ ...family, kind: "gauge" }, "last")] : [];
        return [...quantiles, ...mean, countRate(family)];
    }
    const order =
        family.kind === "counter"
            ? ["rate", "raw", "avg", "min", "max", "last"]
            : ["last", "avg", "min", "max", "raw", "rate"];
    return order.map((id) => simple(family, id));
}

export function viewOf(family: Family, id: string): ViewPlan {
    const views = viewsOf(family);
    return views.find((view) => view.id === id) ?? views[0]!;
}

/** The lines with the greatest mean size, in their old order, and how many were left out. */
export function topLines(all: Line[], count: number): { lines: Line[]; left: number } {
    if (all.length <= count) return { lines: all, left: 0 };
    const weight = ({ points }: Line) =>
        points.reduce((sum, [, value]) => sum + (Number.isFinite(value) ? Math.abs(value) : 0), 0);
    const ranked = all
        .map((line, index) => ({ index, weight: weight(line) }))
        .sort((a, b) => b.weight - a.weight || a.index - b.index);
    const kept = new Set(ranked.slice(0, count).map((entry) => entry.index));
    return { lines: all.filter((_, index) => kept.has(index)), left: all.length - count };
}
