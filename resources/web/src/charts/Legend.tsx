// The legend as a table: click shows one series alone, Ctrl-click hides or shows one. The choice is
// in the address, so it survives a refresh.

import { useState } from "preact/hooks";

import { formatValue } from "../lib/format";
import { differing, labelText, shortId } from "../lib/labels";
import { figures, type Figures } from "../lib/series";
import type { Unit } from "../lib/units";
import type { Shown } from "../lib/urlstate";
import { DashSample } from "./DashSample";
import type { ChartSeries } from "./model";

interface Props {
    series: ChartSeries[];
    unit: Unit;
    shown: Shown;
    onShown: (shown: Shown) => void;
    caption: string;
}

type Column = keyof Figures;
const Columns: Column[] = ["min", "median", "max", "last"];

/** The shown set after a click on one series: alone, or all again; with `toggle` only itself. */
export function shownAfter(shown: Shown, key: string, all: ChartSeries[], toggle: boolean): Shown {
    const id = shortId(key);
    if (!toggle) {
        const alone = shown.mode === "only" && shown.ids.length === 1 && shown.ids[0] === id;
        return alone ? { mode: "hide", ids: [] } : { mode: "only", ids: [id] };
    }
    const hidden = new Set(
        all.filter((series) => series.hidden).map((series) => shortId(series.key)),
    );
    if (hidden.has(id)) hidden.delete(id);
    else hidden.add(id);
    return { mode: "hide", ids: [...hidden] };
}

function Row({
    series,
    apart,
    unit,
    onPick,
}: {
    series: ChartSeries;
    apart: string[];
    unit: Unit;
    onPick: (toggle: boolean) => void;
}) {
    const values = figures(series.points);
    const name = labelText(series.labels, apart) || series.name;
    return (
        <tr
            class={series.hidden ? "legend-row off" : "legend-row"}
            onClick={(event) => onPick(event.ctrlKey || event.metaKey)}
        >
            <td class="legend-name">
                <button
                    type="button"
                    aria-pressed={!series.hidden}
                    title={`${labelText(series.labels) || series.name}\nClick: only this one. Ctrl-click: hide or show`}
                    onClick={(event) => {
                        event.stopPropagation();
                        onPick(event.ctrlKey || event.metaKey);
                    }}
                >
                    <DashSample style={series.style} />
                    <span class="code">{name}</span>
                </button>
            </td>
            {Columns.map((column) => (
                <td key={column} class={`number column-${column}`}>
                    {formatValue(values[column], unit)}
                </td>
            ))}
        </tr>
    );
}

export function Legend({ series, unit, shown, onShown, caption }: Props) {
    const [pattern, setPattern] = useState("");
    const apart = differing(series.map((entry) => entry.labels));
    const wanted = pattern.toLowerCase();
    const rows = wanted
        ? series.filter((entry) => labelText(entry.labels).toLowerCase().includes(wanted))
        : series;
    return (
        <section class="panel legend" aria-label="Legend">
            {series.length > 10 && (
                <input
                    class="field legend-filter"
                    placeholder="Filter the legend"
                    aria-label="Filter the legend"
                    value={pattern}
                    onInput={(event) => setPattern(event.currentTarget.value)}
                />
            )}
            <table>
                <caption class="visually-hidden">{caption}</caption>
                <thead>
                    <tr>
                        <th scope="col">series</th>
                        {Columns.map((column) => (
                            <th key={column} scope="col" class={`number column-${column}`}>
                                {column}
                            </th>
                        ))}
                    </tr>
                </thead>
                <tbody>
                    {rows.map((entry) => (
                        <Row
                            key={entry.key}
                            series={entry}
                            apart={apart}
                            unit={unit}
                            onPick={(toggle) =>
                                onShown(shownAfter(shown, entry.key, series, toggle))
                            }
                        />
                    ))}
                </tbody>
            </table>
            {rows.length === 0 && (
                <p class="legend-none">No series of this chart contains "{pattern}".</p>
            )}
        </section>
    );
}
