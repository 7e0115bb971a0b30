// Label conditions as chips, with suggestions of labels and of their values for this metric.

import { useEffect, useRef, useState } from "preact/hooks";

import { useApp } from "../app";
import { getLabelValues, isAbort } from "../lib/api";
import type { Family } from "../lib/families";
import {
    filterText,
    filterWords,
    Operators,
    parseFilter,
    type Filter,
    type Operator,
} from "../lib/filters";
import { fuzzyFilter } from "../lib/fuzzy";
import { CloseIcon } from "../parts/icons";
import { Popover } from "../parts/Popover";

const MostSuggested = 50;

function storedMetric(family: Family): string {
    return family.parts.count ?? family.parts.bucket ?? family.name;
}

function useLabelValues(label: string, family: Family): { values: string[]; problem: string } {
    const [answer, setAnswer] = useState<{ values: string[]; problem: string }>({
        values: [],
        problem: "",
    });
    const metric = storedMetric(family);
    useEffect(() => {
        setAnswer({ values: [], problem: "" });
        if (!label) return undefined;
        const controller = new AbortController();
        getLabelValues(label, metric, [], controller.signal)
            .then((values) => setAnswer({ values, problem: "" }))
            .catch((error: unknown) => {
                if (!isAbort(error))
                    setAnswer({
                        values: [],
                        problem: error instanceof Error ? error.message : String(error),
                    });
            });
        return () => controller.abort();
    }, [label, metric]);
    return answer;
}

function NewFilter({
    family,
    onDone,
}: {
    family: Family;
    onDone: (filter: Filter | undefined) => void;
}) {
    const names = [...new Set([...family.labels, "service", "job", "instance"])];
    const [label, setLabel] = useState(family.labels[0] ?? "service");
    const [operator, setOperator] = useState<Operator>("=");
    const [value, setValue] = useState("");
    const { values, problem } = useLabelValues(label, family);
    const field = useRef<HTMLInputElement>(null);
    useEffect(() => field.current?.focus(), []);
    const suggested = fuzzyFilter(values, value, (text) => text);
    const done = (picked: string) => onDone(parseFilter(`${label}${operator}${picked}`));
    return (
        <form
            class="filter-form"
            onSubmit={(event) => {
                event.preventDefault();
                done(value);
            }}
        >
            <select
                class="field"
                aria-label="Label"
                value={label}
                onChange={(event) => setLabel(event.currentTarget.value)}
            >
                {names.map((name) => (
                    <option key={name} value={name}>
                        {name}
                    </option>
                ))}
            </select>
            <select
                class="field"
                aria-label="Condition"
                value={operator}
                onChange={(event) => setOperator(event.currentTarget.value as Operator)}
            >
                {Operators.map((sign) => (
                    <option key={sign} value={sign}>
                        {sign}
                    </option>
                ))}
            </select>
            <input
                class="field"
                ref={field}
                aria-label="Value"
                placeholder={operator.includes("~") ? "regular expression" : "value"}
                autocomplete="off"
                spellcheck={false}
                value={value}
                onInput={(event) => setValue(event.currentTarget.value)}
            />
            <ul class="suggestions" aria-label={`Values of ${label}`}>
                {suggested.slice(0, MostSuggested).map((text) => (
                    <li key={text}>
                        <button class="suggestion code" type="button" onClick={() => done(text)}>
                            {text === "" ? '""' : text}
                        </button>
                    </li>
                ))}
                {suggested.length > MostSuggested && (
                    <li class="secondary">and {suggested.length - MostSuggested} more</li>
                )}
                {problem && <li class="problem">{problem}</li>}
            </ul>
            <button class="control primary" type="submit">
                Add
            </button>
        </form>
    );
}

export function FilterBar({ family, filters }: { family: Family; filters: Filter[] }) {
    const app = useApp();
    const [open, setOpen] = useState(false);
    const set = (next: Filter[]) => app.go({ filters: next, shown: { mode: "hide", ids: [] } });
    return (
        <div class="filter-bar">
            <span class="secondary">where</span>
            {filters.map((filter, index) => (
                <span class="chip chosen" key={filterText(filter)}>
                    <span class="code">{filterWords(filter)}</span>
                    <button
                        type="button"
                        aria-label={`Remove ${filterWords(filter)}`}
                        onClick={() => set(filters.filter((_, at) => at !== index))}
                    >
                        <CloseIcon />
                    </button>
                </span>
            ))}
            <span class="holder">
                <button
                    class="chip"
                    type="button"
                    aria-haspopup="dialog"
                    aria-expanded={open}
                    onClick={() => setOpen(!open)}
                >
                    + condition
                </button>
                {open && (
                    <Popover
                        class="filter-popover"
                        label="New condition"
                        onClose={() => setOpen(false)}
                    >
                        <NewFilter
                            family={family}
                            onDone={(filter) => {
                                setOpen(false);
                                if (
                                    filter &&
                                    !filters.some(
                                        (other) => filterText(other) === filterText(filter),
                                    )
                                )
                                    set([...filters, filter]);
                            }}
                        />
                    </Popover>
                )}
            </span>
        </div>
    );
}
