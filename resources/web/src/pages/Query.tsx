// PromQL: the editor above, the answer as a chart or as a table, and what it cost.

import { useMemo, useRef } from "preact/hooks";

import { useApp } from "../app";
import { Chart } from "../charts/Chart";
import { Legend } from "../charts/Legend";
import { chartSeries, isHidden } from "../charts/lines";
import type { ChartModel } from "../charts/model";
import { formatCount, plural } from "../lib/format";
import { useValue } from "../lib/observable";
import {
    histogramsIn,
    linesOf,
    MostSeries,
    problemOf,
    rowsOf,
    type PromAnswer,
} from "../lib/promql";
import { QueryHistory } from "../lib/queryhistory";
import { Plain } from "../lib/units";
import type { Tab } from "../lib/urlstate";
import { topLines } from "../lib/views";
import { ExplainTree } from "./ExplainTree";
import { QueryEditor } from "./QueryEditor";
import { QueryTable } from "./QueryTable";
import { useQuery, type QueryData } from "./usequery";

const DrawnSeries = 50;
const NothingHidden = { mode: "hide" as const, ids: [] };
const Tabs: { tab: Tab; name: string }[] = [
    { tab: "chart", name: "Chart" },
    { tab: "table", name: "Table" },
];

function costOf({ answer, tookMs }: QueryData): string {
    if (!answer) return "";
    const { data } = answer;
    const isOne = data.resultType === "scalar" || data.resultType === "string";
    const series = isOne ? [] : [plural(data.result.length, "series")];
    const read = data.stats?.samples.totalQueryableSamples;
    const samples = read === undefined ? [] : [`${plural(read, "sample")} read`];
    return [...series, ...samples, `${Math.max(1, Math.round(tookMs))} ms`].join(", ");
}

function notesOf(answer: PromAnswer, drawn: number, all: number, isChart: boolean): string[] {
    const { data } = answer;
    const atLeast = Array.isArray(data.result) && data.result.length >= MostSeries;
    const histograms = histogramsIn(data);
    return [
        ...(isChart && all > drawn
            ? [
                  `Drawn are the ${drawn} largest, and ${atLeast ? "at least " : ""}${formatCount(all - drawn)} more are not.`,
              ]
            : []),
        ...(isChart && histograms > 0
            ? [`${plural(histograms, "native histogram")} not drawn: see the table, or use histogram_quantile.`]
            : []),
        ...(answer.warnings ?? []),
        ...(answer.infos ?? []),
    ];
}

function ChartPart({ data }: { data: QueryData }) {
    const app = useApp();
    const state = useValue(app.view);
    const { answer } = data;
    const { drawn, left } = useMemo(() => {
        const top = topLines(answer ? linesOf(answer.data) : [], DrawnSeries);
        return {
            drawn: chartSeries(top.lines, data.query, data.query, NothingHidden, true),
            left: top.left,
        };
    }, [answer]);
    const series = useMemo(
        () => drawn.map((entry) => ({ ...entry, hidden: isHidden(state.shown, entry.key) })),
        [drawn, state.shown],
    );
    const model: ChartModel = {
        series,
        span: data.span,
        stepMs: data.stepMs,
        unit: Plain,
        zone: state.zone,
        zeroBased: false,
    };
    if (!answer) return null;
    if (series.length === 0)
        return <div class="panel-state">The query finds no data to draw in this range.</div>;
    const notes = notesOf(answer, drawn.length, drawn.length + left, true);
    return (
        <>
            <Chart model={model} label={data.query} />
            {notes.length > 0 && (
                <p class="query-note" role="note">
                    {notes.join(" ")}
                </p>
            )}
            <Legend
                series={series}
                unit={Plain}
                shown={state.shown}
                caption={data.query}
                onShown={(shown) => app.go({ shown }, "replace")}
            />
        </>
    );
}

function TablePart({ answer }: { answer: PromAnswer }) {
    const { data } = answer;
    const rows = useMemo(() => rowsOf(data), [data]);
    const notes = notesOf(answer, 0, 0, false);
    const isOne = data.resultType === "scalar" || data.resultType === "string";
    return (
        <>
            {isOne ? (
                <p class="query-one code" data-testid="one">
                    {data.result[1]}
                </p>
            ) : rows.length === 0 ? (
                <div class="panel-state">The query finds nothing at this moment.</div>
            ) : (
                <QueryTable rows={rows} />
            )}
            {notes.length > 0 && (
                <p class="query-note" role="note">
                    {notes.join(" ")}
                </p>
            )}
        </>
    );
}

function Result({ data, tab }: { data: QueryData; tab: Tab }) {
    const app = useApp();
    const { answer, error, loading, query } = data;
    const isStale = answer !== undefined && error !== "";
    return (
        <section class="panel query-result" aria-label="Result">
            <div class={`progress${loading && answer ? " running" : ""}`} />
            <header class="panel-head query-head">
                <div class="view-buttons" role="group" aria-label="Shown as">
                    {Tabs.map(({ tab: each, name }) => (
                        <button
                            key={each}
                            class="chip"
                            type="button"
                            aria-pressed={each === tab}
                            onClick={() => app.go({ tab: each })}
                        >
                            {name}
                        </button>
                    ))}
                </div>
                <span class={`panel-right${isStale ? " warn" : ""}`} data-testid="cost">
                    {isStale ? `stale: ${error}` : costOf(data)}
                </span>
            </header>
            {query.trim() === "" && <div class="panel-state">Write a query, and press Enter.</div>}
            {!answer && !error && loading && (
                <div class="panel-state loading" role="img" aria-label="Loading" />
            )}
            {!answer && error && (
                <div class="panel-state">
                    <strong>No answer to this query</strong>
                    <span>The line below the query says why.</span>
                </div>
            )}
            {answer && data.tab === "chart" && <ChartPart data={data} />}
            {answer && data.tab === "table" && <TablePart answer={answer} />}
        </section>
    );
}

export function Query() {
    const app = useApp();
    const { query, tab } = useValue(app.view);
    const width = useRef(Math.round(innerWidth / 100) * 80);
    const data = useQuery(query, tab, width.current);
    const problem = useMemo(
        () => (data.error && !data.answer ? problemOf(data.error, data.query) : undefined),
        [data.error, data.answer, data.query],
    );
    const run = (text: string) => {
        QueryHistory.add(text);
        if (text === query) app.refresh();
        else app.go({ query: text, shown: NothingHidden });
    };
    return (
        <div class="page query" data-testid="query">
            <QueryEditor query={query} problem={problem} onRun={run} />
            <Result data={data} tab={tab} />
            {query.trim() !== "" && !problem && (
                <ExplainTree query={query} stepMs={tab === "chart" ? data.stepMs : undefined} />
            )}
        </div>
    );
}
