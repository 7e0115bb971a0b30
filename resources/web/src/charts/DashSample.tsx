// A short stroke in a series' colour and dash, as it stands before its name.

import type { SeriesStyle } from "../lib/colors";

export function DashSample({ style }: { style: SeriesStyle }) {
    return (
        <svg
            class={`dash-sample series-${style.color + 1}`}
            viewBox="0 0 14 4"
            aria-hidden="true"
            focusable="false"
        >
            <path
                d="M1 2h12"
                stroke-dasharray={
                    style.dash.length > 0
                        ? style.dash.map((length) => length / 2).join(" ")
                        : undefined
                }
            />
        </svg>
    );
}
