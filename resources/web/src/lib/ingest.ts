// The server's account of what comes in as rows of text; the window's ui/ingestmodel.cpp says the
// same in the same words.

import type { IngestStatus, Status } from "./api";
import { formatAgo, formatCount, formatValue } from "./format";
import { Plain } from "./units";
import { clock, day, type Zone } from "./zone";

const RecentMs = 5 * 60 * 1000;
const DayMs = 24 * 60 * 60 * 1000;

/** In the last five minutes. */
export function wasRefusedOfLate(
    status: Pick<Status, "now_ms" | "last_refusal_ms"> | undefined,
): boolean {
    return (
        status !== undefined &&
        status.last_refusal_ms > 0 &&
        status.now_ms - status.last_refusal_ms < RecentMs
    );
}

/** "bad_value" as words. */
export function wordsOf(name: string): string {
    return name.replace(/_/g, " ");
}

/** "14:20:05", with the day in front of what is older than one. */
export function timeText(timeMs: number, nowMs: number, zone: Zone): string {
    const text = clock(timeMs, zone, true);
    return nowMs - timeMs < DayMs ? text : `${day(timeMs, zone)} ${text}`;
}

export function senderRows(status: IngestStatus): string[][] {
    const nowMs = Date.parse(status.time);
    return status.senders.map((sender) => [
        sender.sender,
        wordsOf(sender.protocol),
        formatValue(sender.samples_per_second, Plain),
        formatCount(sender.refused),
        formatAgo(nowMs - Date.parse(sender.last_seen)),
    ]);
}

export function protocolRows(status: IngestStatus): string[][] {
    return status.protocols.map((each) => {
        const notRead = Object.values(each.requests_not_read_by_reason);
        const refused = notRead.reduce((sum, count) => sum + count, each.samples_refused);
        return [
            wordsOf(each.protocol),
            formatCount(each.requests),
            formatCount(each.samples),
            formatCount(refused),
        ];
    });
}

export interface RefusalRow {
    time: string;
    sender: string;
    path: string;
    reason: string;
    message: string;
    hint: string;
    count: string;
    /** All of it, for the tip. */
    details: string;
}

export function refusalRows(status: IngestStatus, zone: Zone): RefusalRow[] {
    const nowMs = Date.parse(status.time);
    return status.refusals.map((each) => {
        const count = formatCount(each.count);
        const since = timeText(Date.parse(each.first_time), nowMs, zone);
        const times = each.count > 1 ? `\n${count} times since ${since}` : "";
        return {
            time: timeText(Date.parse(each.time), nowMs, zone),
            sender: each.sender,
            path: each.path || wordsOf(each.protocol),
            reason: wordsOf(each.reason),
            message: each.message,
            hint: each.hint,
            count,
            details: `${each.message}\n${each.hint}${times}`,
        };
    });
}
