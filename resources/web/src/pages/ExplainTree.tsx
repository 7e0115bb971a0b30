// What each part of the query costs: asked for only while it is unfolded.

import { useEffect, useState } from "preact/hooks";

import { useApp } from "../app";
import { isAbort } from "../lib/api";
import { formatCount, formatValue } from "../lib/format";
import { askExplain, errorText, type ExplainNode } from "../lib/promql";
import { Seconds } from "../lib/units";

interface Props {
    query: string;
    /** Undefined: at one moment. */
    stepMs: number | undefined;
}

function flat(node: ExplainNode, depth = 0): { node: ExplainNode; depth: number }[] {
    return [{ node, depth }, ...node.children.flatMap((child) => flat(child, depth + 1))];
}

const DeepestIndent = 8;

function Tree({ tree }: { tree: ExplainNode }) {
    return (
        <div class="query-table" tabIndex={0} role="region" aria-label="Cost of each part">
            <table class="explain">
                <caption class="visually-hidden">Cost of each part of the query</caption>
                <thead>
                    <tr>
                        <th scope="col">part</th>
                        {["series", "samples", "time"].map((name) => (
                            <th key={name} scope="col" class="number">
                                {name}
                            </th>
                        ))}
                    </tr>
                </thead>
                <tbody>
                    {flat(tree).map(({ node, depth }, index) => (
                        <tr key={index} data-testid="explain-node">
                            <td
                                class={`code indent-${Math.min(depth, DeepestIndent)}`}
                                title={node.type}
                            >
                                {node.text}
                            </td>
                            <td class="number">{formatCount(node.series)}</td>
                            <td class="number">{formatCount(node.samples)}</td>
                            <td class="number">{formatValue(node.seconds, Seconds)}</td>
                        </tr>
                    ))}
                </tbody>
            </table>
        </div>
    );
}

export function ExplainTree({ query, stepMs }: Props) {
    const app = useApp();
    const [isOpen, setOpen] = useState(false);
    const [tree, setTree] = useState<ExplainNode | undefined>(undefined);
    const [error, setError] = useState("");
    useEffect(() => {
        if (!isOpen) return undefined;
        const controller = new AbortController();
        askExplain(query, app.span(), stepMs, controller.signal)
            .then((answer) => {
                setTree(answer);
                setError("");
            })
            .catch((problem: unknown) => {
                if (!isAbort(problem)) setError(errorText(problem));
            });
        return () => controller.abort();
    }, [isOpen, query, stepMs]);
    return (
        <details
            class="panel query-explain"
            onToggle={(event) => setOpen(event.currentTarget.open)}
        >
            <summary>What each part costs</summary>
            {error && <p role="alert">{error}</p>}
            {tree && !error && <Tree tree={tree} />}
        </details>
    );
}
