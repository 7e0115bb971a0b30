// The time range of the page: relative to now ("30m") or fixed. Its grammar, its words, its moves
// (shift, zoom) and the step a chart of some width asks for. Plain values; now is always passed in.

import { clock, day, fromWall, offsetMs, offsetText, type Zone } from "./zone";

export type TimeRange =
    | { kind: "relative"; ms: number }
    | { kind: "fixed"; fromMs: number; toMs: number };

export interface Span {
    fromMs: number;
    toMs: number;
}

const UnitMs: Record<string, number> = {
    ms: 1,
    s: 1000,
    m: 60000,
    h: 3600000,
    d: 86400000,
    w: 604800000,
};

export const Presets = ["5m", "15m", "30m", "1h", "3h", "6h", "12h", "24h", "2d", "7d"];
export const DefaultRange: TimeRange = { kind: "relative", ms: 1800000 };
const ShortestMs = 5000;

/** "90s", "5m", "1h30m"; undefined when it is no duration. */
export function parseDuration(text: string): number | undefined {
    if (!/^(\d+(\.\d+)?(ms|[smhdw]))+$/.test(text)) return undefined;
    let sum = 0;
    for (const [, number, unit] of text.matchAll(/(\d+(?:\.\d+)?)(ms|[smhdw])/g))
        sum += Number(number) * UnitMs[unit as string]!;
    return sum > 0 ? sum : undefined;
}

export function durationText(ms: number): string {
    for (const [unit, size] of [
        ["d", 86400000],
        ["h", 3600000],
        ["m", 60000],
        ["s", 1000],
    ] as const) {
        // 24 h is how people call it; from two days on they count days.
        if (ms % size === 0 && ms >= (unit === "d" ? 2 * size : size)) return `${ms / size}${unit}`;
    }
    return `${ms}ms`;
}

/** "Last 30 min", or the two ends of a fixed range with their zone. */
export function rangeLabel(range: TimeRange, zone: Zone): string {
    if (range.kind === "relative")
        return `Last ${durationText(range.ms)
            .replace(/m$/, " min")
            .replace(/([hds])$/, " $1")}`;
    const sameDay = day(range.fromMs, zone) === day(range.toMs, zone);
    const seconds = range.toMs - range.fromMs < 600000;
    const end = `${sameDay ? "" : `${day(range.toMs, zone)} `}${clock(range.toMs, zone, seconds)}`;
    return `${day(range.fromMs, zone)} ${clock(range.fromMs, zone, seconds)} \u2192 ${end} (${offsetText(range.toMs, zone)})`;
}

export function resolveRange(range: TimeRange, nowMs: number): Span {
    if (range.kind === "fixed") return { fromMs: range.fromMs, toMs: range.toMs };
    return { fromMs: nowMs - range.ms, toMs: nowMs };
}

/** Ends in either order, at least five seconds apart, whole milliseconds. */
export function fixedRange(a: number, b: number): TimeRange {
    const fromMs = Math.round(Math.min(a, b));
    const toMs = Math.round(Math.max(a, b));
    if (toMs - fromMs >= ShortestMs) return { kind: "fixed", fromMs, toMs };
    const middle = Math.round((fromMs + toMs) / 2);
    return { kind: "fixed", fromMs: middle - ShortestMs / 2, toMs: middle + ShortestMs / 2 };
}

/** Half a range back (-1) or on (+1), never past now. */
export function shiftRange(range: TimeRange, direction: -1 | 1, nowMs: number): TimeRange {
    const span = resolveRange(range, nowMs);
    const width = span.toMs - span.fromMs;
    const toMs = Math.min(nowMs, span.toMs + (direction * width) / 2);
    return fixedRange(toMs - width, toMs);
}

/** Twice as much time: a relative range grows into the past, a fixed one on both sides. */
export function zoomOut(range: TimeRange, nowMs: number): TimeRange {
    if (range.kind === "relative") return { kind: "relative", ms: range.ms * 2 };
    const width = range.toMs - range.fromMs;
    const toMs = Math.min(nowMs, range.toMs + width / 2);
    return fixedRange(toMs - 2 * width, toMs);
}

export function sameRange(a: TimeRange, b: TimeRange): boolean {
    if (a.kind === "relative") return b.kind === "relative" && a.ms === b.ms;
    return b.kind === "fixed" && a.fromMs === b.fromMs && a.toMs === b.toMs;
}

function parseNow(text: string, nowMs: number, zone: Zone): number | undefined {
    const match = /^now(?:([-+])([\dsmhdw.]+))?(\/[dh])?$/.exec(text);
    if (!match) return undefined;
    const shift = match[2] ? parseDuration(match[2]) : 0;
    if (shift === undefined) return undefined;
    const time = nowMs + (match[1] === "-" ? -shift : shift);
    if (!match[3]) return time;
    const size = match[3] === "/d" ? 86400000 : 3600000;
    return fromWall(Math.floor((time + offsetMs(time, zone)) / size) * size, zone);
}

/**
 * One end of a custom range as people type it: "now-1h", "now/d", RFC 3339, "2026-11-22 10:00",
 * "10:00", "yesterday 15:00", or Unix seconds or milliseconds. Undefined when it is none of them.
 */
export function parseInstant(text: string, nowMs: number, zone: Zone): number | undefined {
    const trimmed = text.trim();
    const relative = parseNow(trimmed, nowMs, zone);
    if (relative !== undefined) return relative;
    if (/^\d{9,}(\.\d+)?$/.test(trimmed))
        return Number(trimmed) >= 1e11 ? Number(trimmed) : Number(trimmed) * 1000;
    if (/^\d{4}-\d\d-\d\dT.*(Z|[-+]\d\d:\d\d)$/.test(trimmed))
        return Date.parse(trimmed) || undefined;

    const today = Math.floor((nowMs + offsetMs(nowMs, zone)) / 86400000) * 86400000;
    const match =
        /^(?:(today|yesterday|\d{4}-\d\d-\d\d)(?:[T ]+|$))?(?:(\d{1,2}):(\d\d)(?::(\d\d))?)?$/.exec(
            trimmed,
        );
    if (!match || trimmed === "") return undefined;
    const [, date, hours = "0", minutes = "0", seconds = "0"] = match;
    if (Number(hours) > 23 || Number(minutes) > 59 || Number(seconds) > 59) return undefined;
    let start = today;
    if (date === "yesterday") start -= 86400000;
    else if (date !== undefined && date !== "today") start = Date.parse(`${date}T00:00:00Z`);
    if (Number.isNaN(start)) return undefined;
    return fromWall(
        start + Number(hours) * 3600000 + Number(minutes) * 60000 + Number(seconds) * 1000,
        zone,
    );
}

const Steps = [
    1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14400, 21600, 43200, 86400,
].map((s) => s * 1000);

/** The step for a plot of this width: about one point every three pixels, on a round step. */
export function stepFor(span: Span, widthPx: number): number {
    const wanted = Math.min(600, Math.max(40, widthPx / 3));
    const raw = (span.toMs - span.fromMs) / wanted;
    return Steps.find((step) => step >= raw) ?? Math.ceil(raw / 86400000) * 86400000;
}
