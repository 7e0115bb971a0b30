// The command that sends a sample, and the way to copy it.

import { useState } from "preact/hooks";

import { CopyIcon } from "../parts/icons";

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

export function CommandBox() {
    const [answer, setAnswer] = useState("");
    const command = curlCommand(location.origin);
    const pressed = async (event: MouseEvent) => {
        const block =
            (event.currentTarget as HTMLElement).parentElement?.querySelector("pre") ?? null;
        setAnswer((await copy(command, block)) ? "Copied" : "Selected: press Ctrl C");
        setTimeout(() => setAnswer(""), 2000);
    };
    return (
        <div class="command">
            <pre class="code" tabIndex={0}>
                {command}
            </pre>
            <button class="control" type="button" onClick={pressed} aria-label="Copy the command">
                <CopyIcon />
                <span aria-live="polite">{answer || "Copy"}</span>
            </button>
        </div>
    );
}
