// The frame of every panel and its designed states: loading, failed, without data, stale.

import type { ComponentChildren, Ref } from "preact";

import type { Span } from "../lib/timerange";
import type { PanelData } from "./usepanel";

interface Props {
    title: ComponentChildren;
    subtitle: string;
    right?: ComponentChildren;
    data: PanelData;
    /** True when the answer has nothing to draw. */
    empty: boolean;
    emptyText?: ComponentChildren;
    class?: string;
    /** Its place among the page's headings. */
    heading?: "h2" | "h3";
    frame?: Ref<HTMLElement>;
    children: ComponentChildren;
}

/** Why a panel is empty although its metric is known. */
export function emptyWords(agg: string, lastSeenMs: number, span: Span): string {
    const isFresh = lastSeenMs >= span.fromMs && span.toMs - lastSeenMs < 60000;
    return agg === "rate" && isFresh ? "A rate needs a second sample" : "No data in this range";
}

function Body({
    data,
    empty,
    emptyText,
    children,
}: Pick<Props, "data" | "empty" | "emptyText" | "children">) {
    if (!data.results && data.error) {
        return (
            <div class="panel-state" role="alert">
                <strong>No answer for this chart</strong>
                <span>{data.error}</span>
            </div>
        );
    }
    if (!data.results) return <div class="panel-state loading" role="img" aria-label="Loading" />;
    if (empty) return <div class="panel-state">{emptyText ?? "No data in this range"}</div>;
    return <>{children}</>;
}

export function PanelFrame({
    title,
    subtitle,
    right,
    data,
    empty,
    emptyText,
    class: className = "",
    heading: Heading = "h3",
    frame,
    children,
}: Props) {
    const stale = data.results !== undefined && data.error !== "";
    return (
        <section class={`panel ${className}`} ref={frame as Ref<HTMLElement>}>
            <div class={`progress${data.loading && data.results ? " running" : ""}`} />
            <header class="panel-head">
                <Heading class="panel-title">{title}</Heading>
                <span class="panel-subtitle" title={subtitle}>
                    {subtitle}
                </span>
                {stale ? (
                    <span class="panel-right warn" role="status" title={data.error}>
                        stale: {data.error}
                    </span>
                ) : (
                    <span class="panel-right">{right}</span>
                )}
            </header>
            <Body data={data} empty={empty} {...(emptyText !== undefined && { emptyText })}>
                {children}
            </Body>
        </section>
    );
}
