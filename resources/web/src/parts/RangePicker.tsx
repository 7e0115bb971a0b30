// The time range: presets, a custom pair of ends, the zone and how often charts refresh.

import { useState } from "preact/hooks";

import { useApp } from "../app";
import { useValue } from "../lib/observable";
import {
    durationText,
    fixedRange,
    parseDuration,
    parseInstant,
    Presets,
    rangeLabel,
    resolveRange,
} from "../lib/timerange";
import { RefreshChoices } from "../lib/urlstate";
import { editable, zoneName, type Zone } from "../lib/zone";
import { ClockIcon } from "./icons";
import { Popover } from "./Popover";

function CustomRange({ onDone }: { onDone: () => void }) {
    const app = useApp();
    const { range, zone } = app.view.value;
    const span = resolveRange(range, app.nowMs());
    const relative = range.kind === "relative";
    const [from, setFrom] = useState(
        relative ? `now-${durationText(range.ms)}` : editable(span.fromMs, zone),
    );
    const [to, setTo] = useState(relative ? "now" : editable(span.toMs, zone));
    const [problem, setProblem] = useState("");

    const apply = (event: Event) => {
        event.preventDefault();
        const now = app.nowMs();
        const fromMs = parseInstant(from, now, zone);
        const toMs = parseInstant(to, now, zone);
        const last = /^now-([\dsmhdw.]+)$/.exec(from.trim());
        const lastMs = last && to.trim() === "now" ? parseDuration(last[1] as string) : undefined;
        if (lastMs !== undefined) app.setRange({ kind: "relative", ms: lastMs });
        else if (fromMs === undefined)
            return setProblem(`"${from}" is no time. Try now-1h, 10:00 or 2026-11-22 10:00`);
        else if (toMs === undefined)
            return setProblem(`"${to}" is no time. Try now, 11:30 or 2026-11-22 11:30`);
        else if (fromMs >= toMs) return setProblem("The range must begin before it ends");
        else app.setRange(fixedRange(fromMs, toMs));
        onDone();
    };
    return (
        <form class="range-custom" onSubmit={apply}>
            <label>
                <span class="field-name">From</span>
                <input
                    class="field"
                    name="from"
                    value={from}
                    autocomplete="off"
                    spellcheck={false}
                    onInput={(event) => setFrom(event.currentTarget.value)}
                />
            </label>
            <label>
                <span class="field-name">To</span>
                <input
                    class="field"
                    name="to"
                    value={to}
                    autocomplete="off"
                    spellcheck={false}
                    onInput={(event) => setTo(event.currentTarget.value)}
                />
            </label>
            <p class="problem" role="alert">
                {problem}
            </p>
            <button class="control primary" type="submit">
                Apply
            </button>
        </form>
    );
}

function Choices({ onDone }: { onDone: () => void }) {
    const app = useApp();
    const { range, zone, refreshMs } = useValue(app.view);
    return (
        <>
            <ul class="range-presets" aria-label="Ranges">
                {Presets.map((text) => {
                    const ms = parseDuration(text)!;
                    const chosen = range.kind === "relative" && range.ms === ms;
                    const pick = () => {
                        app.setRange({ kind: "relative", ms });
                        onDone();
                    };
                    return (
                        <li key={text}>
                            <button class="chip" type="button" aria-pressed={chosen} onClick={pick}>
                                {text}
                            </button>
                        </li>
                    );
                })}
            </ul>
            <CustomRange key={`${JSON.stringify(range)}${zone}`} onDone={onDone} />
            <div class="range-more">
                <label>
                    <span class="field-name">Zone</span>
                    <select
                        class="field"
                        value={zone}
                        onChange={(event) =>
                            app.go({ zone: event.currentTarget.value as Zone }, "replace")
                        }
                    >
                        <option value="local">{zoneName("local")} (browser)</option>
                        <option value="utc">UTC</option>
                    </select>
                </label>
                <label>
                    <span class="field-name">Refresh</span>
                    <select
                        class="field"
                        value={refreshMs}
                        onChange={(event) =>
                            app.go({ refreshMs: Number(event.currentTarget.value) }, "replace")
                        }
                    >
                        {RefreshChoices.map((ms) => (
                            <option key={ms} value={ms}>
                                {ms === 0 ? "automatic" : `every ${durationText(ms)}`}
                            </option>
                        ))}
                    </select>
                </label>
            </div>
        </>
    );
}

export function RangePicker() {
    const app = useApp();
    const { range, zone } = useValue(app.view);
    const [open, setOpen] = useState(false);
    const close = () => setOpen(false);
    return (
        <div class="holder">
            <button
                class="control"
                type="button"
                aria-haspopup="dialog"
                aria-expanded={open}
                data-testid="range"
                onClick={() => setOpen(!open)}
            >
                <ClockIcon />
                <span>{rangeLabel(range, zone)}</span>
                {range.kind === "relative" && (
                    <span class="secondary wide-only">{zoneName(zone)}</span>
                )}
            </button>
            {open && (
                <Popover class="range-popover" label="Time range" onClose={close}>
                    <Choices onDone={close} />
                </Popover>
            )}
        </div>
    );
}
