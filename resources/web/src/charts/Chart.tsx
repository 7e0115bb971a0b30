// One chart: a uPlot instance kept alive over new data, made again only when its series, colours or
// kind change. Reachable by keyboard: arrows move the sample cursor, + and - zoom.

import { useEffect, useLayoutEffect, useMemo, useRef } from "preact/hooks";
import uPlot from "uplot";

import { useApp } from "../app";
import { formatValue } from "../lib/format";
import { useValue } from "../lib/observable";
import { align, figures } from "../lib/series";
import { valueTicks } from "../lib/ticks";
import { fixedRange } from "../lib/timerange";
import type { ChartModel } from "./model";
import { readPalette, type Palette } from "./palette";
import { plotOptions, type Current, type PlotLook } from "./plotoptions";
import { Tooltip, tooltipRows } from "./tooltip";

interface Props {
    model: ChartModel;
    look?: PlotLook;
    /** What a screen reader says the chart shows. */
    label: string;
    tooltipRows?: number;
}

function summary(model: ChartModel, label: string): string {
    const shown = model.series.filter((series) => !series.hidden);
    const said = shown.slice(0, 5).map(({ name, points }) => {
        const { min, max, last } = figures(points);
        const say = (value: number) => formatValue(value, model.unit);
        return `${name}: last ${say(last)}, between ${say(min)} and ${say(max)}`;
    });
    const more = shown.length > 5 ? `; and ${shown.length - 5} more series` : "";
    return `${label}. ${said.join("; ")}${more}`;
}

function showTooltip(
    plot: uPlot,
    tooltip: Tooltip,
    current: Current,
    palette: Palette,
    nowMs: number,
    pointed: boolean,
): void {
    const { left = -1, top = -1, idxs } = plot.cursor;
    if (left < 0 || !pointed) {
        tooltip.hide();
        return;
    }
    const timeMs = plot.posToVal(left, "x") * 1000;
    const valueAt = (index: number) => {
        const at = idxs?.[index + 1];
        if (at === null || at === undefined) return { timeMs: NaN, value: undefined };
        return {
            timeMs: current.aligned.times[at]! * 1000,
            value: current.aligned.rows[index]?.[at],
        };
    };
    const rows = tooltipRows(current.model, palette, valueAt, timeMs, plot.posToVal(top, "y"));
    const at = plot.cursor.idx;
    tooltip.fill(
        current.model,
        at === null || at === undefined ? timeMs : current.aligned.times[at]! * 1000,
        nowMs,
        rows,
    );
    const box = plot.over.getBoundingClientRect();
    tooltip.place(box.left + left, box.top + Math.max(0, top));
}

function moveCursor(plot: uPlot, current: Current, direction: number): void {
    const times = current.aligned.times;
    if (times.length === 0) return;
    const from = plot.cursor.idx ?? times.length - 1;
    const at = Math.min(times.length - 1, Math.max(0, from + direction));
    plot.setCursor({ left: plot.valToPos(times[at]!, "x"), top: plot.over.clientHeight / 2 });
}

export function Chart({ model, look = "full", label, tooltipRows: mostRows = 20 }: Props) {
    const app = useApp();
    const themeCount = useValue(app.themeCount);
    const host = useRef<HTMLDivElement>(null);
    const plotRef = useRef<uPlot>();
    const aligned = useMemo(
        () =>
            align(
                model.series.map((series) => series.points),
                model.stepMs,
            ),
        [model.series, model.stepMs],
    );
    const current = useRef<Current>({ model, aligned, ticks: valueTicks(0, 1, model.unit) });
    current.current.model = model;
    current.current.aligned = aligned;

    // The plot is made again for another set of lines; new points only replace its data.
    const structure = JSON.stringify([
        model.series.map(({ key, style, filled }) => [key, style, filled]),
        model.unit,
        look,
        themeCount,
        mostRows,
    ]);
    useLayoutEffect(() => {
        const element = host.current!;
        const palette = readPalette();
        const tooltip = new Tooltip(mostRows);
        let byKey = false;
        const size = () => ({
            width: Math.max(40, element.clientWidth),
            height: Math.max(20, element.clientHeight),
        });
        const { span } = current.current.model;
        const options = plotOptions(() => current.current, palette, look, size(), {
            zoom: (fromMs, toMs) => app.zoomTo(fixedRange(fromMs, toMs)),
            zoomBack: () => app.zoomBack(),
            cursor: (plot) => {
                const pointed = byKey || plot.over.matches(":hover");
                showTooltip(plot, tooltip, current.current, palette, app.nowMs(), pointed);
            },
        });
        const data = [
            current.current.aligned.times,
            ...current.current.aligned.rows,
        ] as uPlot.AlignedData;
        const plot = new uPlot(
            {
                ...options,
                scales: {
                    ...options.scales,
                    x: { ...options.scales!.x, min: span.fromMs / 1000, max: span.toMs / 1000 },
                },
            },
            data,
            element,
        );
        plotRef.current = plot;
        document.body.append(tooltip.root);
        const resized = new ResizeObserver(() => plot.setSize(size()));
        resized.observe(element);
        const keyed = (event: KeyboardEvent) => {
            const { fromMs, toMs } = current.current.model.span;
            const tenth = (toMs - fromMs) / 10;
            byKey = true;
            if (event.key === "ArrowLeft") moveCursor(plot, current.current, -1);
            else if (event.key === "ArrowRight") moveCursor(plot, current.current, 1);
            else if (event.key === "+") app.zoomTo(fixedRange(fromMs + tenth, toMs - tenth));
            else if (event.key === "-") app.zoomTo(fixedRange(fromMs - tenth, toMs + tenth));
            else if (event.key === "Escape") plot.setCursor({ left: -10, top: -10 });
            else return;
            event.preventDefault();
        };
        const left = () => {
            byKey = false;
            tooltip.hide();
        };
        element.addEventListener("keydown", keyed);
        element.addEventListener("blur", left);
        const moved = () => (byKey = false);
        element.addEventListener("pointermove", moved);
        return () => {
            element.removeEventListener("keydown", keyed);
            element.removeEventListener("blur", left);
            element.removeEventListener("pointermove", moved);
            resized.disconnect();
            tooltip.root.remove();
            plot.destroy();
            plotRef.current = undefined;
        };
    }, [structure]);

    useEffect(() => {
        const plot = plotRef.current;
        if (!plot) return;
        plot.batch(() => {
            model.series.forEach((series, index) => {
                if (plot.series[index + 1]!.show === series.hidden)
                    plot.setSeries(index + 1, { show: !series.hidden });
            });
            plot.setData([aligned.times, ...aligned.rows] as uPlot.AlignedData, false);
            plot.setScale("x", { min: model.span.fromMs / 1000, max: model.span.toMs / 1000 });
        });
    }, [aligned, model.series, model.span, model.zone, model.zeroBased, model.reachesTo]);

    return (
        <div
            class={`plot plot-${look}`}
            ref={host}
            role="img"
            tabIndex={look === "full" ? 0 : -1}
            aria-label={summary(model, label)}
        />
    );
}
