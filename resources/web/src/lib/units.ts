// What a number measures, and how it is scaled for reading. A unit is guessed from the catalog's unit
// word and the metric's name; a rate changes it (bytes become bytes per second).

/** An instant is seconds since 1970, if they are many enough (isInstant). */
export type Base = "number" | "bytes" | "seconds" | "percent" | "instant";

export interface Unit {
    base: Base;
    /** Multiplies a stored value into the base: milliseconds carry 0.001, a ratio carries 100. */
    factor: number;
    /** Stands after the number and its prefix, such as "/s" or "°C". */
    suffix: string;
}

export const Plain: Unit = { base: "number", factor: 1, suffix: "" };
export const Bytes: Unit = { base: "bytes", factor: 1, suffix: "" };
export const BytesPerSecond: Unit = { base: "bytes", factor: 1, suffix: "/s" };
export const Seconds: Unit = { base: "seconds", factor: 1, suffix: "" };
export const Instant: Unit = { base: "instant", factor: 1, suffix: "" };
export const Percent: Unit = { base: "percent", factor: 1, suffix: "" };
export const Ratio: Unit = { base: "percent", factor: 100, suffix: "" };

const Words: Record<string, Unit> = {
    seconds: Seconds,
    milliseconds: { ...Seconds, factor: 1e-3 },
    ms: { ...Seconds, factor: 1e-3 },
    microseconds: { ...Seconds, factor: 1e-6 },
    nanoseconds: { ...Seconds, factor: 1e-9 },
    bytes: Bytes,
    ratio: Ratio,
    percent: Percent,
    celsius: { ...Plain, suffix: "°C" },
    volts: { ...Plain, suffix: "V" },
    amperes: { ...Plain, suffix: "A" },
    joules: { ...Plain, suffix: "J" },
    meters: { ...Plain, suffix: "m" },
    hertz: { ...Plain, suffix: "Hz" },
};

/** What a counter counts, as it stands before "/s". */
const Nouns: Record<string, string> = {
    requests: "req",
    responses: "responses",
    errors: "errors",
    jobs: "jobs",
    messages: "msg",
    events: "events",
    packets: "packets",
    samples: "samples",
    connections: "connections",
    orders: "orders",
};

/**
 * Whether seconds of that name may be a time of day: process_start_time_seconds. Whether they are is
 * seen by their size, as a render_time_seconds is a duration.
 */
function mayBeInstant(metric: string): boolean {
    return /_(timestamp|time)_seconds$/.test(metric);
}

export function unitOf(metric: string, word: string): Unit {
    const unit = unitByWord(metric, word);
    return unit === Seconds && mayBeInstant(metric) ? Instant : unit;
}

function unitByWord(metric: string, word: string): Unit {
    const known = Words[word];
    if (known) return known;
    const stem = metric.replace(/_(total|sum|bucket)$/, "");
    const last = stem.slice(stem.lastIndexOf("_") + 1);
    return stem.includes("_") ? (Words[last] ?? Plain) : Plain;
}

/** The unit of a change per second: seconds per second are a share, hence percent. */
export function perSecond(metric: string, unit: Unit): Unit {
    if (unit.base === "seconds" || unit.base === "instant")
        return { base: "percent", factor: unit.factor * 100, suffix: "" };
    if (unit.base === "bytes") return { ...unit, suffix: "/s" };
    if (unit !== Plain) return { ...unit, suffix: `${unit.suffix}/s` };
    const words = metric.replace(/_(total|count)$/, "").split("_");
    const counted = words.reverse().find((word) => word in Nouns);
    return { ...Plain, suffix: `${counted ? Nouns[counted] : ""}/s` };
}
