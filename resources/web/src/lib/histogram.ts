// Quantiles of a classic histogram from the rates of its cumulative buckets, as Prometheus'
// histogram_quantile does: linear inside a bucket, the highest finite bound for the +Inf bucket.

import type { Labels } from "./labels";
import type { Point } from "./series";

export interface BucketSeries {
    labels: Labels;
    points: Point[];
}

export function boundOf(le: string | undefined): number {
    if (le === undefined) return NaN;
    return le === "+Inf" || le === "Inf" ? Infinity : Number(le);
}

/** Bounds ascending, counts cumulative. NaN without any observation or without a +Inf bucket. */
export function quantile(q: number, buckets: { bound: number; count: number }[]): number {
    const last = buckets[buckets.length - 1];
    if (!last || last.bound !== Infinity || buckets.length < 2 || !(last.count > 0)) return NaN;
    const rank = q * last.count;
    // Rates of neighbouring buckets are measured apart and may shrink by a hair: keep them rising.
    let highest = 0;
    const rising = buckets.map(({ bound, count }) => ({
        bound,
        count: (highest = Math.max(highest, count)),
    }));
    const index = rising.findIndex(({ count }) => count >= rank);
    const found = rising[index]!;
    if (found.bound === Infinity) return rising[rising.length - 2]!.bound;
    const below = index > 0 ? rising[index - 1]! : { bound: Math.min(0, found.bound), count: 0 };
    const inside = found.count - below.count;
    if (!(inside > 0)) return found.bound;
    return below.bound + ((found.bound - below.bound) * (rank - below.count)) / inside;
}

/** Quantiles over time of all given bucket series together (their rates are added per bound). */
export function quantileSeries(qs: number[], series: BucketSeries[]): Point[][] {
    const byTime = new Map<number, Map<number, number>>();
    for (const { labels, points } of series) {
        const bound = boundOf(labels.le);
        if (Number.isNaN(bound)) continue;
        for (const [time, value] of points) {
            const buckets = byTime.get(time) ?? new Map<number, number>();
            buckets.set(bound, (buckets.get(bound) ?? 0) + value);
            byTime.set(time, buckets);
        }
    }
    const times = [...byTime.keys()].sort((a, b) => a - b);
    const sorted = times.map((time) => {
        const buckets = [...byTime.get(time)!].map(([bound, count]) => ({ bound, count }));
        return buckets.sort((a, b) => a.bound - b.bound);
    });
    return qs.map((q) =>
        times
            .map((time, index): Point => [time, quantile(q, sorted[index]!)])
            .filter(([, value]) => !Number.isNaN(value)),
    );
}
