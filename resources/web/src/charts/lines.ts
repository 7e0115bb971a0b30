// From the lines of a view to the series of a chart: names that tell them apart, stable styles.

import { assignStyles } from "../lib/colors";
import { differing, identity, shortId, shortName } from "../lib/labels";
import type { Shown } from "../lib/urlstate";
import type { Line } from "../lib/views";
import type { ChartSeries } from "./model";

const names = new Intl.Collator("en", { numeric: true });

export function isHidden(shown: Shown, key: string): boolean {
    if (shown.ids.length === 0) return false;
    return shown.ids.includes(shortId(key)) === (shown.mode === "hide");
}

/** A lone series takes its colour from `seed`, so that a page of single lines is not all one blue. */
export function chartSeries(
    lines: Line[],
    fallback: string,
    seed: string,
    shown: Shown,
    fill: boolean,
): ChartSeries[] {
    const apart = differing(lines.map((line) => line.labels));
    const keys = lines.map((line) => identity(line.labels) || fallback);
    const styles = assignStyles(lines.length === 1 ? [seed] : keys);
    const series = lines.map((line, index) => ({
        key: keys[index]!,
        name: shortName(line.labels, apart, fallback),
        labels: line.labels,
        style: styles.get(lines.length === 1 ? seed : keys[index]!)!,
        points: line.points,
        hidden: isHidden(shown, keys[index]!),
        filled: fill && lines.length === 1,
    }));
    return series.sort((a, b) => names.compare(a.name, b.name));
}
