import { quantile, quantileSeries } from "../../../resources/web/src/lib/histogram";

const buckets = (...rows: [number, number][]) => rows.map(([bound, count]) => ({ bound, count }));

describe("a quantile", () => {
    const some = buckets([1, 10], [2, 20], [4, 20], [Infinity, 20]);
    it.each([
        ["lies inside its bucket, by proportion", 0.75, some, 1.5],
        ["of the lowest bucket starts at zero", 0.25, some, 0.5],
        ["at a bound is the bound", 0.5, some, 1],
        ["in the open bucket is the highest bound", 0.99, buckets([1, 1], [Infinity, 10]), 1],
        ["of nothing is not a number", 0.5, buckets([1, 0], [Infinity, 0]), NaN],
        ["without an open bucket is not a number", 0.5, buckets([1, 1], [2, 2]), NaN],
        ["of one bucket is not a number", 0.5, buckets([Infinity, 5]), NaN],
        [
            "does not mind counts that fall by a hair",
            0.9,
            buckets([1, 10], [2, 9.99], [Infinity, 10]),
            0.9,
        ],
    ])("%s", (_name, q, given, expected) => {
        if (Number.isNaN(expected)) expect(quantile(q, given)).toBeNaN();
        else expect(quantile(q, given)).toBeCloseTo(expected, 10);
    });
});

it("adds the buckets of many series at each time", () => {
    const series = [
        {
            labels: { le: "1", route: "/a" },
            points: [
                [1000, 5],
                [2000, 0],
            ] as [number, number][],
        },
        { labels: { le: "1", route: "/b" }, points: [[1000, 5]] as [number, number][] },
        {
            labels: { le: "+Inf", route: "/a" },
            points: [
                [1000, 10],
                [2000, 0],
            ] as [number, number][],
        },
        { labels: { le: "+Inf", route: "/b" }, points: [[1000, 10]] as [number, number][] },
    ];
    expect(quantileSeries([0.25], series)).toEqual([[[1000, 0.5]]]);
});
