// Runs requests a few at a time, in order: a page of fifty charts must not take every connection the
// browser has, nor wake the server with fifty queries at once. A waiting request can be aborted.

interface Waiting {
    start: () => void;
    signal: AbortSignal;
}

export class RequestQueue {
    private running = 0;
    private readonly waiting: Waiting[] = [];

    constructor(private readonly limit: number) {}

    run<T>(task: () => Promise<T>, signal: AbortSignal): Promise<T> {
        return new Promise<T>((resolve, reject) => {
            const start = () => {
                if (signal.aborted) {
                    reject(new DOMException("superseded", "AbortError"));
                    this.next();
                    return;
                }
                ++this.running;
                task()
                    .then(resolve, reject)
                    .finally(() => {
                        --this.running;
                        this.next();
                    });
            };
            if (this.running < this.limit) start();
            else this.waiting.push({ start, signal });
        });
    }

    private next(): void {
        if (this.running >= this.limit) return;
        this.waiting.shift()?.start();
    }
}
