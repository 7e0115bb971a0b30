// Labels as text: the identity of a series, the words that tell series of one panel apart.

export type Labels = Record<string, string>;

/** One spelling per label set, whatever order the labels came in. */
export function identity(labels: Labels): string {
    return Object.keys(labels)
        .sort()
        .map((name) => `${name}\u0001${labels[name]}`)
        .join("\u0002");
}

/** FNV-1a over the UTF-16 code units: stable between runs and browsers. */
export function hash32(text: string): number {
    let hash = 0x811c9dc5;
    for (let index = 0; index < text.length; ++index) {
        hash ^= text.charCodeAt(index);
        hash = Math.imul(hash, 0x01000193);
    }
    return hash >>> 0;
}

/** A short name for a series in the address. */
export function shortId(key: string): string {
    return hash32(key).toString(36);
}

/** The labels that do not have the same value in every series, sorted by name. */
export function differing(all: Labels[]): string[] {
    const names = new Set<string>();
    for (const labels of all) for (const name of Object.keys(labels)) names.add(name);
    const first = all[0] ?? {};
    return [...names].filter((name) => all.some((labels) => labels[name] !== first[name])).sort();
}

/** The labels every series shares: said once in the header instead of on every row. */
export function common(all: Labels[]): Labels {
    const apart = new Set(differing(all));
    return Object.fromEntries(Object.entries(all[0] ?? {}).filter(([name]) => !apart.has(name)));
}

export function labelText(labels: Labels, names = Object.keys(labels).sort()): string {
    return names
        .filter((name) => labels[name] !== undefined)
        .map((name) => `${name}="${labels[name]}"`)
        .join(" ");
}

/** What names a series among its neighbours: the bare value when one label tells them apart. */
export function shortName(labels: Labels, apart: string[], fallback: string): string {
    if (apart.length === 0) return fallback;
    if (apart.length === 1) return labels[apart[0] as string] ?? `no ${apart[0]}`;
    return labelText(labels, apart) || fallback;
}

/** Shorter still, for the legend of a small chart: the values alone. */
export function valueName(labels: Labels, apart: string[], fallback: string): string {
    if (apart.length < 2) return shortName(labels, apart, fallback);
    return apart.map((name) => labels[name] ?? "\u2013").join(" ");
}
