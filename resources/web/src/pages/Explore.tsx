// One metric, large: the tree at the left, what is shown and how above the chart, the legend below.

import { useMemo, useRef } from "preact/hooks";

import { useApp } from "../app";
import { Chart } from "../charts/Chart";
import { Legend } from "../charts/Legend";
import { chartSeries, isHidden } from "../charts/lines";
import type { ChartModel } from "../charts/model";
import { emptyWords, PanelFrame } from "../charts/PanelFrame";
import { usePanel } from "../charts/usepanel";
import { findFamily, type Family } from "../lib/families";
import { durationText, fixedRange, type Span } from "../lib/timerange";
import { formatAgo, formatCount, plural } from "../lib/format";
import { useValue } from "../lib/observable";
import { topLines, viewOf, viewsOf, type ViewPlan } from "../lib/views";
import { isCut, type RangeResult } from "../lib/api";
import type { ViewState } from "../lib/urlstate";
import { FilterBar } from "./FilterBar";
import { MetricTree } from "./MetricTree";

const DrawnSeries = 50;
const AskedSeries = 1000;

function stepText(ms: number): string {
    return durationText(ms).replace(/(\d)([a-z])/, "$1 $2");
}

function wordsOf(view: ViewPlan, by: string, stepMs: number): string {
    const grouped =
        by === ""
            ? ""
            : by === "*"
              ? `, ${view.how} of all`
              : view.how === "mean"
                ? `, mean by ${by}`
                : ` by ${by}`;
    return `${view.words}${grouped}${view.id === "raw" || stepMs === 0 ? "" : `, step ${stepText(stepMs)}`}`;
}

function figuresOf(
    results: RangeResult[] | undefined,
    lines: number,
    left: number,
    tookMs: number,
): string {
    if (!results) return "";
    const points = results.reduce(
        (sum, result) =>
            sum + result.series.reduce((inner, series) => inner + series.points.length, 0),
        0,
    );
    const series =
        left > 0
            ? `${formatCount(lines)} of ${plural(lines + left, "series")}`
            : plural(lines, "series");
    return `${series}, ${plural(points, "point")}, ${Math.max(1, Math.round(tookMs))} ms`;
}

function ViewBar({ family, view, state }: { family: Family; view: ViewPlan; state: ViewState }) {
    const app = useApp();
    return (
        <section class="panel view-bar" aria-label="What is shown">
            <div class="view-buttons" role="group" aria-label="Function">
                {viewsOf(family).map(({ id, name, words }) => (
                    <button
                        key={id}
                        class="chip"
                        type="button"
                        title={words}
                        aria-pressed={id === view.id}
                        onClick={() => app.go({ view: id })}
                    >
                        {name}
                    </button>
                ))}
            </div>
            <label class="by">
                <span class="secondary">by</span>
                <select
                    class="field small"
                    aria-label="Grouped by"
                    value={state.by}
                    onChange={(event) =>
                        app.go({ by: event.currentTarget.value, shown: { mode: "hide", ids: [] } })
                    }
                >
                    <option value="">each series</option>
                    <option value="*">all together</option>
                    {family.labels.map((label) => (
                        <option key={label} value={label}>
                            {label}
                        </option>
                    ))}
                </select>
            </label>
            <FilterBar family={family} filters={state.filters} />
        </section>
    );
}

/** Says where the data is when the range has none, and goes there. */
function NoData({ family, span, agg }: { family: Family; span: Span; agg: string }) {
    const app = useApp();
    const width = span.toMs - span.fromMs;
    if (family.lastSeenMs >= span.fromMs && family.lastSeenMs <= span.toMs + width)
        return <>{emptyWords(agg, family.lastSeenMs, span)}</>;
    const ageMs = app.nowMs() - family.lastSeenMs;
    return (
        <>
            <span>
                No data in this range. The newest sample is{" "}
                {formatAgo(ageMs).replace(" ago", " old")}.
            </span>
            <button
                class="control"
                type="button"
                onClick={() =>
                    app.zoomTo(
                        fixedRange(
                            family.lastSeenMs - width * 0.8,
                            family.lastSeenMs + width * 0.2,
                        ),
                    )
                }
            >
                Jump there
            </button>
        </>
    );
}

function Detail({ family, state }: { family: Family; state: ViewState }) {
    const app = useApp();
    const frame = useRef<HTMLElement>(null);
    const view = viewOf(family, state.view);
    const width = Math.round((typeof innerWidth === "number" ? innerWidth : 1200) / 100) * 75;
    const data = usePanel(
        { queries: view.queries, filters: state.filters, limit: AskedSeries },
        true,
        width,
    );
    const first = data.results?.[0];

    const { drawn, left, all } = useMemo(() => {
        const built = (data.results ? view.build(data.results, state.by) : []).filter(
            (line) => line.points.length > 0,
        );
        const top = topLines(built, DrawnSeries);
        return {
            drawn: chartSeries(
                top.lines,
                family.name,
                family.name,
                { mode: "hide", ids: [] },
                true,
            ),
            left: top.left,
            all: built.length,
        };
    }, [data.results, state.by, view.id, family.name]);
    const series = useMemo(
        () => drawn.map((entry) => ({ ...entry, hidden: isHidden(state.shown, entry.key) })),
        [drawn, state.shown],
    );
    const model: ChartModel = {
        series,
        span: data.span,
        stepMs: data.stepMs,
        unit: view.unit,
        zone: state.zone,
        zeroBased: view.zeroBased,
    };
    const missing = first !== undefined && isCut(first, AskedSeries);
    const words = wordsOf(view, state.by, first ? data.stepMs : 0);
    return (
        <>
            <ViewBar family={family} view={view} state={state} />
            <PanelFrame
                frame={frame}
                class="explore-panel"
                heading="h2"
                title={family.name}
                subtitle={words}
                right={figuresOf(data.results, all - left, left, data.tookMs)}
                data={data}
                empty={series.length === 0}
                emptyText={
                    first && first.total_series === 0 ? (
                        "No series matches these conditions"
                    ) : (
                        <NoData family={family} span={data.span} agg={view.queries[0]!.agg} />
                    )
                }
            >
                <Chart model={model} label={`${family.name}, ${words}`} />
            </PanelFrame>
            {(left > 0 || missing || (first?.warnings.length ?? 0) > 0) && (
                <p class="note" role="note">
                    {left > 0 &&
                        `Drawn are the ${DrawnSeries} largest of ${formatCount(all)}, and ${formatCount(left)} more are not. `}
                    {missing &&
                        `Only the first ${formatCount(first.series.length)} of ${formatCount(first.total_series)} series were read. `}
                    {(left > 0 || missing) && "Add a condition, or group by a label. "}
                    {!missing && first?.warnings.join(" ")}
                </p>
            )}
            {series.length > 0 && (
                <Legend
                    series={series}
                    unit={view.unit}
                    shown={state.shown}
                    caption={`${family.name}, ${words}`}
                    onShown={(shown) => app.go({ shown }, "replace")}
                />
            )}
        </>
    );
}

export function Explore() {
    const app = useApp();
    const state = useValue(app.view);
    const catalog = useValue(app.catalog);
    const problem = useValue(app.catalogError);
    const scope =
        state.filters.find(
            ({ label, operator }) => operator === "=" && (label === "service" || label === "job"),
        )?.value ?? "";
    const family = useMemo(
        () =>
            catalog && state.metric ? findFamily(catalog.services, state.metric, scope) : undefined,
        [catalog, state.metric, scope],
    );
    return (
        <div class="page explore" data-testid="explore">
            <MetricTree family={family} service={scope} />
            <div class="explore-main">
                {family ? (
                    <Detail key={family.name} family={family} state={state} />
                ) : (
                    <div class="panel panel-state page-state">
                        {!catalog && !problem && (
                            <span class="loading" role="img" aria-label="Loading" />
                        )}
                        {!catalog && problem && <span role="alert">{problem}</span>}
                        {catalog &&
                            (state.metric ? (
                                <span>No metric is named "{state.metric}" now.</span>
                            ) : (
                                <span>Pick a metric, or press / to search.</span>
                            ))}
                    </div>
                )}
            </div>
        </div>
    );
}
