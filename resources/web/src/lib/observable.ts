// A value that tells its listeners when it was replaced, and the hook that draws a part of it.

import { useEffect, useReducer, useRef } from "preact/hooks";

export class Observable<T> {
    private readonly listeners = new Set<(value: T) => void>();

    constructor(private current: T) {}

    get value(): T {
        return this.current;
    }

    set(value: T): void {
        if (Object.is(value, this.current)) return;
        this.current = value;
        for (const listener of [...this.listeners]) listener(value);
    }

    /** Calls back on each change, not at once; returns the function that ends it. */
    watch(listener: (value: T) => void): () => void {
        this.listeners.add(listener);
        return () => this.listeners.delete(listener);
    }
}

/** Draws the component again only when the picked part is another one. */
export function usePart<T, P>(source: Observable<T>, pick: (value: T) => P): P {
    const [, redraw] = useReducer<number, void>((count) => count + 1, 0);
    const part = pick(source.value);
    const latest = useRef({ pick, part });
    latest.current = { pick, part };
    useEffect(() => {
        const check = (value: T) => {
            if (!Object.is(latest.current.pick(value), latest.current.part)) redraw();
        };
        check(source.value);
        return source.watch(check);
    }, [source]);
    return part;
}

export function useValue<T>(source: Observable<T>): T {
    return usePart(source, (value) => value);
}
