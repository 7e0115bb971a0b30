// Round tick values for both axes. Value ticks follow the unit: decimal steps for numbers, powers of
// two for bytes, 15/30/60 for durations; time ticks fall on round wall-clock times of the zone.

import { isInstant, scaleFor, withUnit } from "./format";
import { clock, day, isMidnight, offsetMs, type Zone } from "./zone";
import type { Unit } from "./units";

export interface ValueTicks {
    min: number;
    max: number;
    ticks: number[];
    label: (value: number) => string;
}

const Decimal = [1, 2, 2.5, 5, 10];
const Binary = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024];
const LongSteps = [
    1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10800, 21600, 43200, 86400,
];

function decimalStep(raw: number): number {
    const power = 10 ** Math.floor(Math.log10(raw));
    const factor = Decimal.find((candidate) => candidate * power >= raw * 0.999) ?? 10;
    return factor * power;
}

/** The smallest round step at or above `raw`, both in the unit's base. */
function niceStep(raw: number, unit: Unit): number {
    if (unit.base === "bytes" && raw >= 1) {
        const power = 1024 ** Math.floor(Math.log2(raw) / 10);
        return (Binary.find((candidate) => candidate * power >= raw * 0.999) ?? 1024) * power;
    }
    if ((unit.base === "seconds" || unit.base === "instant") && raw > 1) {
        const step = LongSteps.find((candidate) => candidate >= raw * 0.999);
        return step ?? Math.ceil(raw / 86400) * 86400;
    }
    return decimalStep(raw);
}

/** The shortest axis of points in time, in seconds. */
const ShortestSpan = 60;

function widened(low: number, high: number, areInstants: boolean): [number, number] {
    if (areInstants && high - low < ShortestSpan) return [low - ShortestSpan, high + ShortestSpan];
    if (high > low) return [low, high];
    if (low === 0) return [0, 1];
    return low > 0 ? [0, low * 2] : [low * 2, 0];
}

/** About `count` round ticks that enclose low..high (stored values, not scaled). */
export function valueTicks(low: number, high: number, unit: Unit, count = 4): ValueTicks {
    const areInstants = isInstant(low, unit) && isInstant(high, unit);
    const [bottom, top] = widened(low * unit.factor, high * unit.factor, areInstants);
    const step = niceStep((top - bottom) / count, unit);
    const first = Math.floor(bottom / step + 1e-9);
    const last = Math.ceil(top / step - 1e-9);
    const based: number[] = [];
    for (let index = first; index <= last; ++index) based.push(index * step);

    const scale = scaleFor(Math.max(Math.abs(first * step), Math.abs(last * step)), unit);
    const digits = decimalsOf(step / scale.size);
    const written = (value: number) =>
        step / scale.size < 1e-6 ? value.toExponential(2) : value.toFixed(digits);
    return {
        min: (first * step) / unit.factor,
        max: (last * step) / unit.factor,
        ticks: based.map((tick) => tick / unit.factor),
        label: (value) =>
            areInstants
                ? instantLabel(value, step)
                : withUnit(plainZero(written((value * unit.factor) / scale.size)), scale, unit),
    };
}

function instantLabel(seconds: number, step: number): string {
    const timeMs = Math.round(seconds) * 1000;
    return step >= 86400 ? day(timeMs, "utc") : clock(timeMs, "utc", step < 60);
}

/** Zero is written without decimals and without a sign. */
function plainZero(text: string): string {
    return Number(text) === 0 ? "0" : text;
}

/** Decimals needed to write a step exactly, such as 2 for 0.25. */
function decimalsOf(step: number): number {
    for (let digits = 0; digits < 10; ++digits) {
        if (Math.abs(step - Number(step.toFixed(digits))) < step * 1e-6) return digits;
    }
    return 10;
}

const TimeSteps = [
    1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10800, 21600, 43200, 86400,
    172800, 604800, 1209600, 2592000,
].map((seconds) => seconds * 1000);

export interface TimeTick {
    timeMs: number;
    label: string;
}

/** Ticks at round wall-clock times; at midnight the label is the day. */
export function timeTicks(fromMs: number, toMs: number, zone: Zone, widthPx: number): TimeTick[] {
    const room = Math.max(2, Math.floor(widthPx / 64));
    const span = Math.max(1, toMs - fromMs);
    const step = TimeSteps.find((candidate) => span / candidate <= room) ?? 2592000000;
    const ticks: TimeTick[] = [];
    const shift = offsetMs(fromMs, zone);
    for (let at = Math.ceil((fromMs + shift) / step) * step; at <= toMs + shift; at += step) {
        // A change of the clocks inside the range moves the later ticks with it.
        const timeMs = at - offsetMs(at - shift, zone);
        if (timeMs < fromMs || timeMs > toMs) continue;
        const label =
            step >= 86400000 || isMidnight(timeMs, zone)
                ? day(timeMs, zone)
                : clock(timeMs, zone, step < 60000);
        ticks.push({ timeMs, label });
    }
    return ticks;
}
