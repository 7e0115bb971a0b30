// The answers of Prometheus' HTTP API as what the page draws: lines of a chart, rows of a table, the
// tree of an explained query, and where in its text a query is wrong.

import { getDocument } from "./api";
import type { Labels } from "./labels";
import type { Point } from "./series";
import type { Span } from "./timerange";
import type { Line } from "./views";

type Sample = [seconds: number, value: string];
type Histogram = [seconds: number, value: { count: string; sum: string }];

export interface PromSeries {
    metric: Labels;
    value?: Sample;
    values?: Sample[];
    histogram?: Histogram;
    histograms?: Histogram[];
}

interface Stats {
    timings: { execTotalTime: number };
    samples: { totalQueryableSamples: number };
}

export type PromData = { stats?: Stats } & (
    | { resultType: "vector" | "matrix"; result: PromSeries[] }
    | { resultType: "scalar"; result: Sample }
    | { resultType: "string"; result: Sample }
);

export interface PromAnswer {
    data: PromData;
    warnings?: string[];
    infos?: string[];
}

export interface ExplainNode {
    text: string;
    type: string;
    begin: number;
    end: number;
    series: number;
    samples: number;
    seconds: number;
    children: ExplainNode[];
}

export interface TableRow {
    labels: Labels;
    text: string;
    value: number;
}

/** What an answer must not exceed, so that a careless query does not stop the browser. */
export const MostSeries = 1000;

/** The number of Prometheus' JSON, where it is text. */
export function promNumber(text: string): number {
    if (text === "+Inf" || text === "Inf") return Infinity;
    return text === "-Inf" ? -Infinity : Number(text);
}

export function linesOf(data: PromData): Line[] {
    if (data.resultType !== "matrix") return [];
    return data.result
        .map(({ metric, values }) => ({
            labels: metric,
            points: (values ?? []).map(([seconds, value]): Point => [
                Math.round(seconds * 1000),
                promNumber(value),
            ]),
        }))
        .filter(({ points }) => points.length > 0);
}

/** Series that hold native histograms and nothing a line could be drawn of. */
export function histogramsIn(data: PromData): number {
    if (data.resultType === "scalar" || data.resultType === "string") return 0;
    return data.result.filter(({ value, values, ...rest }) => {
        const isHistogram = rest.histogram !== undefined || rest.histograms !== undefined;
        return isHistogram && value === undefined && (values ?? []).length === 0;
    }).length;
}

export function rowsOf(data: PromData): TableRow[] {
    if (data.resultType === "scalar" || data.resultType === "string") return [];
    return data.result.map(({ metric, value, values, histogram, histograms }) => {
        const sample = value ?? values?.[values.length - 1];
        if (sample) {
            const count = values?.length ?? 0;
            const of = count > 1 ? ` (last of ${count})` : "";
            return { labels: metric, text: sample[1] + of, value: promNumber(sample[1]) };
        }
        const last = histogram ?? histograms?.[histograms.length - 1];
        const count = last?.[1].count ?? "0";
        return {
            labels: metric,
            text: `histogram: count ${count}, sum ${last?.[1].sum ?? "0"}`,
            value: promNumber(count),
        };
    });
}

/** Label names of a table's columns: the metric's name first, the others by name. */
export function columnsOf(rows: TableRow[]): string[] {
    const names = new Set(rows.flatMap(({ labels }) => Object.keys(labels)));
    const others = [...names].filter((name) => name !== "__name__").sort();
    return names.has("__name__") ? ["__name__", ...others] : others;
}

export interface Order {
    /** A label, or "" for the value. */
    column: string;
    descending: boolean;
}

const words = new Intl.Collator("en", { numeric: true });

export function sortedRows(rows: TableRow[], order: Order | undefined): TableRow[] {
    if (!order) return rows;
    const sign = order.descending ? -1 : 1;
    const byValue = (a: TableRow, b: TableRow) => {
        // What is not a number is last, whichever way the numbers go.
        if (Number.isNaN(a.value) || Number.isNaN(b.value))
            return Number(Number.isNaN(a.value)) - Number(Number.isNaN(b.value));
        return sign * (a.value < b.value ? -1 : a.value > b.value ? 1 : 0);
    };
    const byLabel = (a: TableRow, b: TableRow) =>
        sign * words.compare(a.labels[order.column] ?? "", b.labels[order.column] ?? "");
    return [...rows].sort(order.column === "" ? byValue : byLabel);
}

/** For the clipboard: spreadsheets take tabs. */
export function tableText(rows: TableRow[], columns: string[]): string {
    const clean = (text: string) => text.replace(/[\t\r\n]+/g, " ");
    return [
        [...columns, "value"],
        ...rows.map(({ labels, text }) => [...columns.map((name) => labels[name] ?? ""), text]),
    ]
        .map((cells) => cells.map(clean).join("\t"))
        .join("\n");
}

export interface QueryProblem {
    message: string;
    /** Where in the query, where the server says so. */
    from?: number;
    to?: number;
}

/** The words of an error without the server's prefixes, and the place they speak of. */
export function problemOf(error: string, query: string): QueryProblem {
    const found = /^(?:invalid parameter "query": )?(\d+):(\d+): parse error: (.*)$/s.exec(error);
    if (!found) return { message: error };
    const lines = query.split("\n");
    const line = Math.min(Number(found[1]), lines.length);
    const before = lines.slice(0, line - 1).reduce((sum, text) => sum + text.length + 1, 0);
    // At the end of the text there is nothing to underline but the last character.
    const at = Math.min(before + Number(found[2]) - 1, Math.max(0, query.length - 1));
    const word = /^\w+/.exec(query.slice(at))?.[0].length ?? 1;
    return { message: found[3]!, from: at, to: Math.min(query.length, at + word) };
}

export function errorText(error: unknown): string {
    return error instanceof Error ? error.message : String(error);
}

export function askRange(
    query: string,
    span: Span,
    stepMs: number,
    signal: AbortSignal,
): Promise<PromAnswer> {
    return getDocument(
        "api/v1/query_range",
        [
            ["query", query],
            ["start", String(span.fromMs / 1000)],
            ["end", String(span.toMs / 1000)],
            ["step", String(stepMs / 1000)],
            ["limit", String(MostSeries)],
            ["stats", "true"],
        ],
        signal,
    );
}

export function askInstant(
    query: string,
    timeMs: number,
    signal: AbortSignal,
): Promise<PromAnswer> {
    return getDocument(
        "api/v1/query",
        [
            ["query", query],
            ["time", String(timeMs / 1000)],
            ["limit", String(MostSeries)],
            ["stats", "true"],
        ],
        signal,
    );
}

/** With a step the query is explained over the span, else at its end. */
export async function askExplain(
    query: string,
    span: Span,
    stepMs: number | undefined,
    signal: AbortSignal,
): Promise<ExplainNode> {
    const when: [string, string][] =
        stepMs === undefined
            ? [["time", String(span.toMs / 1000)]]
            : [
                  ["start", String(span.fromMs / 1000)],
                  ["end", String(span.toMs / 1000)],
                  ["step", String(stepMs / 1000)],
              ];
    const answer = await getDocument<{ data: { tree: ExplainNode } }>(
        "api/v1/explain",
        [["query", query], ...when],
        signal,
    );
    return answer.data.tree;
}

export async function askFormat(query: string): Promise<string> {
    return (await getDocument<{ data: string }>("api/v1/format_query", [["query", query]])).data;
}
