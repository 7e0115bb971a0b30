import { timeTicks } from "../../../resources/web/src/lib/ticks";
import { parseInstant } from "../../../resources/web/src/lib/timerange";
import {
    editable,
    fromWall,
    instant,
    offsetText,
    zoneName,
} from "../../../resources/web/src/lib/zone";

const before = process.env.TZ;
beforeAll(() => void (process.env.TZ = "Europe/Berlin"));
afterAll(() => void (process.env.TZ = before));

const at = (text: string) => Date.parse(text);

it("shows the wall clock of the zone, with its offset", () => {
    const now = at("2026-11-22T14:30:00Z");
    expect(instant(now, "local", now)).toBe("15:30:00 +01:00");
    expect(instant(now, "utc", now)).toBe("14:30:00 UTC");
    expect(instant(at("2026-07-01T12:00:00Z"), "local", now)).toBe("1 Jul 14:00:00 +02:00");
    expect(zoneName("local")).toBe("Europe/Berlin");
    expect(offsetText(now, "utc")).toBe("UTC");
});

it("writes half-hour and western offsets", () => {
    const now = at("2026-11-22T14:30:00Z");
    process.env.TZ = "Asia/Kolkata";
    expect(offsetText(now, "local")).toBe("+05:30");
    process.env.TZ = "America/St_Johns";
    expect(offsetText(now, "local")).toBe("\u221203:30");
    process.env.TZ = "Europe/Berlin";
});

it("reads what it wrote, on both sides of a change of the clocks", () => {
    const now = at("2026-11-22T14:30:00Z");
    for (const time of ["2026-10-24T23:30:00Z", "2026-10-25T04:00:00Z", "2026-03-29T04:00:00Z"])
        expect(parseInstant(editable(at(time), "local"), now, "local")).toBe(at(time));
    expect(fromWall(at("2026-07-01T10:00:00Z"), "local")).toBe(at("2026-07-01T08:00:00Z"));
});

it("keeps ticks on round wall-clock hours over a change of the clocks", () => {
    const ticks = timeTicks(at("2026-10-24T12:00:00Z"), at("2026-10-25T12:00:00Z"), "local", 640);
    expect(ticks.length).toBeGreaterThan(4);
    for (const { label } of ticks) expect(label).toMatch(/^(\d\d:00|25 Oct)$/);
    expect(ticks.map(({ label }) => label)).toContain("25 Oct");
});
