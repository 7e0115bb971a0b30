// Fuzzy search: the letters of the pattern must occur in order; runs, word starts and short texts
// score higher. Words separated by spaces must all match, in any order.

export interface Match {
    score: number;
    positions: number[];
}

function isWordStart(text: string, index: number): boolean {
    if (index === 0) return true;
    return /[^a-z0-9]/.test(text[index - 1] as string) && /[a-z0-9]/.test(text[index] as string);
}

function matchFrom(word: string, text: string, start: number): Match | undefined {
    const positions: number[] = [];
    let score = 0;
    let at = start;
    for (const letter of word) {
        const found = text.indexOf(letter, at);
        if (found < 0) return undefined;
        const previous = positions[positions.length - 1];
        if (previous !== undefined)
            score += found === previous + 1 ? 6 : -Math.min(3, found - previous - 1);
        if (isWordStart(text, found)) score += 4;
        positions.push(found);
        at = found + 1;
    }
    return { score, positions };
}

function matchWord(word: string, text: string): Match | undefined {
    let best: Match | undefined;
    const first = word[0] as string;
    // Every place where the first letter stands may begin the best match.
    for (let start = text.indexOf(first); start >= 0; start = text.indexOf(first, start + 1)) {
        const match = matchFrom(word, text, start);
        if (!match) break;
        if (!best || match.score > best.score) best = match;
    }
    return best;
}

export function fuzzyMatch(pattern: string, text: string): Match | undefined {
    const words = pattern.toLowerCase().split(/\s+/).filter(Boolean);
    const lower = text.toLowerCase();
    const result: Match = { score: -lower.length / 50, positions: [] };
    for (const word of words) {
        const match = matchWord(word, lower);
        if (!match) return undefined;
        result.score += match.score;
        result.positions.push(...match.positions);
    }
    return result;
}

/** The items that match, best first; without a pattern all of them in their order. */
export function fuzzyFilter<T>(items: T[], pattern: string, textOf: (item: T) => string): T[] {
    if (pattern.trim() === "") return items;
    const scored: { item: T; score: number; index: number }[] = [];
    items.forEach((item, index) => {
        const match = fuzzyMatch(pattern, textOf(item));
        if (match) scored.push({ item, score: match.score, index });
    });
    scored.sort((a, b) => b.score - a.score || a.index - b.index);
    return scored.map((entry) => entry.item);
}
