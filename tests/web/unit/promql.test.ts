import {
    columnsOf,
    histogramsIn,
    linesOf,
    problemOf,
    promNumber,
    rowsOf,
    sortedRows,
    tableText,
    type PromData,
} from "@/lib/promql";
import { Kept, withQuery } from "@/lib/queryhistory";

const vector: PromData = {
    resultType: "vector",
    result: [
        { metric: { __name__: "up", job: "b" }, value: [10, "2"] },
        { metric: { __name__: "up", job: "a", zone: "x" }, value: [10, "NaN"] },
        { metric: { __name__: "up", job: "c" }, value: [10, "+Inf"] },
    ],
};

it.each([
    ["1.5", 1.5],
    ["+Inf", Infinity],
    ["-Inf", -Infinity],
    ["1e-7", 1e-7],
])("reads the number %s", (text, value) => expect(promNumber(text)).toBe(value));

it("draws a matrix in milliseconds and leaves series without points out", () => {
    const data: PromData = {
        resultType: "matrix",
        result: [
            { metric: { job: "a" }, values: [[1.5, "3"], [2.5, "NaN"]] },
            { metric: { job: "h" }, histograms: [[1, { count: "3", sum: "4" }]] },
        ],
    };
    expect(linesOf(data)).toEqual([
        {
            labels: { job: "a" },
            points: [
                [1500, 3],
                [2500, NaN],
            ],
        },
    ]);
    expect(histogramsIn(data)).toBe(1);
});

it("puts the metric's name first among the columns", () => {
    expect(columnsOf(rowsOf(vector))).toEqual(["__name__", "job", "zone"]);
    expect(columnsOf([{ labels: { b: "1", a: "2" }, text: "", value: 0 }])).toEqual(["a", "b"]);
});

it.each([
    [undefined, ["b", "a", "c"]],
    [{ column: "", descending: true }, ["c", "b", "a"]],
    [{ column: "", descending: false }, ["b", "c", "a"]],
    [{ column: "job", descending: true }, ["c", "b", "a"]],
    [{ column: "zone", descending: true }, ["a", "b", "c"]],
])("sorts by %o", (order, jobs) => {
    expect(sortedRows(rowsOf(vector), order).map(({ labels }) => labels.job)).toEqual(jobs);
});

it("says what a range and a histogram are in a table", () => {
    const rows = rowsOf({
        resultType: "matrix",
        result: [
            { metric: {}, values: [[1, "3"], [2, "4"]] },
            { metric: {}, histograms: [[1, { count: "3", sum: "4.5" }]] },
        ],
    });
    expect(rows.map(({ text }) => text)).toEqual(["4 (last of 2)", "histogram: count 3, sum 4.5"]);
});

it("copies a table with tabs, and none of those of its labels", () => {
    const rows = [{ labels: { a: "x\ty" }, text: "1", value: 1 }];
    expect(tableText(rows, ["a", "b"])).toBe("a\tb\tvalue\nx y\t\t1");
});

it.each([
    ["a place in the line", "rate(up)", "1:6", 5, 7],
    ["the end of the text", "sum(up", "1:7", 5, 6],
    ["the second line", "up\n+ )", "2:3", 5, 6],
    ["nothing at all", "", "1:1", 0, 0],
])("marks %s", (_name, query, place, from, to) => {
    expect(problemOf(`invalid parameter "query": ${place}: parse error: no`, query)).toEqual({
        message: "no",
        from,
        to,
    });
});

it("leaves other errors as they are", () => {
    expect(problemOf("query timed out", "up")).toEqual({ message: "query timed out" });
});

it("keeps each query once, the newest first, and not too many", () => {
    expect(withQuery(["a", "b"], "b")).toEqual(["b", "a"]);
    const many = Array.from({ length: Kept }, (_, index) => `q${index}`);
    expect(withQuery(many, "new")).toHaveLength(Kept);
});
