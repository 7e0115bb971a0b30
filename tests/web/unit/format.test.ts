import {
    digitsToTell,
    formatAgo,
    formatCount,
    formatSpan,
    formatValue,
    plural,
} from "../../../resources/web/src/lib/format";
import {
    Bytes,
    BytesPerSecond,
    Instant,
    perSecond,
    Percent,
    Plain,
    Ratio,
    Seconds,
    unitOf,
    type Unit,
} from "../../../resources/web/src/lib/units";

const spaced = (text: string) => text.replaceAll("\u2009", " ");

describe("a value is written with", () => {
    const rows: [string, number, Unit, string][] = [
        ["no decimals it does not need", 1, Plain, "1"],
        ["three significant digits", 12.3456, Plain, "12.3"],
        ["a prefix from a thousand on", 1912, Plain, "1.91k"],
        ["the next prefix when it would round up to a thousand", 999999, Plain, "1M"],
        ["decimals down to a thousandth", 0.0523, Plain, "0.0523"],
        ["a small prefix below", 4.2e-5, Plain, "42µ"],
        ["the smallest prefix at 1e-12", 1e-12, Plain, "1p"],
        ["the largest prefixes at 1e15", 1e15, Plain, "1P"],
        ["a real minus sign", -3.5, Plain, "\u22123.5"],
        ["zero as zero", 0, Seconds, "0 s"],
        ["NaN by name", NaN, Plain, "NaN"],
        ["infinity by name", -Infinity, Bytes, "\u2212Inf"],
        ["binary prefixes for bytes", 18.3 * 1024 * 1024, Bytes, "18.3 MiB"],
        ["bytes below one KiB whole", 512, Bytes, "512 B"],
        ["four digits before the next binary prefix", 1000, Bytes, "1000 B"],
        ["the rate of bytes", 2048, BytesPerSecond, "2 KiB/s"],
        ["milliseconds below a second", 0.184, Seconds, "184 ms"],
        ["microseconds below a millisecond", 42e-6, Seconds, "42 µs"],
        ["seconds up to two minutes", 119, Seconds, "119 s"],
        ["minutes from there", 150, Seconds, "2.5 min"],
        ["days for long times", 4 * 86400, Seconds, "4 d"],
        ["the date of a point in time", 1795341600.5, Instant, "2026-11-22 10:00:00 UTC"],
        ["a duration where it is too short for one", 5400, Instant, "90 min"],
        ["per cent of a ratio", 0.031, Ratio, "3.1 %"],
        ["per cent above a thousand", 1600, Percent, "1600 %"],
    ];
    it.each(rows)("%s", (_name, value, unit, expected) => {
        expect(spaced(formatValue(value, unit))).toBe(expected);
    });
});

describe("the unit of", () => {
    const rows: [string, Unit, Unit][] = [
        [
            "a metric that ends in seconds is a time",
            unitOf("http_request_duration_seconds", ""),
            Seconds,
        ],
        ["a counter of bytes is bytes", unitOf("node_network_receive_bytes_total", ""), Bytes],
        [
            "the server's word goes first",
            unitOf("temperature", "celsius"),
            { ...Plain, suffix: "°C" },
        ],
        ["a start time is a point in time", unitOf("process_start_time_seconds", "seconds"), Instant],
        ["a timestamp is one", unitOf("mtime_timestamp_seconds", ""), Instant],
        ["a lone word of time is none", unitOf("uptime_seconds", "seconds"), Seconds],
        ["a name without one is none", unitOf("queue_depth", ""), Plain],
        ["a lone word is no unit", unitOf("bytes", ""), Plain],
        [
            "a rate of seconds is a share",
            perSecond("node_cpu_seconds_total", Seconds),
            { base: "percent", factor: 100, suffix: "" },
        ],
        ["a rate of bytes is bytes per second", perSecond("x_bytes_total", Bytes), BytesPerSecond],
        [
            "a rate of requests is named",
            perSecond("http_requests_total", Plain),
            { ...Plain, suffix: "req/s" },
        ],
        [
            "a rate of jobs is named wherever the word stands",
            perSecond("jobs_processed_total", Plain),
            { ...Plain, suffix: "jobs/s" },
        ],
        [
            "a rate of anything is per second",
            perSecond("frobs_total", Plain),
            { ...Plain, suffix: "/s" },
        ],
    ];
    it.each(rows)("%s", (_name, unit, expected) => expect(unit).toEqual(expected));
});

it("adds digits until neighbours differ", () => {
    expect(digitsToTell([1.2341, 1.2342], Plain)).toBe(5);
    expect(digitsToTell([1, 2, NaN], Plain)).toBe(3);
    expect(digitsToTell([7, 7, 7], Plain)).toBe(3);
});

it("writes counts for reading", () => {
    expect([0, 1284, 99999, 420000].map(formatCount)).toEqual(["0", "1,284", "99,999", "420k"]);
    expect(plural(1, "metric")).toBe("1 metric");
    expect(plural(2, "metric")).toBe("2 metrics");
    expect(plural(1, "series")).toBe("1 series");
});

it("writes spans in their largest whole unit", () => {
    expect([1296000000, 1800000, 90000, 500, 1500].map(formatSpan)).toEqual([
        "15 d",
        "30 min",
        "90 s",
        "500 ms",
        "1.5 s",
    ]);
});

it("says how long ago, never in the future", () => {
    expect([-5000, 1000, 4000, 200000, 10000000, 200000000].map(formatAgo)).toEqual([
        "now",
        "now",
        "4 s ago",
        "3 min ago",
        "3 h ago",
        "2 d ago",
    ]);
});
