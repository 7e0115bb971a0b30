// Label conditions: the chips of the filter bar, their text in the address and in a query.

export type Operator = "=" | "!=" | "=~" | "!~";

export interface Filter {
    label: string;
    operator: Operator;
    value: string;
}

export const Operators: Operator[] = ["=", "!=", "=~", "!~"];

/** Label names that are also parameters of the routes have to be asked for as label.<name>. */
const Reserved = new Set([
    "metric",
    "name",
    "start",
    "end",
    "step",
    "agg",
    "limit",
    "internal",
    "label",
]);

export function parseFilter(text: string): Filter | undefined {
    const match = /^\s*([A-Za-z_][A-Za-z0-9_]*)\s*(!=|=~|!~|=)\s*([\s\S]*?)\s*$/.exec(text);
    if (!match) return undefined;
    const value = match[3] as string;
    const quoted = /^"([\s\S]*)"$/.exec(value);
    return {
        label: match[1] as string,
        operator: match[2] as Operator,
        value: quoted ? (quoted[1] as string) : value,
    };
}

export function filterText(filter: Filter): string {
    return `${filter.label}${filter.operator}${filter.value}`;
}

export function filterWords(filter: Filter): string {
    return `${filter.label} ${filter.operator} ${filter.value === "" ? '""' : filter.value}`;
}

/** The condition as a pair of a query string; the API writes =~ as ~=. */
export function filterParameter(filter: Filter): [string, string] {
    const name = Reserved.has(filter.label) ? `label.${filter.label}` : filter.label;
    const sign = { "=": "", "!=": "!", "=~": "~", "!~": "!~" }[filter.operator];
    return [name + sign, filter.value];
}
