// The real tinyobsd on a free port with a folder of its own, ended by its own process id.

import { spawn, type ChildProcess } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

export interface Sample {
    name: string;
    value: number | string;
    labels?: Record<string, string>;
    timestamp?: string;
}

const Program = join(process.env.TINYOBS_BIN_DIR ?? "build/dev/bin", "tinyobsd");

function cleanEnvironment(): NodeJS.ProcessEnv {
    return Object.fromEntries(
        Object.entries(process.env).filter(([name]) => !name.startsWith("TINYOBS_")),
    );
}

export class Server {
    private constructor(
        private process: ChildProcess,
        private readonly folder: string,
        readonly url: string,
    ) {}

    static async start(...options: string[]): Promise<Server> {
        const folder = mkdtempSync(join(tmpdir(), "tinyobs-web-"));
        const { child, url } = await Server.run(folder, 0, options);
        return new Server(child, folder, url);
    }

    /** On the port it had before, as a restarted service is. */
    async restart(...options: string[]): Promise<void> {
        await this.halt();
        const { child } = await Server.run(this.folder, Number(new URL(this.url).port), options);
        this.process = child;
    }

    async halt(): Promise<void> {
        if (this.process.exitCode !== null) return;
        const gone = new Promise((resolve) => this.process.once("exit", resolve));
        this.process.kill("SIGTERM");
        await gone;
    }

    async stop(): Promise<void> {
        await this.halt();
        rmSync(this.folder, { recursive: true, force: true });
    }

    async post(...metrics: Sample[]): Promise<void> {
        const response = await fetch(`${this.url}/ingest`, {
            method: "POST",
            body: JSON.stringify({ metrics }),
            headers: { "Content-Type": "application/json" },
        });
        if (!response.ok)
            throw new Error(`ingest answered ${response.status}: ${await response.text()}`);
    }

    private static run(
        folder: string,
        port: number,
        options: string[],
    ): Promise<{ child: ChildProcess; url: string }> {
        const child = spawn(
            Program,
            [
                ...["--port", String(port), "--otlp-grpc-port", "0", "--otlp-http-port", "0"],
                ...["--data", folder, "--config", "/dev/null", ...options],
            ],
            { env: cleanEnvironment(), stdio: ["ignore", "pipe", "pipe"] },
        );
        return new Promise((resolve, reject) => {
            let said = "";
            const heard = (chunk: Buffer) => {
                said += chunk.toString();
                const url = /TinyObs listening on (http:\/\/[^\s]+)/.exec(said)?.[1];
                if (url) resolve({ child, url });
            };
            child.stdout!.on("data", heard);
            child.stderr!.on("data", heard);
            child.once("error", reject);
            child.once("exit", (status) =>
                reject(new Error(`tinyobsd ended with ${status}: ${said}`)),
            );
        });
    }
}

/** Samples of one series, one every `stepMs` up to now. */
export function history(
    name: string,
    labels: Record<string, string>,
    count: number,
    stepMs: number,
    value: (index: number) => number,
): Sample[] {
    const end = Date.now();
    return Array.from({ length: count }, (_, index) => ({
        name,
        labels,
        value: value(index),
        timestamp: new Date(end - (count - 1 - index) * stepMs).toISOString(),
    }));
}
