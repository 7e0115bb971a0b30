// An instant answer as a table: a column for each label, sorted by a click, copied with tabs.

import { useState } from "preact/hooks";

import { formatCount } from "../lib/format";
import { columnsOf, sortedRows, tableText, type Order, type TableRow } from "../lib/promql";
import { CopyIcon } from "../parts/icons";

const ShownRows = 500;

function nextOrder(order: Order | undefined, column: string): Order | undefined {
    // Values start with the largest, names with the first; the third click is the server's order.
    const first = column === "";
    if (order?.column !== column) return { column, descending: first };
    return order.descending === first ? { column, descending: !first } : undefined;
}

export function QueryTable({ rows }: { rows: TableRow[] }) {
    const [order, setOrder] = useState<Order | undefined>(undefined);
    const [answer, setAnswer] = useState("");
    const columns = columnsOf(rows);
    const sorted = sortedRows(rows, order);
    const copy = async () => {
        try {
            await navigator.clipboard.writeText(tableText(sorted, columns));
            setAnswer("Copied");
        } catch {
            setAnswer("The browser does not allow it");
        }
        setTimeout(() => setAnswer(""), 2000);
    };
    const head = (column: string, name: string) => (
        <th
            key={column}
            scope="col"
            class={column === "" ? "number" : ""}
            aria-sort={
                order?.column !== column ? "none" : order.descending ? "descending" : "ascending"
            }
        >
            <button type="button" onClick={() => setOrder(nextOrder(order, column))}>
                {name}
                <span class="sort-mark" aria-hidden="true">
                    {order?.column === column ? (order.descending ? "\u2193" : "\u2191") : ""}
                </span>
            </button>
        </th>
    );
    return (
        <>
            <div class="query-table" tabIndex={0} role="region" aria-label="Rows of the result">
                <table>
                    <caption class="visually-hidden">Result of the query</caption>
                    <thead>
                        <tr>
                            {columns.map((name) => head(name, name === "__name__" ? "metric" : name))}
                            {head("", "value")}
                        </tr>
                    </thead>
                    <tbody>
                        {sorted.slice(0, ShownRows).map(({ labels, text }, index) => (
                            <tr key={index}>
                                {columns.map((name) => (
                                    <td key={name} class="code" title={labels[name] ?? ""}>
                                        {labels[name] ?? ""}
                                    </td>
                                ))}
                                <td class="number code">{text}</td>
                            </tr>
                        ))}
                    </tbody>
                </table>
            </div>
            <div class="query-table-foot">
                <span class="secondary">
                    {rows.length > ShownRows &&
                        `and ${formatCount(rows.length - ShownRows)} more, which are copied too`}
                </span>
                <button class="control" type="button" onClick={copy}>
                    <CopyIcon />
                    <span aria-live="polite">{answer || "Copy the table"}</span>
                </button>
            </div>
        </>
    );
}
