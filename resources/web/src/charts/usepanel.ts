// The data of one panel: asked for when it comes into view, when the range or the question changes
// (the older request is aborted) and at each beat of the refresh clock, spread over a moment so that
// a page of charts does not ask all at once. Old answers stay on screen while new ones are fetched.

import { useEffect, useReducer, useRef, useState } from "preact/hooks";

import { useApp } from "../app";
import { getRange, isAbort, type RangeResult } from "../lib/api";
import type { Filter } from "../lib/filters";
import { usePart, useValue } from "../lib/observable";
import { stepFor, type Span } from "../lib/timerange";

export interface PanelQuestion {
    queries: { metric: string; agg: string }[];
    /** Conditions, or how to learn them: the service decides which label names it. */
    filters: Filter[];
    service?: string | undefined;
    limit: number;
}

export interface PanelData {
    results: RangeResult[] | undefined;
    span: Span;
    stepMs: number;
    error: string;
    loading: boolean;
    tookMs: number;
}

const SpreadMs = 400;

/** A step that is still under way is stamped with its end, a little after now: it belongs on screen. */
function endOf(results: RangeResult[], toMs: number): number {
    return results.reduce(
        (end, { series }) =>
            series.reduce(
                (inner, { points }) => Math.max(inner, points[points.length - 1]?.[0] ?? 0),
                end,
            ),
        toMs,
    );
}

/** True while the element is near the window's visible part. */
export function useVisible(element: { current: Element | null }): boolean {
    const [visible, setVisible] = useState(false);
    useEffect(() => {
        const observer = new IntersectionObserver(
            (entries) => setVisible(entries.some((entry) => entry.isIntersecting)),
            { rootMargin: "120px" },
        );
        if (element.current) observer.observe(element.current);
        return () => observer.disconnect();
    }, []);
    return visible;
}

export function usePanel(
    question: PanelQuestion | undefined,
    visible: boolean,
    widthPx: number,
): PanelData {
    const app = useApp();
    const range = usePart(app.view, (view) => view.range);
    const tick = useValue(app.tick);
    const [, redraw] = useReducer<number, void>((count) => count + 1, 0);
    const data = useRef<PanelData>({
        results: undefined,
        span: app.span(),
        stepMs: 1000,
        error: "",
        loading: true,
        tookMs: 0,
    });
    const key = JSON.stringify(question);
    const asked = useRef({ key: "", range: "", tick: -1 });
    const running = useRef<AbortController>();

    useEffect(() => () => running.current?.abort(), []);
    useEffect(() => {
        if (!question || !visible) return;
        const rangeKey = JSON.stringify(range);
        const before = asked.current;
        const changed = before.key !== key || before.range !== rangeKey;
        if (!changed && before.tick === tick) return;
        if (!changed && running.current) return;
        running.current?.abort();
        const controller = new AbortController();
        running.current = controller;
        if (before.key !== key) data.current = { ...data.current, results: undefined, error: "" };
        const first = data.current.results === undefined;
        asked.current = { key, range: rangeKey, tick };
        if (changed) {
            data.current = { ...data.current, loading: true };
            redraw();
        }

        const ask = async () => {
            const filters =
                question.service === undefined
                    ? question.filters
                    : [...(await app.serviceFilters(question.service)), ...question.filters];
            const span = app.span();
            const stepMs = stepFor(span, widthPx);
            const startedMs = performance.now();
            const results = await Promise.all(
                question.queries.map(({ metric, agg }) =>
                    getRange(
                        {
                            metric,
                            filters,
                            agg,
                            stepMs,
                            fromMs: span.fromMs,
                            toMs: span.toMs,
                            limit: question.limit,
                        },
                        controller.signal,
                    ),
                ),
            );
            const tookMs = performance.now() - startedMs;
            app.queryTook(tookMs);
            data.current = {
                results,
                span: { ...span, toMs: endOf(results, span.toMs) },
                stepMs,
                error: "",
                loading: false,
                tookMs,
            };
        };
        const start = () =>
            app.queue
                .run(ask, controller.signal)
                .catch((error: unknown) => {
                    if (isAbort(error) || controller.signal.aborted) return;
                    data.current = {
                        ...data.current,
                        loading: false,
                        error: error instanceof Error ? error.message : String(error),
                    };
                })
                .finally(() => {
                    if (running.current !== controller) return;
                    running.current = undefined;
                    redraw();
                });
        const timer = setTimeout(start, first || changed ? 0 : Math.random() * SpreadMs);
        controller.signal.addEventListener("abort", () => clearTimeout(timer));
    }, [key, range, tick, visible]);

    return data.current;
}
