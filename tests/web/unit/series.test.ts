import {
    align,
    combine,
    divide,
    figures,
    gapAfterMs,
    type Point,
} from "../../../resources/web/src/lib/series";
import { lastSum } from "../../../resources/web/src/lib/latest";

const every = (stepMs: number, times: number[]): Point[] =>
    times.map((time) => [time * stepMs, time]);

it("puts series on the union of their times, without inventing gaps", () => {
    const { times, rows } = align([every(1000, [1, 2, 3]), every(1000, [2, 3, 4])], 1000);
    expect(times).toEqual([1, 2, 3, 4]);
    expect(rows).toEqual([
        [1, 2, 3, undefined],
        [undefined, 2, 3, 4],
    ]);
});

it("breaks the line where steps are missing", () => {
    const { times, rows } = align([every(1000, [1, 2, 6, 7])], 1000);
    expect(times).toEqual([1, 2, 3, 6, 7]);
    expect(rows[0]).toEqual([1, 2, null, 6, 7]);
});

it("does not break for a single missing step", () => {
    expect(align([every(1000, [1, 2, 4, 5])], 1000).rows[0]).toEqual([1, 2, 4, 5]);
});

it("goes by the source's own rhythm when it is slower than the step", () => {
    const slow = every(1000, [0, 5, 10, 15, 30, 35]);
    expect(gapAfterMs(slow, 1000)).toBe(12500);
    expect(align([slow], 1000).rows[0]).toEqual([0, 5, 10, 15, null, 30, 35]);
});

it("finds isolated points, which need a dot to be seen", () => {
    expect(align([every(1000, [1, 2, 3, 9, 20, 21])], 1000).isolated).toEqual([[4]]);
    expect(align([[[5000, 1]]], 1000).isolated).toEqual([[0]]);
    expect(align([every(1000, [1, 2])], 1000).isolated).toEqual([[]]);
});

it("does not call a point isolated because another series has more times", () => {
    expect(align([every(1000, [1, 3, 5]), every(1000, [1, 2, 3, 4, 5])], 2000).isolated).toEqual([
        [],
        [],
    ]);
});

it("draws no NaN and no infinity, but breaks there", () => {
    const { rows } = align(
        [
            [
                [1000, 1],
                [2000, NaN],
                [3000, Infinity],
                [4000, 4],
            ],
        ],
        1000,
    );
    expect(rows[0]).toEqual([1, null, null, 4]);
});

it("takes an empty chart", () => {
    expect(align([], 1000)).toEqual({ times: [], rows: [], isolated: [] });
    expect(align([[]], 1000)).toEqual({ times: [], rows: [[]], isolated: [[]] });
});

it("aligns a hundred thousand points", () => {
    const points = Array.from({ length: 100000 }, (_, index): Point => [index * 1000, index]);
    expect(align([points], 1000).times.length).toBe(100000);
});

it("computes the legend's figures over what can be drawn", () => {
    expect(
        figures([
            [0, 3],
            [1, NaN],
            [2, 1],
            [3, 2],
            [4, 10],
        ]),
    ).toEqual({ min: 1, median: 2.5, max: 10, last: 10 });
    expect(figures([])).toEqual({ min: NaN, median: NaN, max: NaN, last: NaN });
});

it("adds, averages and divides at equal times only", () => {
    const a: Point[] = [
        [1, 2],
        [2, 4],
    ];
    const b: Point[] = [
        [2, 8],
        [3, 0],
    ];
    expect(combine([a, b], "sum")).toEqual([
        [1, 2],
        [2, 12],
        [3, 0],
    ]);
    expect(combine([a, b], "mean")).toEqual([
        [1, 2],
        [2, 6],
        [3, 0],
    ]);
    expect(
        divide(
            [
                [1, 6],
                [2, 6],
                [3, 6],
            ],
            [
                [1, 2],
                [3, 0],
            ],
        ),
    ).toEqual([[1, 3]]);
});

it("leaves series that ended out of the current figure", () => {
    const lines = [
        { points: every(1000, [8, 9, 10]) },
        { points: every(1000, [9]) },
        { points: every(1000, [1, 2]) },
    ];
    expect(lastSum(lines, "sum", 1000)).toBe(19);
    expect(lastSum(lines, "mean", 1000)).toBe(9.5);
    expect(lastSum([], "sum", 1000)).toBeUndefined();
});
