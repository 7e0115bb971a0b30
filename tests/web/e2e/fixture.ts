// What every test file starts with: one Chromium for the file, one fresh server for each test, and
// after each test nothing wrong on the console, no violated policy, no request to anywhere else.

import type { Browser, BrowserContextOptions, Page } from "playwright-core";

import { launch, open, type Watched } from "./browser";
import { Server } from "./server";

export interface Fixture {
    server: Server;
    /** Opens a path of the server in a new context. */
    visit(path: string, options?: BrowserContextOptions): Promise<Page>;
    /** For tests that cause errors on purpose, such as a stopped server. */
    forgive(pattern: RegExp): void;
}

export function useServer(): Fixture {
    let browser: Browser;
    let watched: Watched[] = [];
    let forgiven: RegExp[] = [];
    const fixture: Fixture = {
        server: undefined as unknown as Server,
        async visit(path, options) {
            const made = await open(browser, fixture.server.url + path, options);
            watched.push(made);
            return made.page;
        },
        forgive: (pattern) => forgiven.push(pattern),
    };
    beforeAll(async () => {
        browser = await launch();
    });
    afterAll(() => browser.close());
    beforeEach(async () => {
        watched = [];
        forgiven = [];
        fixture.server = await Server.start();
    });
    afterEach(async () => {
        const problems = watched
            .flatMap((made) => made.problems)
            .filter((text) => !forgiven.some((pattern) => pattern.test(text)));
        await Promise.all(watched.map((made) => made.close()));
        await fixture.server.stop();
        expect(problems).toEqual([]);
    });
    return fixture;
}
