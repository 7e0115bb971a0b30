// What a chart draws, apart from how: its series with their styles, its span, unit and zone.

import type { SeriesStyle } from "../lib/colors";
import type { Labels } from "../lib/labels";
import type { Point } from "../lib/series";
import type { Span } from "../lib/timerange";
import type { Unit } from "../lib/units";
import type { Zone } from "../lib/zone";

export interface ChartSeries {
    /** Stable identity: the colour and the hidden set follow it. */
    key: string;
    name: string;
    labels: Labels;
    style: SeriesStyle;
    points: Point[];
    hidden: boolean;
    filled: boolean;
}

export interface ChartModel {
    series: ChartSeries[];
    span: Span;
    stepMs: number;
    unit: Unit;
    zone: Zone;
    zeroBased: boolean;
    /** The value axis reaches at least this far: 100 % for a share, the size of the memory. */
    reachesTo?: number;
}
