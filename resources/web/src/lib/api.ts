// The server's API as typed functions. Every failure is an ApiError with words for the user; an
// aborted request rejects with the browser's AbortError and is nobody's concern.

import { filterParameter, type Filter } from "./filters";
import type { Labels } from "./labels";
import type { Point } from "./series";

export type Kind = "gauge" | "counter" | "histogram" | "summary";

export interface CatalogMetric {
    name: string;
    kind: Kind;
    unit: string;
    help: string;
    series: number;
    last_seen_ms: number;
    labels: string[];
}

export interface CatalogService {
    name: string;
    internal: boolean;
    series: number;
    last_seen_ms: number;
    metrics: CatalogMetric[];
}

export interface Catalog {
    generation: number;
    services: CatalogService[];
}

export interface Status {
    version: string;
    listen: string;
    now_ms: number;
    started_ms: number;
    series: number;
    samples: number;
    samples_per_second: number;
    memory_bytes: number;
    memory_budget_bytes: number;
    resident_bytes: number;
    keep_for_ms: number;
    disk_bytes: number;
    storage_problem: string;
    oldest_ms: number;
    newest_ms: number;
    generation: number;
    refused: number;
    refused_by_reason: Record<string, number>;
    requests_refused: number;
    /** Samples and requests, each once. */
    refusals: number;
    /** 0: nothing was refused yet. */
    last_refusal_ms: number;
}

export interface IngestStatus {
    time: string;
    protocols: {
        protocol: string;
        requests: number;
        samples: number;
        requests_refused: number;
        samples_refused: number;
        samples_refused_by_reason: Record<string, number>;
        requests_not_read_by_reason: Record<string, number>;
    }[];
    senders: {
        protocol: string;
        sender: string;
        requests: number;
        samples: number;
        samples_per_second: number;
        refused: number;
        last_seen: string;
    }[];
    refusals: {
        time: string;
        first_time: string;
        count: number;
        protocol: string;
        path: string;
        sender: string;
        reason: string;
        message: string;
        hint: string;
    }[];
    listeners: { name: string; address: string; problem: string }[];
}

export interface RangeSeries {
    id: number;
    labels: Labels;
    points: Point[];
}

export interface RangeResult {
    metric: string;
    agg: string;
    start_ms: number;
    end_ms: number;
    step_ms: number;
    total_series: number;
    samples_read: number;
    series: RangeSeries[];
    warnings: string[];
}

/** True when there are series beyond the limit; fewer than that were left out for having no points. */
export function isCut(result: RangeResult | undefined, limit: number): boolean {
    return (
        result !== undefined &&
        result.total_series > result.series.length &&
        result.series.length >= limit
    );
}

export interface RangeRequest {
    metric: string;
    filters: Filter[];
    agg: string;
    fromMs: number;
    toMs: number;
    stepMs: number;
    limit: number;
}

export class ApiError extends Error {
    constructor(
        message: string,
        readonly status: number,
    ) {
        super(message);
    }
}

export function isAbort(error: unknown): boolean {
    return error instanceof DOMException && error.name === "AbortError";
}

async function messageOf(response: Response): Promise<string> {
    try {
        const body = (await response.json()) as { error?: unknown };
        if (typeof body.error === "string") return body.error;
    } catch {
        // Not our server's document (a proxy's page, say): the status has to do.
    }
    return `the server answered ${response.status} ${response.statusText}`.trim();
}

export async function getDocument<T>(
    path: string,
    pairs: [string, string][],
    signal?: AbortSignal,
): Promise<T> {
    const query = new URLSearchParams(pairs).toString();
    let response: Response;
    try {
        response = await fetch(query ? `${path}?${query}` : path, { signal: signal ?? null });
    } catch (error) {
        if (isAbort(error)) throw error;
        throw new ApiError("the server cannot be reached", 0);
    }
    if (!response.ok) throw new ApiError(await messageOf(response), response.status);
    return (await response.json()) as T;
}

/** JSON has no NaN and no infinities; the server writes them as strings. */
function numberOf(value: number | string): number {
    if (typeof value === "number") return value;
    return value === "+Inf" ? Infinity : value === "-Inf" ? -Infinity : NaN;
}

export function getCatalog(signal?: AbortSignal): Promise<Catalog> {
    return getDocument("api/catalog", [], signal);
}

export function getStatus(signal?: AbortSignal): Promise<Status> {
    return getDocument("api/status", [], signal);
}

export async function getIngestStatus(signal?: AbortSignal): Promise<IngestStatus> {
    return (await getDocument<{ data: IngestStatus }>("api/v1/status/ingest", [], signal)).data;
}

export async function getLabelValues(
    label: string,
    metric: string,
    filters: Filter[],
    signal?: AbortSignal,
): Promise<string[]> {
    const pairs: [string, string][] = [["label", label], ...filters.map(filterParameter)];
    if (metric) pairs.push(["metric", metric]);
    return (await getDocument<{ values: string[] }>("api/label_values", pairs, signal)).values;
}

export async function getRange(request: RangeRequest, signal?: AbortSignal): Promise<RangeResult> {
    const result = await getDocument<RangeResult>(
        "api/query_range",
        [
            ["metric", request.metric],
            ...request.filters.map(filterParameter),
            ["start", String(Math.round(request.fromMs))],
            ["end", String(Math.round(request.toMs))],
            ["step", `${request.stepMs}ms`],
            ["agg", request.agg],
            ["limit", String(request.limit)],
        ],
        signal,
    );
    for (const series of result.series)
        for (const point of series.points) point[1] = numberOf(point[1]);
    return result;
}
