// The one number that stands for a chart right now.

import type { RangeSeries } from "./api";
import type { Combine, Point } from "./series";

interface HasPoints {
    points: Point[];
}

/**
 * The sum or mean of the newest points of all lines. Lines whose newest point is more than three
 * steps older than the newest of all have ended and are left out. Undefined without any.
 */
export function lastSum(lines: HasPoints[], how: Combine, stepMs: number): number | undefined {
    const last = lines.flatMap(({ points }) => points.slice(-1));
    const newest = Math.max(...last.map(([time]) => time));
    const current = last.filter(([time]) => newest - time <= 3 * stepMs).map(([, value]) => value);
    if (current.length === 0) return undefined;
    const sum = current.reduce((total, value) => total + value, 0);
    return how === "sum" ? sum : sum / current.length;
}

/** The series with the live stream's newer values as their last points. */
export function withLatest(series: RangeSeries[], latest: Map<number, number>): HasPoints[] {
    return series.map(({ id, points }) => {
        const value = latest.get(id);
        const last = points[points.length - 1];
        return value === undefined || !last ? { points } : { points: [[last[0], value]] };
    });
}
