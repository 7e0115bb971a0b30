import { useMemo, useRef } from "preact/hooks";

import { useApp } from "../app";
import { Chart } from "../charts/Chart";
import { DashSample } from "../charts/DashSample";
import type { ChartModel, ChartSeries } from "../charts/model";
import { emptyWords, PanelFrame } from "../charts/PanelFrame";
import { usePanel, useVisible } from "../charts/usepanel";
import { PaletteSize } from "../lib/colors";
import { formatValue } from "../lib/format";
import { usePart } from "../lib/observable";
import type { Line } from "../lib/views";
import type { MachineChart } from "./machine";

/** These lines are always the same ones, so their colours go by place. */
function machineSeries(line: Line, index: number, filled: number): ChartSeries {
    const name = line.labels.is ?? "";
    const style = { color: index % PaletteSize, dash: [] };
    return {
        key: name,
        name,
        labels: line.labels,
        style,
        points: line.points,
        hidden: false,
        filled: index < filled,
    };
}

export function MachinePanel({ chart }: { chart: MachineChart }) {
    const app = useApp();
    const zone = usePart(app.view, (view) => view.zone);
    const frame = useRef<HTMLElement>(null);
    const visible = useVisible(frame);
    const job = { label: "job", operator: "=" as const, value: "host" };
    const data = usePanel(
        { queries: chart.queries, filters: [job, ...chart.filters], limit: 1000 },
        visible,
        330,
    );
    const { series, subtitle, reachesTo } = useMemo(() => {
        const built = chart.build(data.results ?? []);
        const lines = built.lines.filter(({ points }) => points.length > 0);
        return {
            ...built,
            series: lines.map((line, index) => machineSeries(line, index, chart.filled)),
        };
    }, [data.results]);
    const model: ChartModel = {
        series,
        span: data.span,
        stepMs: data.stepMs,
        unit: chart.unit,
        zone,
        zeroBased: true,
        ...(reachesTo && { reachesTo }),
    };
    return (
        <PanelFrame
            frame={frame}
            class="metric-panel"
            data={data}
            empty={series.length === 0}
            emptyText={emptyWords(chart.queries[0]!.agg, app.nowMs(), data.span)}
            title={chart.title}
            subtitle={subtitle}
        >
            <Chart model={model} label={`${chart.title}, ${subtitle}`} tooltipRows={10} />
            <ul class="mini-legend">
                {series.map((entry) => (
                    <li key={entry.key}>
                        <DashSample style={entry.style} />
                        <span>{entry.name}</span>
                        <span class="mini-value">
                            {formatValue(
                                entry.points[entry.points.length - 1]?.[1] ?? NaN,
                                chart.unit,
                            )}
                        </span>
                    </li>
                ))}
            </ul>
        </PanelFrame>
    );
}
