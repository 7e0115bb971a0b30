// What a fresh server shows: how to send a first sample, and a light that waits for it.

import { useApp } from "../app";
import { usePart } from "../lib/observable";
import { CommandBox } from "../parts/CommandBox";

export function EmptyStart() {
    const app = useApp();
    const connected = usePart(app.connection, (connection) => connection.state === "open");
    return (
        <section class="panel empty-start" data-testid="empty">
            <h2>Send something</h2>
            <p>
                This server has no data of yours yet. Paste this into a terminal, and its chart
                appears here.
            </p>
            <CommandBox />
            <p class="waiting">
                <span class={connected ? "dot dot-wait pulse" : "dot dot-bad"} />
                {connected ? "Waiting for the first sample" : "Waiting for the server"}
            </p>
        </section>
    );
}
