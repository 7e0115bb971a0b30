// What is true of the server, once a second; what was last known, and said to be so, when it is gone.

import { useApp } from "../app";
import { formatCount, formatSpan, formatValue, plural } from "../lib/format";
import { wasRefusedOfLate } from "../lib/ingest";
import { useValue } from "../lib/observable";
import { Bytes, Plain } from "../lib/units";

const NoticedSkewMs = 30000;

export function StatusBar() {
    const app = useApp();
    const status = useValue(app.status);
    const connection = useValue(app.connection);
    const skewMs = useValue(app.skewMs);
    const state =
        connection.state === "open" ? "ok" : connection.state === "broken" ? "bad" : "wait";
    if (!status) {
        return (
            <footer class="statusbar">
                <span class={`dot dot-${state}`} />
                <span>{state === "bad" ? "The server does not answer" : location.host}</span>
            </footer>
        );
    }
    const reasons = Object.entries(status.refused_by_reason)
        .filter(([, count]) => count > 0)
        .map(([reason, count]) => `${reason.replace(/_/g, " ")}: ${formatCount(count)}`);
    const memory = status.resident_bytes > 0 ? status.resident_bytes : status.memory_bytes;
    return (
        <footer class={`statusbar${state === "bad" ? " stale" : ""}`}>
            <span class={`status-address ${state}`}>
                <span class={`dot dot-${state}`} />
                {status.listen}
            </span>
            <span class="status-item" data-testid="status-series">
                {plural(status.series, "series")}
            </span>
            <span class="status-item not-phone">
                {formatValue(status.samples_per_second, { ...Plain, suffix: "samples/s" })}
            </span>
            <span class="status-item wide-only">{formatValue(memory, Bytes)} memory</span>
            <span class="status-item wide-only">
                {formatValue(status.memory_bytes, Bytes)} of{" "}
                {formatValue(status.memory_budget_bytes, Bytes)} for new samples
            </span>
            <span class="status-item wide-only">{formatValue(status.disk_bytes, Bytes)} on disk</span>
            <span class="status-item wide-only">keeps {formatSpan(status.keep_for_ms)}</span>
            {Math.abs(skewMs) > NoticedSkewMs && (
                <span class="status-item warn">
                    clock {formatSpan(Math.round(Math.abs(skewMs) / 1000) * 1000)}{" "}
                    {skewMs > 0 ? "ahead of" : "behind"} this browser&apos;s
                </span>
            )}
            {status.storage_problem !== "" && (
                <span class="status-item warn" title={status.storage_problem}>
                    samples are not stored
                </span>
            )}
            <span class="topbar-space" />
            <a
                class={`status-item status-link${wasRefusedOfLate(status) ? " warn" : ""}`}
                href={app.href({ page: "ingest" })}
                title={reasons.join("\n") || "What was refused (g i)"}
                onClick={(event) => {
                    if (event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey)
                        return;
                    event.preventDefault();
                    app.go({ page: "ingest" });
                }}
            >
                {formatCount(status.refusals)} refused
            </a>
            <span class="status-item wide-only faint">TinyObs {status.version}</span>
        </footer>
    );
}
