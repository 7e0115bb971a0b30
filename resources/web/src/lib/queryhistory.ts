// The queries that were run in this browser, newest first, each once.

const Key = "tinyobs.queries";
export const Kept = 100;

/** The list with one query at its head. */
export function withQuery(list: string[], query: string): string[] {
    return [query, ...list.filter((each) => each !== query)].slice(0, Kept);
}

export const QueryHistory = {
    read(): string[] {
        try {
            const list: unknown = JSON.parse(localStorage.getItem(Key) ?? "[]");
            return Array.isArray(list) ? list.filter((each) => typeof each === "string") : [];
        } catch {
            return []; // Without storage, or with somebody else's text in it, there is no history.
        }
    },
    add(query: string): void {
        if (query.trim() === "") return;
        try {
            localStorage.setItem(Key, JSON.stringify(withQuery(QueryHistory.read(), query)));
        } catch {
            // Full or forbidden: the query runs all the same.
        }
    },
};
