import {
    durationText,
    fixedRange,
    parseDuration,
    parseInstant,
    rangeLabel,
    resolveRange,
    shiftRange,
    stepFor,
    zoomOut,
} from "../../../resources/web/src/lib/timerange";

const now = Date.parse("2026-11-22T14:30:00Z");

describe("a duration", () => {
    it.each([
        ["30m", 1800000],
        ["1h30m", 5400000],
        ["1.5h", 5400000],
        ["500ms", 500],
        ["2w", 1209600000],
    ])("%s is read", (text, ms) => expect(parseDuration(text)).toBe(ms));
    it.each(["", "m", "5", "5x", "-5m", "0s", "5m ", "1h-30m"])("'%s' is none", (text) =>
        expect(parseDuration(text)).toBeUndefined(),
    );
    it.each(["5m", "90m", "24h", "2d", "7d", "15s"])("%s keeps its spelling", (text) =>
        expect(durationText(parseDuration(text)!)).toBe(text),
    );
});

describe("an instant written as", () => {
    it.each([
        ["now", "2026-11-22T14:30:00Z"],
        ["now-1h", "2026-11-22T13:30:00Z"],
        ["now/d", "2026-11-22T00:00:00Z"],
        ["now-1d/d", "2026-11-21T00:00:00Z"],
        ["2026-11-22T10:00:00+01:00", "2026-11-22T09:00:00Z"],
        ["2026-11-20 08:15", "2026-11-20T08:15:00Z"],
        ["2026-11-20", "2026-11-20T00:00:00Z"],
        ["10:00", "2026-11-22T10:00:00Z"],
        ["yesterday 15:00", "2026-11-21T15:00:00Z"],
        ["1795341600", "2026-11-22T10:00:00Z"],
        ["1795341600000", "2026-11-22T10:00:00Z"],
    ])("%s is read", (text, expected) =>
        expect(new Date(parseInstant(text, now, "utc")!).toISOString()).toBe(
            expected.replace("Z", ".000Z"),
        ),
    );
    it.each(["", "soon", "25:00", "10:61", "now-", "now-5", "2026-13-45", "22.11.2026"])(
        "'%s' is refused",
        (text) => expect(parseInstant(text, now, "utc")).toBeUndefined(),
    );
});

it("names ranges", () => {
    expect(rangeLabel({ kind: "relative", ms: 1800000 }, "utc")).toBe("Last 30 min");
    expect(rangeLabel({ kind: "relative", ms: 86400000 }, "utc")).toBe("Last 24 h");
    expect(rangeLabel(fixedRange(now - 3600000, now), "utc")).toBe(
        "22 Nov 13:30 \u2192 14:30 (UTC)",
    );
    expect(rangeLabel(fixedRange(now - 172800000, now), "utc")).toBe(
        "20 Nov 14:30 \u2192 22 Nov 14:30 (UTC)",
    );
});

it("keeps fixed ranges in order and never shorter than five seconds", () => {
    expect(fixedRange(20000, 10000)).toEqual({ kind: "fixed", fromMs: 10000, toMs: 20000 });
    expect(fixedRange(10000, 10001)).toEqual({ kind: "fixed", fromMs: 7501, toMs: 12501 });
});

it("shifts by half a range and stops at now", () => {
    const hour = { kind: "relative", ms: 3600000 } as const;
    expect(shiftRange(hour, -1, now)).toEqual(fixedRange(now - 5400000, now - 1800000));
    expect(shiftRange(hour, 1, now)).toEqual(fixedRange(now - 3600000, now));
});

it("zooms out to twice the time", () => {
    expect(zoomOut({ kind: "relative", ms: 1000000 }, now)).toEqual({
        kind: "relative",
        ms: 2000000,
    });
    const wide = resolveRange(zoomOut(fixedRange(now - 7200000, now - 3600000), now), now);
    expect([wide.toMs - wide.fromMs, wide.toMs]).toEqual([7200000, now - 1800000]);
});

it("asks for round steps, never for more points than the plot can show", () => {
    for (const ms of [60000, 1800000, 86400000, 604800000]) {
        for (const width of [200, 330, 1000, 3800]) {
            const step = stepFor({ fromMs: now - ms, toMs: now }, width);
            expect(ms / step).toBeLessThanOrEqual(600);
            expect(step % 1000).toBe(0);
        }
    }
});
