// A service at a glance: is it sending, how much does it do, and the shape of that over the range.

import { useMemo, useRef } from "preact/hooks";

import { useApp } from "../app";
import { Chart } from "../charts/Chart";
import { chartSeries } from "../charts/lines";
import type { ChartModel } from "../charts/model";
import { useLatest } from "../charts/uselatest";
import { usePanel, useVisible } from "../charts/usepanel";
import { isCut, type CatalogService } from "../lib/api";
import { families, type Family } from "../lib/families";
import { formatAgo, formatValue, plural } from "../lib/format";
import { lastSum, withLatest } from "../lib/latest";
import { usePart, useValue } from "../lib/observable";
import { combine } from "../lib/series";
import { viewsOf } from "../lib/views";

const AskedSeries = 1000;
const QuietAfterMs = 30000;
const GoneAfterMs = 300000;

export function healthOf(
    lastSeenMs: number,
    nowMs: number,
): { state: "ok" | "warn" | "bad"; words: string } {
    const age = nowMs - lastSeenMs;
    if (age < QuietAfterMs) return { state: "ok", words: "sending" };
    return age < GoneAfterMs
        ? { state: "warn", words: "quiet" }
        : { state: "bad", words: "stopped sending" };
}

/** The metric that tells how much a service does: its requests, else any counter, else any metric. */
export function headlineOf(all: Family[]): Family | undefined {
    const counters = all.filter((family) => family.kind === "counter");
    return (
        counters.find(({ name }) => /(http|rpc)(_server)?_requests_total$/.test(name)) ??
        counters.find(({ name }) => /http_requests_total$/.test(name)) ??
        counters.find(({ name }) => /requests_total$/.test(name)) ??
        all.find(({ kind, name }) => kind === "histogram" && /request/.test(name)) ??
        counters.find(({ name }) => !/error|fail|_seconds_total$|^process_/.test(name)) ??
        all.find(({ name }) => !/^process_|_info$/.test(name)) ??
        all[0]
    );
}

export function ServiceCard({ service }: { service: CatalogService }) {
    const app = useApp();
    useValue(app.status);
    const zone = usePart(app.view, (view) => view.zone);
    const frame = useRef<HTMLAnchorElement>(null);
    const visible = useVisible(frame);
    const family = headlineOf(families(service.metrics));
    const plans = family ? viewsOf(family) : [];
    const view = plans.find(({ id }) => id === "rate" && family?.kind !== "gauge") ?? plans[0];
    const question = view && {
        queries: view.queries,
        filters: [],
        service: service.name,
        limit: AskedSeries,
    };
    const data = usePanel(question, visible, 240);

    const isGauge = view?.id === "last";
    const latest = useLatest(data.results?.[0]?.series, isGauge && visible);

    const { series, all } = useMemo(() => {
        const all = data.results && view ? view.build(data.results, "") : [];
        const total =
            all.length === 0
                ? []
                : [
                      {
                          labels: {},
                          points: combine(
                              all.map((line) => line.points),
                              view!.how,
                          ),
                      },
                  ];
        const drawn = chartSeries(
            total,
            service.name,
            service.name,
            { mode: "hide", ids: [] },
            true,
        );
        return { series: drawn, all };
    }, [data.results]);
    const newest = isGauge ? withLatest(data.results?.[0]?.series ?? [], latest) : all;
    const first = data.results?.[0];
    const cut = isCut(first, AskedSeries);
    const value = view && !cut ? lastSum(newest, view.how, data.stepMs) : undefined;
    const { state, words } = healthOf(service.last_seen_ms, app.nowMs());
    const model: ChartModel | undefined = view && {
        series,
        span: data.span,
        stepMs: data.stepMs,
        unit: view.unit,
        zone,
        zeroBased: view.zeroBased,
    };
    return (
        <a
            class="panel service-card"
            href={`#service-${encodeURIComponent(service.name)}`}
            ref={frame}
            data-testid="service"
        >
            <span class="service-head">
                <span class={`dot dot-${state}`} role="img" aria-label={words} />
                <span class="service-name" title={service.name}>
                    {service.name}
                </span>
                <span class="secondary">
                    {state === "ok"
                        ? plural(service.series, "series")
                        : `last seen ${formatAgo(app.nowMs() - service.last_seen_ms)}`}
                </span>
            </span>
            <span class="service-figure">
                <span class="big" data-testid="headline">
                    {value === undefined || !view ? "\u2013" : formatValue(value, view.unit)}
                </span>
                <span class="service-metric" title={family?.name}>
                    {cut
                        ? `${plural(first?.total_series ?? 0, "series")} of ${family?.name}, too many to add up`
                        : family?.name}
                </span>
            </span>
            {model && series.length > 0 && !cut ? (
                <Chart
                    model={model}
                    look="spark"
                    label={`${service.name}, ${family?.name}`}
                    tooltipRows={1}
                />
            ) : (
                <span class="plot plot-spark" />
            )}
        </a>
    );
}
