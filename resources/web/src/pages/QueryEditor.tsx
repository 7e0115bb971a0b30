// The editor's place on the page: plain text until its chunk is there, the buttons beside it.

import { useEffect, useRef, useState } from "preact/hooks";

import { askFormat, errorText, problemOf, type QueryProblem } from "../lib/promql";
import { QueryHistory } from "../lib/queryhistory";
import type { PromEditor } from "./promeditor";

interface Props {
    query: string;
    problem: QueryProblem | undefined;
    onRun: (query: string) => void;
}

export function QueryEditor({ query, problem, onRun }: Props) {
    const host = useRef<HTMLDivElement>(null);
    const editor = useRef<PromEditor>();
    const latest = useRef({ query, problem, onRun });
    latest.current = { query, problem, onRun };
    const [failure, setFailure] = useState("");
    const [said, setSaid] = useState<QueryProblem | undefined>(undefined);
    const [isReady, setReady] = useState(false);

    useEffect(() => {
        let gone = false;
        import("./promeditor")
            .then(({ createEditor }) => {
                if (gone || !host.current) return;
                editor.current = createEditor(host.current, {
                    text: latest.current.query,
                    label: "PromQL",
                    run: (text) => latest.current.onRun(text),
                });
                editor.current.setProblem(latest.current.problem);
                setReady(true);
                if (innerWidth > 800) editor.current.focus();
            })
            .catch((error: unknown) => setFailure(errorText(error)));
        return () => {
            gone = true;
            editor.current?.destroy();
        };
    }, []);
    useEffect(() => {
        setSaid(undefined);
        editor.current?.setText(query);
    }, [query]);
    useEffect(() => editor.current?.setProblem(problem), [problem?.message, problem?.from, query]);

    const format = async () => {
        const text = editor.current?.text() ?? "";
        if (text.trim() === "") return;
        try {
            const formatted = await askFormat(text);
            setSaid(undefined);
            if (editor.current?.text() === text) editor.current.setText(formatted);
        } catch (error) {
            const found = problemOf(errorText(error), text);
            editor.current?.setProblem(found);
            setSaid(found);
        }
    };
    const shown = said ?? problem;
    const past = QueryHistory.read();
    return (
        <section class="panel query-editor" aria-label="Query">
            <div class={`query-text${shown ? " wrong" : ""}`}>
                {!isReady && <pre class="code query-waiting">{query || " "}</pre>}
                <div ref={host} class="query-host" data-testid="editor" />
            </div>
            <div class="query-buttons">
                <button
                    class="control primary"
                    type="button"
                    title="Enter runs, Shift+Enter begins a line"
                    onClick={() => editor.current && onRun(editor.current.text())}
                >
                    Run
                </button>
                <button class="control" type="button" onClick={format}>
                    Format
                </button>
                <select
                    class="field query-history"
                    aria-label="Earlier queries"
                    title="Earlier queries (Ctrl+Up, Ctrl+Down in the editor)"
                    value=""
                    disabled={past.length === 0}
                    onChange={(event) => {
                        const picked = past[Number(event.currentTarget.value)];
                        event.currentTarget.value = "";
                        if (picked === undefined) return;
                        editor.current?.setText(picked);
                        onRun(picked);
                    }}
                >
                    <option value="">History</option>
                    {past.map((text, index) => (
                        <option key={text} value={String(index)}>
                            {text.length > 90 ? `${text.slice(0, 89)}\u2026` : text}
                        </option>
                    ))}
                </select>
            </div>
            {(shown || failure) && (
                <p class="query-problem" role="alert">
                    {failure ? `The editor could not be loaded: ${failure}` : shown?.message}
                </p>
            )}
        </section>
    );
}
