// The theme's colours as the canvas needs them: read from the stylesheet, which has them from the
// token table. Dash and width come from the table directly, they are the same in every theme.

import tokens from "tokens";

import type { SeriesStyle } from "../lib/colors";

export interface Palette {
    panel: string;
    grid: string;
    faint: string;
    muted: string;
    series: string[];
}

export const LineWidth = tokens.chart.lineWidth as number;
const AreaOpacity = tokens.chart.areaOpacity as number;
const AxisFont = `${tokens.fontSize.axis}px ${tokens.font.sans
    .map((name) => `"${name}"`)
    .join(", ")
    .replace(/"(system-ui|sans-serif)"/g, "$1")}`;

export function readPalette(): Palette {
    const style = getComputedStyle(document.documentElement);
    const read = (name: string) => style.getPropertyValue(`--${name}`).trim();
    return {
        panel: read("panel"),
        grid: read("grid"),
        faint: read("faint"),
        muted: read("muted"),
        series: tokens.series.light.map((_, index) => read(`series-${index + 1}`)),
    };
}

export function colorOf(palette: Palette, style: SeriesStyle): string {
    return palette.series[style.color] ?? palette.muted;
}

/** The colour of the area below a line. */
export function areaOf(color: string): string {
    return (
        color +
        Math.round(AreaOpacity * 255)
            .toString(16)
            .padStart(2, "0")
    );
}

/** The axis font for a canvas with this many device pixels to a CSS pixel. */
export function axisFont(ratio: number): string {
    return AxisFont.replace(/^[\d.]+/, (size) => String(Number(size) * ratio));
}

export { AxisFont };
