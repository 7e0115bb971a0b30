import { timeTicks, valueTicks } from "../../../resources/web/src/lib/ticks";
import {
    Bytes,
    Instant,
    Percent,
    Plain,
    Ratio,
    Seconds,
    type Unit,
} from "../../../resources/web/src/lib/units";

describe("value ticks of", () => {
    const rows: [string, number, number, Unit, string[]][] = [
        ["a share go by quarters", 0, 100, Percent, ["0 %", "25 %", "50 %", "75 %", "100 %"]],
        ["a ratio are its per cent", 0, 1, Ratio, ["0 %", "25 %", "50 %", "75 %", "100 %"]],
        [
            "bytes are powers of two",
            0,
            30 * 2 ** 30,
            Bytes,
            ["0 GiB", "8 GiB", "16 GiB", "24 GiB", "32 GiB"],
        ],
        ["times share one unit", 0, 0.8, Seconds, ["0 ms", "200 ms", "400 ms", "600 ms", "800 ms"]],
        ["long times go by minutes", 0, 600, Seconds, ["0 min", "5 min", "10 min"]],
        [
            "one point in time are around it",
            1795341600,
            1795341600,
            Instant,
            ["09:59:00", "09:59:30", "10:00:00", "10:00:30", "10:01:00"],
        ],
        [
            "points in time go by days",
            1795341600,
            1795341600 + 3 * 86400,
            Instant,
            ["22 Nov", "23 Nov", "24 Nov", "25 Nov", "26 Nov"],
        ],
        ["a flat line have a range", 5, 5, Plain, ["0", "2.5", "5.0", "7.5", "10.0"]],
        ["nothing go from zero to one", 0, 0, Plain, ["0", "0.25", "0.50", "0.75", "1.00"]],
        ["negative values enclose them", -3, 1, Plain, ["\u22123", "\u22122", "\u22121", "0", "1"]],
    ];
    it.each(rows)("%s", (_name, low, high, unit, expected) => {
        const { ticks, label } = valueTicks(low, high, unit);
        expect(ticks.map(label).map((text) => text.replaceAll("\u2009", " "))).toEqual(expected);
    });

    it.each([1e-12, 3e-7, 0.017, 1, 42, 999, 12345, 1e15])(
        "0 to %f enclose it and are all different",
        (top) => {
            for (const unit of [Plain, Bytes, Seconds, Percent]) {
                const { min, max, ticks, label } = valueTicks(0, top, unit);
                expect(min).toBeLessThanOrEqual(0);
                expect(max).toBeGreaterThanOrEqual(top * 0.999999);
                expect(new Set(ticks.map(label)).size).toBe(ticks.length);
                expect(ticks.length).toBeLessThanOrEqual(8);
            }
        },
    );
});

describe("time ticks", () => {
    const at = (text: string) => Date.parse(text);
    it("fall on round minutes", () => {
        const ticks = timeTicks(at("2026-11-22T14:02:10Z"), at("2026-11-22T14:32:10Z"), "utc", 640);
        expect(ticks.map(({ label }) => label)).toEqual([
            "14:05",
            "14:10",
            "14:15",
            "14:20",
            "14:25",
            "14:30",
        ]);
    });
    it("show seconds when they are closer than a minute", () => {
        const ticks = timeTicks(at("2026-11-22T14:02:00Z"), at("2026-11-22T14:03:00Z"), "utc", 256);
        expect(ticks.map(({ label }) => label)).toEqual([
            "14:02:00",
            "14:02:15",
            "14:02:30",
            "14:02:45",
            "14:03:00",
        ]);
    });
    it("name the day at midnight", () => {
        const ticks = timeTicks(at("2026-11-21T12:00:00Z"), at("2026-11-22T12:00:00Z"), "utc", 320);
        expect(ticks.map(({ label }) => label)).toContain("22 Nov");
    });
    it("stay in the range", () => {
        const from = at("2026-11-22T00:00:01Z");
        for (const { timeMs } of timeTicks(from, from + 7 * 86400000, "utc", 900)) {
            expect(timeMs).toBeGreaterThanOrEqual(from);
            expect(timeMs).toBeLessThanOrEqual(from + 7 * 86400000);
        }
    });
});
