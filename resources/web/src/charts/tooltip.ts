// The tooltip of a chart: made once, filled on every move of the pointer. Text is set as text. It
// stays beside the pointer, turns to the other side at the edges and never lies under it.

import { digitsToTell, formatValue } from "../lib/format";
import { gapAfterMs } from "../lib/series";
import { instant } from "../lib/zone";
import { colorOf, type Palette } from "./palette";
import type { ChartModel } from "./model";

export interface TooltipRow {
    name: string;
    color: string;
    value: number;
    nearest: boolean;
}

function element(tag: string, className: string, text = ""): HTMLElement {
    const made = document.createElement(tag);
    made.className = className;
    made.textContent = text;
    return made;
}

/** Rows at a time: the shown series that have a point near it, greatest value first. */
export function tooltipRows(
    model: ChartModel,
    palette: Palette,
    valueAt: (index: number) => { timeMs: number; value: number | null | undefined },
    timeMs: number,
    pointerValue: number,
): TooltipRow[] {
    const rows: TooltipRow[] = [];
    model.series.forEach((series, index) => {
        if (series.hidden) return;
        const { timeMs: pointMs, value } = valueAt(index);
        if (value === null || value === undefined) return;
        if (Math.abs(pointMs - timeMs) > gapAfterMs(series.points, model.stepMs)) return;
        rows.push({
            name: series.name,
            color: colorOf(palette, series.style),
            value,
            nearest: false,
        });
    });
    rows.sort((a, b) => b.value - a.value || (a.name < b.name ? -1 : 1));
    const distance = (row: TooltipRow) => Math.abs(row.value - pointerValue);
    const nearest = rows.reduce<TooltipRow | undefined>(
        (best, row) => (!best || distance(row) < distance(best) ? row : best),
        undefined,
    );
    if (nearest && rows.length > 1) nearest.nearest = true;
    return rows;
}

export class Tooltip {
    readonly root = element("div", "tooltip");

    constructor(private readonly mostRows: number) {
        this.root.hidden = true;
    }

    hide(): void {
        this.root.hidden = true;
    }

    fill(model: ChartModel, timeMs: number, nowMs: number, rows: TooltipRow[]): void {
        const digits = digitsToTell(
            rows.map((row) => row.value),
            model.unit,
        );
        const parts: Node[] = [element("div", "tooltip-time", instant(timeMs, model.zone, nowMs))];
        for (const row of rows.slice(0, this.mostRows)) {
            const line = element("div", row.nearest ? "tooltip-row nearest" : "tooltip-row");
            const swatch = element("span", "swatch");
            swatch.style.background = row.color;
            line.append(
                swatch,
                element("span", "tooltip-name", row.name),
                element("span", "tooltip-value", formatValue(row.value, model.unit, digits)),
            );
            parts.push(line);
        }
        if (rows.length === 0) parts.push(element("div", "tooltip-more", "no data"));
        if (rows.length > this.mostRows)
            parts.push(element("div", "tooltip-more", `and ${rows.length - this.mostRows} more`));
        this.root.replaceChildren(...parts);
        this.root.hidden = false;
    }

    /** Beside a point given in viewport pixels. */
    place(x: number, y: number): void {
        const gap = 14;
        const { offsetWidth: width, offsetHeight: height } = this.root;
        const right = x + gap + width <= innerWidth - 8;
        const left = right ? x + gap : x - gap - width;
        // Where neither side has room (a phone) it goes above or below the pointer instead.
        const narrow = left < 8;
        const top = narrow
            ? y > height + 2 * gap
                ? y - height - 2 * gap
                : y + 2 * gap
            : y - height / 2;
        this.root.style.left = `${Math.max(8, Math.min(left, innerWidth - width - 8))}px`;
        this.root.style.top = `${Math.max(8, Math.min(top, innerHeight - height - 8))}px`;
    }
}
