// The newest values of a panel's series as the live stream reports them, between two queries. Redraws
// at most twice a second, and only when a value of this panel changed.

import { useEffect, useReducer, useRef } from "preact/hooks";

import { useApp } from "../app";
import type { RangeSeries } from "../lib/api";

const QuietMs = 500;

export function useLatest(
    series: RangeSeries[] | undefined,
    enabled: boolean,
): Map<number, number> {
    const app = useApp();
    const [, redraw] = useReducer<number, void>((count) => count + 1, 0);
    const values = useRef(new Map<number, number>());
    useEffect(() => {
        values.current = new Map();
        if (!enabled || !series) return undefined;
        const wanted = new Set(series.map(({ id }) => id));
        let timer: ReturnType<typeof setTimeout> | undefined;
        const stop = app.update.watch((update) => {
            if (!app.isFollowing()) return;
            let changed = false;
            for (const [id, , value] of update?.latest ?? []) {
                if (!wanted.has(id) || values.current.get(id) === Number(value)) continue;
                values.current.set(id, Number(value));
                changed = true;
            }
            if (!changed || timer !== undefined) return;
            timer = setTimeout(() => {
                timer = undefined;
                redraw();
            }, QuietMs);
        });
        return () => {
            clearTimeout(timer);
            stop();
        };
    }, [series, enabled]);
    return values.current;
}
