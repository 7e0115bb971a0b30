// The answer to the page's query: asked for when the query, the range or the tab changes (the older
// request is aborted) and at each beat of the refresh clock. The old answer stays until the new one.

import { useEffect, useReducer, useRef } from "preact/hooks";

import { useApp } from "../app";
import { isAbort } from "../lib/api";
import { usePart, useValue } from "../lib/observable";
import { askInstant, askRange, errorText, type PromAnswer } from "../lib/promql";
import { stepFor, type Span } from "../lib/timerange";
import type { Tab } from "../lib/urlstate";

export interface QueryData {
    /** What the answer is to: the tab may have changed since. */
    query: string;
    tab: Tab;
    answer: PromAnswer | undefined;
    span: Span;
    stepMs: number;
    error: string;
    loading: boolean;
    tookMs: number;
}

export function useQuery(query: string, tab: Tab, widthPx: number): QueryData {
    const app = useApp();
    const range = usePart(app.view, (view) => view.range);
    const tick = useValue(app.tick);
    const [, redraw] = useReducer<number, void>((count) => count + 1, 0);
    const data = useRef<QueryData>({
        query: "",
        tab,
        answer: undefined,
        span: app.span(),
        stepMs: 1000,
        error: "",
        loading: false,
        tookMs: 0,
    });
    const running = useRef<AbortController>();
    const asked = useRef("");
    const key = JSON.stringify([query, tab, range]);

    useEffect(() => () => running.current?.abort(), []);
    useEffect(() => {
        const changed = asked.current !== key;
        // A beat of the clock does not cut off the question that is still under way.
        if (!changed && running.current) return;
        running.current?.abort();
        running.current = undefined;
        asked.current = key;
        const before = data.current;
        if (query.trim() === "" || before.query !== query || before.tab !== tab)
            data.current = { ...before, query, tab, answer: undefined, error: "" };
        data.current = { ...data.current, loading: query.trim() !== "" };
        if (changed) redraw();
        if (query.trim() === "") return;

        const controller = new AbortController();
        running.current = controller;
        const span = app.span();
        const stepMs = stepFor(span, widthPx);
        // Points at whole steps: the same from one refresh to the next, so that the line stands still.
        const whole = (ms: number) => Math.floor(ms / stepMs) * stepMs;
        const asks =
            tab === "chart"
                ? askRange(
                      query,
                      { fromMs: whole(span.fromMs), toMs: span.toMs },
                      stepMs,
                      controller.signal,
                  )
                : askInstant(query, span.toMs, controller.signal);
        const startedMs = performance.now();
        asks.then((answer) => {
            const tookMs = performance.now() - startedMs;
            app.queryTook(tookMs);
            data.current = { query, tab, answer, span, stepMs, error: "", loading: false, tookMs };
        })
            .catch((error: unknown) => {
                if (isAbort(error) || controller.signal.aborted) return;
                data.current = { ...data.current, loading: false, error: errorText(error) };
            })
            .finally(() => {
                if (running.current !== controller) return;
                running.current = undefined;
                redraw();
            });
    }, [key, tick]);
    return data.current;
}
