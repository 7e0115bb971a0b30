// Wall-clock time in the chosen zone: the browser's own or UTC. 24 hours, dates that cannot be misread.

export type Zone = "local" | "utc";

const Months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

function two(value: number): string {
    return value < 10 ? `0${value}` : String(value);
}

export function offsetMs(timeMs: number, zone: Zone): number {
    return zone === "utc" ? 0 : -new Date(timeMs).getTimezoneOffset() * 60000;
}

/** A date whose UTC fields hold the wall clock of the zone. */
function wall(timeMs: number, zone: Zone): Date {
    return new Date(timeMs + offsetMs(timeMs, zone));
}

export function clock(timeMs: number, zone: Zone, seconds: boolean): string {
    const date = wall(timeMs, zone);
    const minutes = `${two(date.getUTCHours())}:${two(date.getUTCMinutes())}`;
    return seconds ? `${minutes}:${two(date.getUTCSeconds())}` : minutes;
}

export function day(timeMs: number, zone: Zone): string {
    const date = wall(timeMs, zone);
    return `${date.getUTCDate()} ${Months[date.getUTCMonth()]}`;
}

export function isMidnight(timeMs: number, zone: Zone): boolean {
    return (timeMs + offsetMs(timeMs, zone)) % 86400000 === 0;
}

export function offsetText(timeMs: number, zone: Zone): string {
    const minutes = offsetMs(timeMs, zone) / 60000;
    if (minutes === 0) return "UTC";
    const size = Math.abs(minutes);
    return `${minutes < 0 ? "\u2212" : "+"}${two(Math.floor(size / 60))}:${two(size % 60)}`;
}

export function zoneName(zone: Zone): string {
    return zone === "utc" ? "UTC" : Intl.DateTimeFormat().resolvedOptions().timeZone;
}

/** "14:19:48 +01:00", with the day in front when it is not the day of `nowMs`. */
export function instant(timeMs: number, zone: Zone, nowMs: number): string {
    const today = day(timeMs, zone) === day(nowMs, zone) && Math.abs(nowMs - timeMs) < 86400000;
    const text = `${clock(timeMs, zone, true)} ${offsetText(timeMs, zone)}`;
    return today ? text : `${day(timeMs, zone)} ${text}`;
}

/** Date and time for an input field: "2026-11-22 10:00:00". */
export function editable(timeMs: number, zone: Zone): string {
    const date = wall(timeMs, zone);
    const ymd = `${date.getUTCFullYear()}-${two(date.getUTCMonth() + 1)}-${two(date.getUTCDate())}`;
    return `${ymd} ${clock(timeMs, zone, true)}`;
}

/** The instant at which the zone's wall clock shows these fields (`fieldsMs` as if they were UTC). */
export function fromWall(fieldsMs: number, zone: Zone): number {
    if (zone === "utc") return fieldsMs;
    const guess = fieldsMs - offsetMs(fieldsMs, zone);
    return fieldsMs - offsetMs(guess, zone);
}
