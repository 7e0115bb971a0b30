// The server-sent events: one connection for the page, made again with a growing pause, closed while
// the tab is hidden. What it reports is what is true: connected only after the server's hello.

import type { Status } from "./api";

export type Connection =
    | { state: "connecting" }
    | { state: "open" }
    | { state: "broken"; sinceMs: number; attempt: number; retryAtMs: number };

export interface Update {
    time_ms: number;
    generation: number;
    samples_appended: number;
    latest: [id: number, timeMs: number, value: number | string][];
    more: number;
}

export interface LiveEvents {
    connection(connection: Connection): void;
    hello(hello: { version: string; started_ms: number; now_ms: number }): void;
    stats(status: Status): void;
    update(update: Update): void;
}

/** The parts of EventSource that are used, so that tests can stand in for it. */
export interface Source {
    addEventListener(type: string, listener: (event: MessageEvent) => void): void;
    onerror: ((event: Event) => void) | null;
    close(): void;
}

/** The server sends its figures each second; after this long without any, the line is dead. */
const SilenceMs = 6000;
const LongestPauseMs = 10000;

export function pauseBeforeMs(attempt: number): number {
    return Math.min(LongestPauseMs, 500 * 2 ** Math.min(attempt, 6));
}

export class LiveConnection {
    private source: Source | undefined;
    private timer: ReturnType<typeof setTimeout> | undefined;
    private attempt = 0;
    private brokenSinceMs = 0;

    constructor(
        private readonly events: LiveEvents,
        private readonly open: () => Source,
    ) {}

    start(): void {
        if (this.source || this.timer !== undefined) return;
        if (this.attempt === 0) this.events.connection({ state: "connecting" });
        this.connect();
    }

    /** Ends the connection without calling it broken: the tab is hidden, or the page goes. */
    stop(): void {
        clearTimeout(this.timer);
        this.timer = undefined;
        this.source?.close();
        this.source = undefined;
        this.attempt = 0;
    }

    /** Does not wait for the rest of the pause. */
    retryNow(): void {
        if (this.source) return;
        clearTimeout(this.timer);
        this.timer = undefined;
        this.connect();
    }

    private connect(): void {
        this.timer = undefined;
        const source = this.open();
        this.source = source;
        const on = <T>(type: string, deliver: (data: T) => void) => {
            source.addEventListener(type, (event) => {
                if (this.source !== source) return;
                this.heard();
                deliver(JSON.parse(event.data as string) as T);
            });
        };
        on<Parameters<LiveEvents["hello"]>[0]>("hello", (hello) => {
            this.attempt = 0;
            this.events.connection({ state: "open" });
            this.events.hello(hello);
        });
        on<Status>("stats", (status) => this.events.stats(status));
        on<Update>("update", (update) => this.events.update(update));
        source.onerror = () => {
            if (this.source === source) this.lost();
        };
        this.heard();
    }

    private heard(): void {
        clearTimeout(this.timer);
        this.timer = setTimeout(() => this.lost(), SilenceMs);
    }

    private lost(): void {
        this.source?.close();
        this.source = undefined;
        clearTimeout(this.timer);
        if (this.attempt === 0) this.brokenSinceMs = Date.now();
        const pauseMs = pauseBeforeMs(this.attempt);
        this.attempt += 1;
        this.events.connection({
            state: "broken",
            sinceMs: this.brokenSinceMs,
            attempt: this.attempt,
            retryAtMs: Date.now() + pauseMs,
        });
        this.timer = setTimeout(() => this.connect(), pauseMs);
    }
}
