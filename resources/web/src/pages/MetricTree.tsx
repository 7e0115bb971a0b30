// The metrics of every service, found by fuzzy search; arrows move, Enter opens.

import { useMemo, useState } from "preact/hooks";

import { useApp } from "../app";
import type { CatalogService } from "../lib/api";
import { families, type Family } from "../lib/families";
import { formatCount, plural } from "../lib/format";
import { fuzzyFilter } from "../lib/fuzzy";
import { usePart, useValue } from "../lib/observable";
import { ChevronIcon, SearchIcon } from "../parts/icons";

/** Rows of one service drawn at once; the search narrows the rest. */
const MostRows = 300;

const ShortUnits: Record<string, string> = {
    seconds: "s",
    milliseconds: "ms",
    bytes: "B",
    percent: "%",
    celsius: "°C",
    meters: "m",
    volts: "V",
};

interface Branch {
    service: CatalogService;
    all: Family[];
    found: Family[];
}

function moveFocus(event: KeyboardEvent): void {
    if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
    const root = (event.currentTarget as HTMLElement).closest(".tree")!;
    const stops = [...root.querySelectorAll<HTMLElement>("input, .tree-branch, .tree-leaf")];
    const at = stops.indexOf(document.activeElement as HTMLElement);
    stops[
        Math.min(stops.length - 1, Math.max(0, at + (event.key === "ArrowDown" ? 1 : -1)))
    ]?.focus();
    event.preventDefault();
}

function BranchRows({
    branch,
    open,
    onToggle,
    chosen,
}: {
    branch: Branch;
    open: boolean;
    onToggle: () => void;
    chosen: string;
}) {
    const app = useApp();
    const { service, found, all } = branch;
    return (
        <li>
            <button class="tree-branch" type="button" aria-expanded={open} onClick={onToggle}>
                <span class={open ? "chevron open" : "chevron"}>
                    <ChevronIcon />
                </span>
                <span class="tree-name">{service.name}</span>
                <span class="secondary">
                    {found.length === all.length
                        ? plural(all.length, "metric")
                        : `${found.length} of ${all.length}`}
                </span>
            </button>
            {open && (
                <ul>
                    {found.slice(0, MostRows).map((family) => (
                        <li key={family.name}>
                            <button
                                class="tree-leaf"
                                type="button"
                                aria-current={family.name === chosen ? "true" : undefined}
                                title={`${family.name}\n${family.kind}${family.unit ? `, ${family.unit}` : ""}, ${plural(family.series, "series")}${family.help && `\n${family.help}`}`}
                                onClick={() => void app.openMetric(family.name, service.name)}
                            >
                                <span class="tree-name">{family.name}</span>
                                <span class="secondary">
                                    {family.unit
                                        ? `${family.kind}, ${ShortUnits[family.unit] ?? family.unit}`
                                        : family.kind}
                                </span>
                            </button>
                        </li>
                    ))}
                    {found.length > MostRows && (
                        <li class="tree-more">
                            and {formatCount(found.length - MostRows)} more: search to find them
                        </li>
                    )}
                </ul>
            )}
        </li>
    );
}

export function MetricTree({ family, service }: { family: Family | undefined; service: string }) {
    const app = useApp();
    const catalog = useValue(app.catalog);
    const page = usePart(app.view, (view) => view.metric);
    const [pattern, setPattern] = useState("");
    const [toggled, setToggled] = useState<Record<string, boolean>>({});
    const branches = useMemo(
        () =>
            (catalog?.services ?? [])
                .map((entry): Branch => {
                    const all = families(entry.metrics);
                    return {
                        service: entry,
                        all,
                        found: fuzzyFilter(
                            all,
                            pattern,
                            ({ name, unit, kind }) => `${name} ${entry.name} ${kind} ${unit}`,
                        ),
                    };
                })
                .filter(({ found }) => found.length > 0),
        [catalog, pattern],
    );
    const isOpen = ({ service: entry }: Branch, index: number) => {
        if (pattern) return true;
        return toggled[entry.name] ?? (service ? entry.name === service : index === 0);
    };
    const entered = (event: KeyboardEvent) => {
        const first = branches[0]?.found[0];
        if (event.key === "Enter" && first)
            void app.openMetric(first.name, branches[0]!.service.name);
        moveFocus(event);
    };
    return (
        <aside class={`panel tree${page ? " has-metric" : ""}`} aria-label="Metrics">
            <label class="tree-search">
                <SearchIcon />
                <input
                    class="field"
                    data-search
                    placeholder="Search metrics"
                    aria-label="Search metrics"
                    autocomplete="off"
                    spellcheck={false}
                    value={pattern}
                    onKeyDown={entered}
                    onInput={(event) => setPattern(event.currentTarget.value)}
                />
            </label>
            <ul class="tree-rows" onKeyDown={moveFocus}>
                {branches.map((branch, index) => (
                    <BranchRows
                        key={branch.service.name}
                        branch={branch}
                        open={isOpen(branch, index)}
                        chosen={family?.name ?? ""}
                        onToggle={() =>
                            setToggled({
                                ...toggled,
                                [branch.service.name]: !isOpen(branch, index),
                            })
                        }
                    />
                ))}
            </ul>
            {catalog && branches.length === 0 && (
                <p class="tree-more">
                    {pattern ? `No metric is named like "${pattern}".` : "No metrics yet."}
                </p>
            )}
        </aside>
    );
}
