// A small chart of one metric of one service. Click on its title opens it in the explorer.

import { useMemo, useRef } from "preact/hooks";

import { useApp } from "../app";
import { Chart } from "../charts/Chart";
import { DashSample } from "../charts/DashSample";
import { chartSeries } from "../charts/lines";
import type { ChartModel } from "../charts/model";
import { emptyWords, PanelFrame } from "../charts/PanelFrame";
import { useLatest } from "../charts/uselatest";
import { usePanel, useVisible } from "../charts/usepanel";
import { isCut, type RangeResult } from "../lib/api";
import type { Family } from "../lib/families";
import { formatCount, formatValue } from "../lib/format";
import { differing, labelText, valueName } from "../lib/labels";
import { lastSum, withLatest } from "../lib/latest";
import { usePart } from "../lib/observable";
import { topLines, viewsOf, type Line, type ViewPlan } from "../lib/views";

const ShownSeries = 5;
const AskedSeries = 200;
const SmallWidth = 330;
const NothingHidden = { mode: "hide" as const, ids: [] };

/** What a small chart shows: quantiles of everything for a histogram, else the series themselves. */
function smallLines(
    family: Family,
    view: ViewPlan,
    results: Parameters<ViewPlan["build"]>[0],
): Line[] {
    if (family.kind !== "histogram" || !family.parts.bucket) return view.build(results, "");
    return viewsOf(family)
        .filter(({ id }) => id === "p95" || id === "p50")
        .flatMap((plan) =>
            plan.build(results, "*").map((line) => ({ ...line, labels: { quantile: plan.name } })),
        );
}

function subtitleOf(
    view: ViewPlan,
    isQuantiles: boolean,
    left: number,
    result: RangeResult | undefined,
    cut: boolean,
): string {
    const words = isQuantiles ? "p50 and p95 of all" : view.words;
    if (!result || (left === 0 && !cut)) return words;
    const { total_series: total, series } = result;
    const returned = series.length;
    const among = cut
        ? `the first ${formatCount(returned)} of ${formatCount(total)}`
        : formatCount(left + ShownSeries);
    return isQuantiles
        ? `${words}, from ${among} buckets`
        : `${words}, top ${ShownSeries} of ${among}`;
}

function CurrentValue({ text, how, series }: { text: string; how: string; series: number }) {
    return (
        <span title={series > 1 ? `${how} of ${formatCount(series)} series, now` : "now"}>
            {series > 1 && how === "mean" && "mean "}
            <span class="panel-value" data-testid="value">
                {text}
            </span>
        </span>
    );
}

export function MetricPanel({ family, service }: { family: Family; service: string }) {
    const app = useApp();
    const zone = usePart(app.view, (view) => view.zone);
    const frame = useRef<HTMLElement>(null);
    const visible = useVisible(frame);
    const view = viewsOf(family)[0]!;
    const isQuantiles = family.parts.bucket !== undefined;
    const question = {
        queries: view.queries,
        filters: [],
        service,
        limit: isQuantiles ? 1000 : AskedSeries,
    };
    const data = usePanel(question, visible, SmallWidth);

    const isGauge = view.id === "last";
    const latest = useLatest(data.results?.[0]?.series, isGauge && visible);

    const { series, left, all } = useMemo(() => {
        const all = data.results ? smallLines(family, view, data.results) : [];
        const top = topLines(
            all.filter((line) => line.points.length > 0),
            ShownSeries,
        );
        const drawn = chartSeries(
            top.lines,
            family.name,
            `${service}/${family.name}`,
            NothingHidden,
            true,
        );
        return { series: drawn, left: top.left, all };
    }, [data.results]);
    const newest = isGauge ? withLatest(data.results?.[0]?.series ?? [], latest) : all;
    const first = data.results?.[0];
    const cut = isCut(first, question.limit);
    const more = cut ? (first?.total_series ?? 0) - series.length : left;
    // One number for all series would be a lie when only some of them were read.
    const value = isQuantiles || cut ? undefined : lastSum(newest, view.how, data.stepMs);
    const apart = differing(series.map((entry) => entry.labels));
    const model: ChartModel = {
        series,
        span: data.span,
        stepMs: data.stepMs,
        unit: view.unit,
        zone,
        zeroBased: view.zeroBased,
    };
    const open = (event: MouseEvent) => {
        if (event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
        event.preventDefault();
        void app.openMetric(family.name, service);
    };
    const href = app.href({
        page: "explore",
        metric: family.name,
        filters: [],
        view: "",
        by: "",
        shown: NothingHidden,
    });
    return (
        <PanelFrame
            frame={frame}
            class="metric-panel"
            data={data}
            empty={series.length === 0}
            emptyText={emptyWords(view.queries[0]!.agg, family.lastSeenMs, data.span)}
            title={
                <a href={href} title={family.name} onClick={open}>
                    {family.name}
                </a>
            }
            subtitle={subtitleOf(view, isQuantiles, left, first, cut)}
            right={
                value !== undefined && (
                    <CurrentValue
                        text={formatValue(value, view.unit)}
                        how={view.how}
                        series={all.length}
                    />
                )
            }
        >
            <Chart model={model} label={`${family.name}, ${view.words}`} tooltipRows={8} />
            <ul class={series.length > 1 ? "mini-legend" : "mini-legend none"}>
                {series.map((entry) => (
                    <li key={entry.key} title={labelText(entry.labels)}>
                        <DashSample style={entry.style} />
                        <span>{valueName(entry.labels, apart, entry.name)}</span>
                    </li>
                ))}
                {more > 0 && !isQuantiles && <li class="faint">and {formatCount(more)} more</li>}
            </ul>
        </PanelFrame>
    );
}
