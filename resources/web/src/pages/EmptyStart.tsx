// What a fresh server shows: how to send a first sample, and a light that waits for it.

import { useState } from "preact/hooks";

import { useApp } from "../app";
import { CopyIcon } from "../parts/icons";
import { usePart } from "../lib/observable";

export function curlCommand(origin: string): string {
    return `curl ${origin}/ingest -d '{"metrics":[\n  {"name":"demo","value":1,"labels":{"service":"hello"}}]}'`;
}

async function copy(text: string, from: HTMLElement | null): Promise<boolean> {
    try {
        await navigator.clipboard.writeText(text);
        return true;
    } catch {
        // Plain http on another machine has no clipboard: leave the text selected for Ctrl C.
        if (from) getSelection()?.selectAllChildren(from);
        return false;
    }
}

export function EmptyStart() {
    const app = useApp();
    const connected = usePart(app.connection, (connection) => connection.state === "open");
    const [answer, setAnswer] = useState("");
    const command = curlCommand(location.origin);
    const pressed = async (event: MouseEvent) => {
        const block =
            (event.currentTarget as HTMLElement).parentElement?.querySelector("pre") ?? null;
        setAnswer((await copy(command, block)) ? "Copied" : "Selected: press Ctrl C");
        setTimeout(() => setAnswer(""), 2000);
    };
    return (
        <section class="panel empty-start" data-testid="empty">
            <h2>Send something</h2>
            <p>
                This server has no data of yours yet. Paste this into a terminal, and its chart
                appears here.
            </p>
            <div class="command">
                <pre class="code" tabIndex={0}>
                    {command}
                </pre>
                <button
                    class="control"
                    type="button"
                    onClick={pressed}
                    aria-label="Copy the command"
                >
                    <CopyIcon />
                    <span aria-live="polite">{answer || "Copy"}</span>
                </button>
            </div>
            <p class="waiting">
                <span class={connected ? "dot dot-wait pulse" : "dot dot-bad"} />
                {connected ? "Waiting for the first sample" : "Waiting for the server"}
            </p>
        </section>
    );
}
