// The charts of "This machine", from the host's own series: one row for each chart.

import type { RangeResult } from "../lib/api";
import type { Filter } from "../lib/filters";
import { combine, scaled, type Point } from "../lib/series";
import { Bytes, BytesPerSecond, Percent, type Unit } from "../lib/units";
import type { Line } from "../lib/views";

export interface MachineChart {
    id: string;
    title: string;
    unit: Unit;
    /** The chart is left out when the host does not send its first metric. */
    queries: { metric: string; agg: string }[];
    filters: Filter[];
    /** How many of the first lines have their area filled. */
    filled: number;
    build(results: RangeResult[]): { lines: Line[]; subtitle: string; reachesTo?: number };
}

function total(result: RangeResult | undefined): Point[] {
    return combine(
        (result?.series ?? []).map((series) => series.points),
        "sum",
    );
}

function named(name: string, points: Point[]): Line {
    return { labels: { is: name }, points };
}

const CpuModes = ["user", "system", "iowait", "nice", "irq", "softirq", "steal"];

function cpu(results: RangeResult[]) {
    const series = results[0]?.series ?? [];
    const cores = new Set(series.map(({ labels }) => labels.cpu ?? "")).size || 1;
    const sent = new Set(series.map(({ labels }) => labels.mode ?? ""));
    const modes = [
        ...CpuModes.filter((mode) => sent.has(mode)),
        ...[...sent].filter((mode) => mode !== "idle" && !CpuModes.includes(mode)),
    ];
    const lines = modes.map((mode) => {
        const points = series
            .filter(({ labels }) => labels.mode === mode)
            .map((entry) => entry.points);
        return named(mode, scaled(combine(points, "sum"), 100 / cores));
    });
    const busy = lines.filter(({ points }) => points.some(([, value]) => value >= 0.05));
    return {
        lines: busy.length > 0 ? busy : lines,
        subtitle:
            series.length > 0
                ? `by mode, % of ${cores} ${cores === 1 ? "core" : "cores"}`
                : "by mode",
        reachesTo: 100,
    };
}

function memory(results: RangeResult[]) {
    const [all, available, cached] = results.map(total);
    const size = all?.[all.length - 1]?.[1] ?? 0;
    const free = new Map(available);
    const used = (all ?? []).flatMap(([time, value]): Point[] =>
        free.has(time) ? [[time, value - free.get(time)!]] : [],
    );
    const lines = [named("used", used), named("cached", cached ?? [])];
    return {
        lines,
        subtitle: size > 0 ? `of ${Math.round(size / 2 ** 30)} GiB` : "",
        reachesTo: size,
    };
}

function twoWays(first: string, second: string) {
    return (results: RangeResult[]) => ({
        lines: [named(first, total(results[0])), named(second, total(results[1]))],
        subtitle: `${first} and ${second}`,
    });
}

const OutsideLoopback: Filter[] = [{ label: "device", operator: "!=", value: "lo" }];

export const MachineCharts: MachineChart[] = [
    {
        id: "cpu",
        title: "CPU",
        unit: Percent,
        filters: [],
        filled: 2,
        queries: [{ metric: "node_cpu_seconds_total", agg: "rate" }],
        build: cpu,
    },
    {
        id: "memory",
        title: "Memory",
        unit: Bytes,
        filters: [],
        filled: 1,
        queries: ["MemTotal", "MemAvailable", "Cached"].map((name) => ({
            metric: `node_memory_${name}_bytes`,
            agg: "avg",
        })),
        build: memory,
    },
    {
        id: "network",
        title: "Network",
        unit: BytesPerSecond,
        filters: OutsideLoopback,
        filled: 1,
        queries: ["receive", "transmit"].map((way) => ({
            metric: `node_network_${way}_bytes_total`,
            agg: "rate",
        })),
        build: twoWays("in", "out"),
    },
    {
        id: "disk",
        title: "Disk",
        unit: BytesPerSecond,
        filters: [],
        filled: 1,
        queries: ["read", "written"].map((way) => ({
            metric: `node_disk_${way}_bytes_total`,
            agg: "rate",
        })),
        build: twoWays("read", "write"),
    },
];
