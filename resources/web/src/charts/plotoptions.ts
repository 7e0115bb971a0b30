// The options of one uPlot instance: scales with round ticks, axes in the look of the pictures,
// drag to zoom, a crosshair shared by all charts of the page. Everything that changes with the data
// is read through `current`, so that new data does not need a new plot.

import uPlot from "uplot";

import type { Aligned } from "../lib/series";
import { timeTicks, valueTicks, type ValueTicks } from "../lib/ticks";
import type { ChartModel } from "./model";
import { areaOf, AxisFont, axisFont, colorOf, LineWidth, type Palette } from "./palette";

export interface Current {
    model: ChartModel;
    aligned: Aligned;
    ticks: ValueTicks;
}

export interface PlotEvents {
    zoom(fromMs: number, toMs: number): void;
    zoomBack(): void;
    cursor(plot: uPlot): void;
}

export type PlotLook = "full" | "spark";

const SmallestDrag = 4;
const Crosshairs = "tinyobs";

function valueRange(
    current: Current,
    low: number | null,
    high: number | null,
    count: number,
): [number, number] {
    const { unit, zeroBased, reachesTo } = current.model;
    let bottom = low ?? 0;
    let top = high ?? reachesTo ?? 0;
    if (reachesTo !== undefined) top = Math.max(top, reachesTo);
    // A gauge that varies by more than a quarter of its size is read from zero as well.
    const nearZero = bottom >= 0 && top - bottom > top / 4;
    if (bottom > 0 && (zeroBased || nearZero)) bottom = 0;
    if (top < 0 && zeroBased) top = 0;
    current.ticks = valueTicks(bottom, top, unit, count);
    return [current.ticks.min, current.ticks.max];
}

/** Time labels, drawn by hand so that the first and the last stay inside the plot's edges. */
function drawTimes(plot: uPlot, current: Current, palette: Palette): void {
    const ratio = uPlot.pxRatio;
    const { ctx, bbox } = plot;
    const from = plot.scales.x!.min! * 1000;
    const to = plot.scales.x!.max! * 1000;
    ctx.save();
    ctx.font = axisFont(ratio);
    ctx.fillStyle = palette.faint;
    ctx.textBaseline = "top";
    ctx.textAlign = "left";
    let free = bbox.left;
    for (const tick of timeTicks(from, to, current.model.zone, bbox.width / ratio)) {
        const width = ctx.measureText(tick.label).width;
        const middle = plot.valToPos(tick.timeMs / 1000, "x", true);
        const left = Math.min(
            bbox.left + bbox.width - width,
            Math.max(bbox.left, middle - width / 2),
        );
        if (left < free) continue;
        ctx.fillText(tick.label, left, bbox.top + bbox.height + 7 * ratio);
        free = left + width + 8 * ratio;
    }
    ctx.restore();
}

function axesOf(current: () => Current, palette: Palette, look: PlotLook): uPlot.Axis[] {
    if (look === "spark") return [{ show: false }, { show: false }];
    return [
        {
            size: 22,
            values: () => [],
            grid: { show: false },
            ticks: { show: false },
            splits: () => [],
        },
        {
            stroke: palette.faint,
            font: AxisFont,
            gap: 8,
            grid: { stroke: palette.grid, width: 1 },
            ticks: { show: false },
            splits: () => current().ticks.ticks,
            values: (_plot, splits) => splits.map((value) => current().ticks.label(value)),
            size: (plot, values) => {
                if (!values || values.length === 0) return 40;
                plot.ctx.font = axisFont(uPlot.pxRatio);
                const widest = Math.max(...values.map((text) => plot.ctx.measureText(text).width));
                return Math.max(40, Math.ceil(widest / uPlot.pxRatio) + 12);
            },
        },
    ];
}

function seriesOf(current: () => Current, palette: Palette): uPlot.Series[] {
    return current().model.series.map((series, index): uPlot.Series => {
        const color = colorOf(palette, series.style);
        return {
            label: series.name,
            show: !series.hidden,
            stroke: color,
            width: LineWidth,
            ...(series.style.dash.length > 0 && { dash: series.style.dash }),
            ...(series.filled && { fill: areaOf(color) }),
            spanGaps: false,
            points: {
                show: true,
                size: 4,
                fill: color,
                stroke: color,
                width: 0,
                filter: (_plot, _series, show) =>
                    show ? (current().aligned.isolated[index] ?? []) : [],
            },
        };
    });
}

function cursorOf(
    current: () => Current,
    palette: Palette,
    events: PlotEvents,
    look: PlotLook,
): uPlot.Cursor {
    return {
        y: false,
        drag: { x: look === "full", y: false, setScale: false, dist: SmallestDrag },
        points: {
            size: 8,
            width: 2,
            fill: palette.panel,
            stroke: (_plot, index) => colorOf(palette, current().model.series[index - 1]!.style),
        },
        bind: {
            dblclick: () => () => {
                events.zoomBack();
                return null;
            },
        },
        sync: {
            key: Crosshairs,
            scales: ["x", null],
            // Only the pointer's way is shared: a drag or a click belongs to the chart it began on.
            filters: {
                pub: (type) => type === "mousemove" || type === "mouseleave",
                sub: () => true,
            },
        },
        focus: { prox: -1 },
    };
}

export function plotOptions(
    current: () => Current,
    palette: Palette,
    look: PlotLook,
    size: { width: number; height: number },
    events: PlotEvents,
): uPlot.Options {
    const lines =
        look === "spark" ? 2 : Math.max(2, Math.min(5, Math.round((size.height - 22) / 45)));
    return {
        ...size,
        padding: look === "spark" ? [3, 3, 3, 3] : [8, 4, 0, 0],
        legend: { show: false },
        scales: {
            x: { time: true, auto: false },
            y: { range: (_plot, low, high) => valueRange(current(), low, high, lines) },
        },
        axes: axesOf(current, palette, look),
        series: [{}, ...seriesOf(current, palette)],
        cursor: cursorOf(current, palette, events, look),
        hooks: {
            draw: look === "full" ? [(plot) => drawTimes(plot, current(), palette)] : [],
            setCursor: [(plot) => events.cursor(plot)],
            setSelect: [
                (plot) => {
                    const { left, width } = plot.select;
                    if (width < SmallestDrag) return;
                    const from = plot.posToVal(left, "x") * 1000;
                    const to = plot.posToVal(left + width, "x") * 1000;
                    plot.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
                    events.zoom(from, to);
                },
            ],
        },
    };
}
