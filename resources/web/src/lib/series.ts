// Series of points and what charts need of them: gaps made explicit, one shared time axis, isolated
// points found, and the figures of the legend.

export type Point = [timeMs: number, value: number];

export interface Aligned {
    /** Seconds, ascending: the plot's x values. */
    times: number[];
    /** One row for each series: a number, null at a gap, undefined where the series has no point. */
    rows: (number | null | undefined)[][];
    /** For each series the indices of points without a neighbour, to be drawn as dots. */
    isolated: number[][];
}

function medianOf(sorted: number[]): number {
    const middle = sorted.length >> 1;
    if (sorted.length === 0) return NaN;
    return sorted.length % 2 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/**
 * The longest distance that still counts as connected: two steps, or two and a half times the usual
 * distance of this series, whichever is longer. A source that sends every 10 s has no gaps at step 2 s.
 */
export function gapAfterMs(points: Point[], stepMs: number): number {
    const distances: number[] = [];
    for (let index = 1; index < points.length; ++index)
        distances.push(points[index]![0] - points[index - 1]![0]);
    distances.sort((a, b) => a - b);
    const usual = medianOf(distances);
    return Math.max(2 * stepMs, Number.isNaN(usual) ? 0 : 2.5 * usual);
}

/** Points with a null at each gap and in place of each value that cannot be drawn (NaN, infinities). */
function withGaps(points: Point[], stepMs: number): [number, number | null][] {
    const limit = gapAfterMs(points, stepMs);
    const result: [number, number | null][] = [];
    let previous: number | undefined;
    for (const [time, value] of points) {
        if (previous !== undefined && time - previous > limit)
            result.push([previous + Math.max(1, stepMs), null]);
        result.push([time, Number.isFinite(value) ? value : null]);
        previous = time;
    }
    return result;
}

function isolatedIn(row: (number | null | undefined)[]): number[] {
    const found: number[] = [];
    let before: number | null = null;
    let candidate = -1;
    row.forEach((value, index) => {
        if (value === undefined) return;
        if (value === null) {
            if (candidate >= 0) found.push(candidate);
            candidate = -1;
        } else {
            candidate = before === null ? index : -1;
        }
        before = value;
    });
    if (candidate >= 0) found.push(candidate);
    return found;
}

/** All series on the union of their times. Points must be in ascending order of time. */
export function align(all: Point[][], stepMs: number): Aligned {
    const prepared = all.map((points) => withGaps(points, stepMs));
    const times = [...new Set(prepared.flatMap((points) => points.map(([time]) => time)))].sort(
        (a, b) => a - b,
    );
    const indexOf = new Map(times.map((time, index) => [time, index]));
    const rows = prepared.map((points) => {
        const row = new Array<number | null | undefined>(times.length).fill(undefined);
        for (const [time, value] of points) row[indexOf.get(time)!] = value;
        return row;
    });
    return { times: times.map((time) => time / 1000), rows, isolated: rows.map(isolatedIn) };
}

export interface Figures {
    min: number;
    median: number;
    max: number;
    last: number;
}

export function figures(points: Point[]): Figures {
    const values = points
        .map(([, value]) => value)
        .filter(Number.isFinite)
        .sort((a, b) => a - b);
    const last = points.length > 0 ? points[points.length - 1]![1] : NaN;
    if (values.length === 0) return { min: NaN, median: NaN, max: NaN, last };
    return { min: values[0]!, median: medianOf(values), max: values[values.length - 1]!, last };
}

export type Combine = "sum" | "mean";

/** One series out of many: at each time the sum or the mean of those that have a point there. */
export function combine(all: Point[][], how: Combine): Point[] {
    const sums = new Map<number, { sum: number; count: number }>();
    for (const points of all) {
        for (const [time, value] of points) {
            const entry = sums.get(time) ?? { sum: 0, count: 0 };
            entry.sum += value;
            entry.count += 1;
            sums.set(time, entry);
        }
    }
    const times = [...sums.keys()].sort((a, b) => a - b);
    return times.map((time) => {
        const { sum, count } = sums.get(time)!;
        return [time, how === "sum" ? sum : sum / count];
    });
}

/** Point by point a/b where both have one; nothing where b is zero. */
export function divide(a: Point[], b: Point[]): Point[] {
    const divisor = new Map(b);
    return a.flatMap(([time, value]): Point[] => {
        const below = divisor.get(time);
        return below === undefined || below === 0 ? [] : [[time, value / below]];
    });
}

export function scaled(points: Point[], factor: number): Point[] {
    return points.map(([time, value]) => [time, value * factor]);
}
