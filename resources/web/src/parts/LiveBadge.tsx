// The connection's state in words: live, paused, fixed, or reconnecting and since when.

import { useEffect, useState } from "preact/hooks";

import { useApp } from "../app";
import { usePart, useValue } from "../lib/observable";

function useSeconds(running: boolean): void {
    const [, set] = useState(0);
    useEffect(() => {
        if (!running) return undefined;
        const timer = setInterval(() => set((count) => count + 1), 1000);
        return () => clearInterval(timer);
    }, [running]);
}

export function LiveBadge() {
    const app = useApp();
    const connection = useValue(app.connection);
    const paused = usePart(app.view, (view) => view.paused);
    const fixed = usePart(app.view, (view) => view.range.kind === "fixed");
    const broken = connection.state === "broken";
    useSeconds(broken);

    const describe = (): { state: string; text: string; said: string; title: string } => {
        if (broken) {
            const seconds = Math.max(0, Math.round((Date.now() - connection.sinceMs) / 1000));
            return {
                state: "bad",
                text: `Reconnecting, ${seconds} s`,
                said: "Connection lost, reconnecting",
                title: "Connection lost. Click to try now",
            };
        }
        if (connection.state === "connecting")
            return {
                state: "wait",
                text: "Connecting",
                said: "Connecting",
                title: "Waiting for the server",
            };
        if (paused)
            return {
                state: "wait",
                text: "Paused",
                said: "Paused",
                title: "Charts stand still. Click to go on (l)",
            };
        if (fixed)
            return {
                state: "wait",
                text: "Fixed range",
                said: "Fixed range, not live",
                title: "The range has a fixed end. Click for the live range (l)",
            };
        return {
            state: "ok",
            text: "Live",
            said: "Live",
            title: "Charts follow the data. Click to pause (l)",
        };
    };
    const { state, text, said, title } = describe();
    const pressed = () => {
        if (broken) app.retryNow();
        else if (fixed && !paused) app.goLive();
        else app.togglePause();
    };
    return (
        <>
            <button
                class={`control live live-${state}`}
                type="button"
                title={title}
                data-testid="live"
                onClick={pressed}
            >
                <span class={`dot dot-${state}`} />
                <span class="live-text">{text}</span>
            </button>
            <span class="visually-hidden" role="status" aria-live="polite">
                {said}
            </span>
        </>
    );
}
