// Who sends, by what, through which ports; and what was refused, why, and what to do about it.

import { useEffect, useState } from "preact/hooks";

import { useApp } from "../app";
import { getIngestStatus, isAbort, type IngestStatus } from "../lib/api";
import { protocolRows, refusalRows, senderRows } from "../lib/ingest";
import { usePart, useValue } from "../lib/observable";
import { CommandBox } from "../parts/CommandBox";

const EveryMs = 1000;

/** The newest account, asked for each second while the tab is seen. */
function useIngestStatus(): { status: IngestStatus | undefined; problem: string } {
    const app = useApp();
    const open = usePart(app.connection, (connection) => connection.state === "open");
    const [status, setStatus] = useState<IngestStatus>();
    const [problem, setProblem] = useState("");
    useEffect(() => {
        const abort = new AbortController();
        let timer: number | undefined;
        const ask = async () => {
            try {
                if (!document.hidden) {
                    setStatus(await getIngestStatus(abort.signal));
                    setProblem("");
                }
            } catch (error) {
                if (isAbort(error)) return;
                setProblem(error instanceof Error ? error.message : String(error));
            }
            timer = window.setTimeout(ask, EveryMs);
        };
        if (open) void ask();
        return () => {
            abort.abort();
            clearTimeout(timer);
        };
    }, [open]);
    return { status, problem };
}

interface Column {
    title: string;
    kind?: "number" | "warning";
}

function TextTable({ name, columns, rows }: { name: string; columns: Column[]; rows: string[][] }) {
    return (
        <table class="text-table" aria-label={name}>
            <thead>
                <tr>
                    {columns.map(({ title, kind }) => (
                        <th key={title} scope="col" class={kind && "number"}>
                            {title}
                        </th>
                    ))}
                </tr>
            </thead>
            <tbody>
                {rows.map((cells, row) => (
                    <tr key={row}>
                        {cells.map((cell, index) => {
                            const kind = columns[index]!.kind;
                            const warns = kind === "warning" && cell !== "0";
                            return (
                                <td
                                    key={columns[index]!.title}
                                    class={kind && (warns ? "number warn" : "number")}
                                    title={kind ? undefined : cell}
                                >
                                    {cell}
                                </td>
                            );
                        })}
                    </tr>
                ))}
            </tbody>
        </table>
    );
}

function Refusals({ status }: { status: IngestStatus }) {
    const app = useApp();
    const zone = usePart(app.view, (view) => view.zone);
    return (
        <table class="text-table refusals" aria-label="What was refused" data-testid="refusals">
            <thead>
                <tr>
                    <th scope="col">Time</th>
                    <th scope="col">Sender</th>
                    <th scope="col">Path</th>
                    <th scope="col">Reason</th>
                    <th scope="col">What was wrong, and what to do</th>
                    <th scope="col" class="number">
                        Count
                    </th>
                </tr>
            </thead>
            <tbody>
                {refusalRows(status, zone).map((row, index) => (
                    <tr key={index}>
                        <td>{row.time}</td>
                        <td title={row.sender}>{row.sender}</td>
                        <td title={row.path}>{row.path}</td>
                        <td class="warn" title={row.reason}>
                            {row.reason}
                        </td>
                        <td title={row.details}>
                            <div class="cut">{row.message}</div>
                            <div class="cut secondary">{row.hint}</div>
                        </td>
                        <td class="number">{row.count}</td>
                    </tr>
                ))}
            </tbody>
        </table>
    );
}

const SenderColumns: Column[] = [
    { title: "Sender" },
    { title: "Protocol" },
    { title: "Samples/s", kind: "number" },
    { title: "Refused", kind: "warning" },
    { title: "Last seen", kind: "number" },
];
const ProtocolColumns: Column[] = [
    { title: "Protocol" },
    { title: "Requests", kind: "number" },
    { title: "Samples", kind: "number" },
    { title: "Refused", kind: "warning" },
];
const PortColumns: Column[] = [{ title: "Speaks" }, { title: "Address" }];

export function Ingest() {
    const app = useApp();
    const server = useValue(app.status);
    const { status, problem } = useIngestStatus();
    if (!status) {
        return (
            <div class="page">
                <div class="panel-state page-state" role={problem ? "alert" : undefined}>
                    {problem ? (
                        <>
                            <strong>What came in cannot be loaded</strong>
                            <span>{problem}</span>
                        </>
                    ) : (
                        <span class="loading" role="img" aria-label="Loading" />
                    )}
                </div>
            </div>
        );
    }
    const ports = status.listeners.map(({ name, address, problem }) => [name, problem || address]);
    return (
        <div class="page ingest" data-testid="ingest">
            <section class="panel ingest-panel ingest-senders" aria-label="Senders">
                <h2>Senders</h2>
                <div class="ingest-rows" tabIndex={0}>
                    <TextTable name="Senders" columns={SenderColumns} rows={senderRows(status)} />
                    {status.senders.length === 0 && (
                        <p class="secondary">Nobody has sent anything yet.</p>
                    )}
                </div>
            </section>
            <section class="panel ingest-panel ingest-protocols" aria-label="Protocols">
                <h2>Protocols</h2>
                <div class="ingest-rows" tabIndex={0}>
                    <TextTable
                        name="Protocols"
                        columns={ProtocolColumns}
                        rows={protocolRows(status)}
                    />
                </div>
            </section>
            <section class="panel ingest-panel ingest-ports" aria-label="Open ports">
                <h2>Open ports</h2>
                <div class="ingest-rows" tabIndex={0}>
                    <TextTable name="Open ports" columns={PortColumns} rows={ports} />
                </div>
            </section>
            <section class="panel ingest-panel ingest-refused" aria-label="What was refused">
                <h2>What was refused</h2>
                {status.refusals.length > 0 ? (
                    <Refusals status={status} />
                ) : (
                    <div class="ingest-empty">
                        <p class="secondary">
                            Nothing was refused since the start. Samples go to{" "}
                            {server?.listen ?? location.host}, for example:
                        </p>
                        <CommandBox />
                    </div>
                )}
            </section>
        </div>
    );
}
