import {
    LiveConnection,
    pauseBeforeMs,
    type Connection,
    type Source,
} from "../../../resources/web/src/lib/live";
import { RequestQueue } from "../../../resources/web/src/lib/queue";

class FakeSource implements Source {
    onerror: ((event: Event) => void) | null = null;
    closed = false;
    private readonly listeners = new Map<string, (event: MessageEvent) => void>();
    addEventListener(type: string, listener: (event: MessageEvent) => void) {
        this.listeners.set(type, listener);
    }
    close() {
        this.closed = true;
    }
    say(type: string, data: unknown) {
        this.listeners.get(type)!({ data: JSON.stringify(data) } as MessageEvent);
    }
}

function connected() {
    const sources: FakeSource[] = [];
    const states: Connection[] = [];
    const told: string[] = [];
    const live = new LiveConnection(
        {
            connection: (connection) => states.push(connection),
            hello: () => told.push("hello"),
            stats: () => told.push("stats"),
            update: () => told.push("update"),
        },
        () => {
            const source = new FakeSource();
            sources.push(source);
            return source;
        },
    );
    live.start();
    return { live, sources, states, told };
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it("is open only after the server's hello", () => {
    const { sources, states } = connected();
    expect(states.map(({ state }) => state)).toEqual(["connecting"]);
    sources[0]!.say("hello", {});
    expect(states.at(-1)!.state).toBe("open");
});

it("reconnects with a growing pause and remembers since when it is broken", () => {
    const { sources, states } = connected();
    sources[0]!.say("hello", {});
    const since = Date.now();
    for (let attempt = 0; attempt < 4; ++attempt) {
        sources.at(-1)!.onerror!({} as Event);
        expect(states.at(-1)).toMatchObject({
            state: "broken",
            sinceMs: since,
            attempt: attempt + 1,
        });
        vi.advanceTimersByTime(pauseBeforeMs(attempt) - 1);
        expect(sources.length).toBe(attempt + 1);
        vi.advanceTimersByTime(1);
        expect(sources.length).toBe(attempt + 2);
    }
    sources.at(-1)!.say("hello", {});
    expect(states.at(-1)!.state).toBe("open");
});

it("never waits longer than ten seconds", () => {
    expect(pauseBeforeMs(0)).toBe(500);
    expect(pauseBeforeMs(50)).toBe(10000);
});

it("calls a silent line broken", () => {
    const { sources, states } = connected();
    sources[0]!.say("hello", {});
    vi.advanceTimersByTime(5000);
    sources[0]!.say("stats", {});
    vi.advanceTimersByTime(5000);
    expect(states.at(-1)!.state).toBe("open");
    vi.advanceTimersByTime(1000);
    expect(states.at(-1)!.state).toBe("broken");
    expect(sources[0]!.closed).toBe(true);
});

it("stops quietly and starts again", () => {
    const { live, sources, states, told } = connected();
    sources[0]!.say("hello", {});
    live.stop();
    vi.advanceTimersByTime(60000);
    expect(states.at(-1)!.state).toBe("open");
    sources[0]!.say("update", {});
    expect(told).toEqual(["hello"]);
    live.start();
    expect(sources.length).toBe(2);
});

it("runs a few requests at a time, in order, and drops the superseded", async () => {
    vi.useRealTimers();
    const queue = new RequestQueue(2);
    const started: string[] = [];
    const ends: (() => void)[] = [];
    const task = (name: string) => () => {
        started.push(name);
        return new Promise<void>((resolve) => ends.push(resolve));
    };
    const dropped = new AbortController();
    const all = [
        queue.run(task("a"), new AbortController().signal),
        queue.run(task("b"), new AbortController().signal),
        queue.run(task("c"), dropped.signal),
        queue.run(task("d"), new AbortController().signal),
    ];
    dropped.abort();
    expect(started).toEqual(["a", "b"]);
    ends[0]!();
    await expect(all[2]).rejects.toMatchObject({ name: "AbortError" });
    expect(started).toEqual(["a", "b", "d"]);
    ends.forEach((end) => end());
    await all[3];
});
