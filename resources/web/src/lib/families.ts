// Metrics as people think of them: the _bucket, _sum and _count of a histogram are one thing.

import type { CatalogMetric, CatalogService, Kind } from "./api";

export interface Family {
    name: string;
    kind: Kind;
    unit: string;
    /** What its sender says of it, or empty. */
    help: string;
    series: number;
    lastSeenMs: number;
    labels: string[];
    /** The stored metrics behind a histogram or summary; empty for everything else. A native
        histogram has its own name as count. */
    parts: { bucket?: string; sum?: string; count?: string; quantiles?: string };
}

function plain(metric: CatalogMetric): Family {
    const isPart = /^.+_(?:sum|count)$/.test(metric.name);
    const isHistogram = metric.kind === "histogram";
    return {
        name: metric.name,
        // A lone _sum or _count without its fellows behaves as a counter.
        kind: isHistogram && isPart ? "counter" : metric.kind,
        unit: metric.unit,
        help: metric.help,
        series: metric.series,
        lastSeenMs: metric.last_seen_ms,
        labels: metric.labels,
        parts: isHistogram && !isPart ? { count: metric.name } : {},
    };
}

function joined(base: string, byName: Map<string, CatalogMetric>): Family | undefined {
    const bucket = byName.get(`${base}_bucket`);
    const sum = byName.get(`${base}_sum`);
    const count = byName.get(`${base}_count`);
    if (!bucket && !(sum && count)) return undefined;
    const quantiles = byName.get(base);
    const members = [bucket, sum, count, quantiles].filter((metric) => metric !== undefined);
    const labels = new Set(members.flatMap((metric) => metric.labels));
    labels.delete("le");
    labels.delete("quantile");
    return {
        name: base,
        kind: bucket ? "histogram" : "summary",
        unit: (sum ?? bucket ?? members[0]!).unit,
        help: (sum ?? bucket ?? members[0]!).help,
        series: members.reduce((total, metric) => total + metric.series, 0),
        lastSeenMs: Math.max(...members.map((metric) => metric.last_seen_ms)),
        labels: [...labels].sort(),
        parts: {
            ...(bucket && { bucket: bucket.name }),
            ...(sum && { sum: sum.name }),
            ...(count && { count: count.name }),
            ...(quantiles && { quantiles: quantiles.name }),
        },
    };
}

/** The families of a service, by name. */
export function families(metrics: CatalogMetric[]): Family[] {
    const byName = new Map(metrics.map((metric) => [metric.name, metric]));
    const result = new Map<string, Family>();
    const members = new Set<string>();
    for (const { name } of metrics) {
        const base = /^(.+)_(?:bucket|sum|count)$/.exec(name)?.[1];
        if (base === undefined || result.has(base)) continue;
        const family = joined(base, byName);
        if (!family) continue;
        result.set(base, family);
        for (const member of Object.values(family.parts)) members.add(member);
    }
    for (const metric of metrics)
        if (!members.has(metric.name)) result.set(metric.name, plain(metric));
    return [...result.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** The family a name of the address means: its own name or that of one of its parts. */
export function findFamily(
    services: CatalogService[],
    name: string,
    service?: string,
): Family | undefined {
    const ordered = [...services].sort(
        (a, b) => Number(b.name === service) - Number(a.name === service),
    );
    for (const entry of ordered) {
        const all = families(entry.metrics);
        const found = all.find(
            (family) => family.name === name || Object.values(family.parts).includes(name),
        );
        if (found) return found;
    }
    return undefined;
}
