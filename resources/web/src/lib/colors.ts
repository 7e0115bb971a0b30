// The style of each series: a colour (and, beyond eight series, a dash) that follows its labels, so
// that the same series looks the same on every panel and after every reload.

import { hash32 } from "./labels";

export const PaletteSize = 8;
const Dashes: number[][] = [[], [6, 3], [2, 3], [8, 3, 2, 3]];

export interface SeriesStyle {
    /** 0 to 7, the row of the palette. */
    color: number;
    dash: number[];
}

/**
 * Styles for the series of one panel. Each prefers the slot of its hash; on a collision the later
 * one (by hash, not by position) takes the next free slot. Beyond eight, slots repeat dashed.
 */
export function assignStyles(keys: string[]): Map<string, SeriesStyle> {
    const order = [...new Set(keys)].map((key) => ({ key, hash: hash32(key) }));
    order.sort((a, b) => a.hash - b.hash || (a.key < b.key ? -1 : 1));
    const styles = new Map<string, SeriesStyle>();
    let taken = new Set<number>();
    let round = 0;
    for (const { key, hash } of order) {
        if (taken.size === PaletteSize) {
            taken = new Set();
            ++round;
        }
        let slot = hash % PaletteSize;
        while (taken.has(slot)) slot = (slot + 1) % PaletteSize;
        taken.add(slot);
        styles.set(key, { color: slot, dash: Dashes[round % Dashes.length] as number[] });
    }
    return styles;
}
