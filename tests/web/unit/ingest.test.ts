import type { IngestStatus } from "../../../resources/web/src/lib/api";
import { protocolRows, refusalRows, senderRows, wasRefusedOfLate } from "../../../resources/web/src/lib/ingest";

const status: IngestStatus = {
    time: "2026-11-22T10:00:00.000Z",
    protocols: [
        {
            protocol: "remote_write",
            requests: 1200,
            samples: 4_200_000,
            requests_refused: 3,
            samples_refused: 5,
            samples_refused_by_reason: { too_old: 5 },
            requests_not_read_by_reason: { content_type: 2, parameter: 1 },
        },
    ],
    senders: [
        {
            protocol: "remote_write",
            sender: "10.0.0.7",
            requests: 1200,
            samples: 4_200_000,
            samples_per_second: 6.666,
            refused: 0,
            last_seen: "2026-11-22T09:59:56.000Z",
        },
    ],
    refusals: [
        {
            time: "2026-11-22T09:59:50.000Z",
            first_time: "2026-11-20T08:00:00.000Z",
            count: 12,
            protocol: "json",
            path: "/ingest",
            sender: "127.0.0.1",
            reason: "bad_value",
            message: "metrics[0].value: is 'x'",
            hint: "Send a number.",
        },
    ],
    listeners: [],
};

it("says who sends in words", () => {
    expect(senderRows(status)).toEqual([["10.0.0.7", "remote write", "6.67", "0", "4 s ago"]]);
});

it("counts what was refused once, read or not", () => {
    expect(protocolRows(status)).toEqual([["remote write", "1,200", "4.2M", "8"]]);
});

it("tells a refusal with all that helps", () => {
    expect(refusalRows(status, "utc")).toEqual([
        {
            time: "09:59:50",
            sender: "127.0.0.1",
            path: "/ingest",
            reason: "bad value",
            message: "metrics[0].value: is 'x'",
            hint: "Send a number.",
            count: "12",
            details: "metrics[0].value: is 'x'\nSend a number.\n12 times since 20 Nov 08:00:00",
        },
    ]);
});

it.each([
    ["nothing yet", 0, false],
    ["a moment ago", 1_795_341_590_000, true],
    ["four minutes ago", 1_795_341_360_000, true],
    ["six minutes ago", 1_795_341_240_000, false],
])("marks what was refused of late: %s", (_, last_refusal_ms, marked) => {
    expect(wasRefusedOfLate({ now_ms: 1_795_341_600_000, last_refusal_ms })).toBe(marked);
});
