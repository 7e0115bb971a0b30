// Numbers, durations and counts as text: SI prefixes, IEC for bytes, a thin space before the unit.

import type { Unit } from "./units";
import { editable } from "./zone";

const Thin = "\u2009";
const Minus = "\u2212";

interface Scale {
    size: number;
    text: string;
}

const Si: Scale[] = [
    { size: 1e18, text: "E" },
    { size: 1e15, text: "P" },
    { size: 1e12, text: "T" },
    { size: 1e9, text: "G" },
    { size: 1e6, text: "M" },
    { size: 1e3, text: "k" },
    { size: 1, text: "" },
    { size: 1e-6, text: "µ" },
    { size: 1e-9, text: "n" },
    { size: 1e-12, text: "p" },
];

const Iec: Scale[] = ["PiB", "TiB", "GiB", "MiB", "KiB", "B"].map((text, index) => ({
    size: 1024 ** (5 - index),
    text,
}));

const Durations: Scale[] = [
    { size: 86400, text: "d" },
    { size: 3600, text: "h" },
    { size: 60, text: "min" },
    { size: 1, text: "s" },
    { size: 1e-3, text: "ms" },
    { size: 1e-6, text: "µs" },
    { size: 1e-9, text: "ns" },
];

/** The scale a magnitude (in the unit's base) is written in. Minutes and days begin at two of them. */
export function scaleFor(magnitude: number, unit: Unit): Scale {
    const size = Math.abs(magnitude);
    const smallest = (scales: Scale[]) => scales[scales.length - 1] as Scale;
    switch (unit.base) {
        case "percent":
            return { size: 1, text: "%" };
        case "bytes":
            return Iec.find((scale) => size >= scale.size) ?? smallest(Iec);
        case "seconds":
        case "instant":
            if (size === 0) return { size: 1, text: "s" };
            return (
                Durations.find((scale) => size >= scale.size * (scale.size > 1 ? 2 : 1)) ??
                smallest(Durations)
            );
        case "number": {
            // Thousandths read better as decimals than as "5m", which looks like five million.
            if (size === 0 || (size >= 1e-3 && size < 1)) return { size: 1, text: "" };
            return Si.find((scale) => size >= scale.size) ?? { size: 1, text: "" };
        }
    }
}

function signed(text: string): string {
    return text.startsWith("-") ? Minus + text.slice(1) : text;
}

function trimmed(text: string): string {
    return text.includes(".") && !text.includes("e") ? text.replace(/\.?0+$/, "") : text;
}

/** Scaled number and its unit; prefixes of plain numbers stick to the number: "1.9k req/s", "184 ms". */
export function withUnit(number: string, scale: Scale, unit: Unit): string {
    const prefix = unit.base === "number" && Number(number) !== 0 ? scale.text : "";
    const word = unit.base === "number" ? unit.suffix : scale.text + unit.suffix;
    return signed(number) + prefix + (word ? Thin + word : "");
}

/** Whether a stored value is a point in time rather than a duration: from September 2001 on. */
export function isInstant(value: number, unit: Unit): boolean {
    return unit.base === "instant" && value >= 1e9 && value < 1e11;
}

export function isSpecial(value: number): boolean {
    return !Number.isFinite(value);
}

function special(value: number): string {
    if (Number.isNaN(value)) return "NaN";
    return value > 0 ? "+Inf" : `${Minus}Inf`;
}

/** A value with three significant digits, or more when asked (tooltips whose rows must differ). */
export function formatValue(value: number, unit: Unit, significant = 3): string {
    if (isSpecial(value)) return special(value);
    if (isInstant(value, unit)) return `${editable(Math.floor(value) * 1000, "utc")} UTC`;
    const based = value * unit.factor;
    let scale = scaleFor(based, unit);
    let scaled = based / scale.size;
    // 999.7 would be written as 1000: take the next prefix.
    const rounded = Number(scaled.toPrecision(significant));
    if (Math.abs(rounded) >= 1000 && unit.base !== "percent") {
        scale = scaleFor(rounded * scale.size, unit);
        scaled = based / scale.size;
    }
    const size = Math.abs(scaled);
    if (size !== 0 && (size < 1e-3 || size >= 1e6))
        return withUnit(trimmed(scaled.toExponential(2)), scale, unit);
    const digits = size >= 100 ? Math.max(0, significant - 3) : significant;
    const text = size >= 100 ? scaled.toFixed(digits) : trimmed(scaled.toPrecision(digits));
    return withUnit(trimmed(text), scale, unit);
}

/** Enough significant digits (3 to 8) that different values are written differently. */
export function digitsToTell(values: number[], unit: Unit): number {
    const finite = [...new Set(values.filter(Number.isFinite))];
    for (let digits = 3; digits < 8; ++digits) {
        if (new Set(finite.map((value) => formatValue(value, unit, digits))).size === finite.length)
            return digits;
    }
    return 8;
}

/** A whole number for reading: grouped below 100,000, with a prefix from there on. */
export function formatCount(count: number): string {
    if (Math.abs(count) < 100000) return Math.round(count).toLocaleString("en-US");
    return formatValue(count, { base: "number", factor: 1, suffix: "" });
}

export function plural(count: number, word: string): string {
    const form = count === 1 ? word : word.endsWith("s") ? word : `${word}s`;
    return `${formatCount(count)} ${form}`;
}

/** A span of time in its largest fitting whole unit: "15 d", "30 min", "90 s", "500 ms". */
export function formatSpan(ms: number): string {
    const units: [number, string][] = [
        [86400000, "d"],
        [3600000, "h"],
        [60000, "min"],
        [1000, "s"],
    ];
    for (const [size, text] of units) {
        if (ms >= size && ms % size === 0) return `${ms / size} ${text}`;
    }
    return ms >= 1000 ? `${trimmed((ms / 1000).toFixed(1))} s` : `${Math.round(ms)} ms`;
}

/** How long ago something was, coarse and calm. */
export function formatAgo(ms: number): string {
    const seconds = Math.max(0, Math.round(ms / 1000));
    if (seconds < 2) return "now";
    if (seconds < 120) return `${seconds} s ago`;
    if (seconds < 7200) return `${Math.round(seconds / 60)} min ago`;
    if (seconds < 172800) return `${Math.round(seconds / 3600)} h ago`;
    return `${Math.round(seconds / 86400)} d ago`;
}
