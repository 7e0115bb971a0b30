// Chromium with one page that remembers everything that must not happen: errors on the console,
// exceptions, violations of the content security policy, requests to anywhere else.

import { mkdirSync } from "node:fs";
import { join } from "node:path";

import { chromium, type Browser, type BrowserContextOptions, type Page } from "playwright-core";

const Arguments = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
];
const Pictures = process.env.TINYOBS_PICTURES ?? "";

export async function launch(): Promise<Browser> {
    return chromium.launch({
        executablePath: process.env.TINYOBS_CHROMIUM || "/usr/bin/chromium",
        args: Arguments,
    });
}

export interface Watched {
    page: Page;
    /** What went wrong so far; a test may forget what it caused on purpose. */
    problems: string[];
    close(): Promise<void>;
}

export async function open(
    browser: Browser,
    url: string,
    options: BrowserContextOptions = {},
): Promise<Watched> {
    const context = await browser.newContext({
        viewport: { width: 1280, height: 800 },
        timezoneId: "UTC",
        ...options,
    });
    const page = await context.newPage();
    const problems: string[] = [];
    await page.addInitScript(() => {
        addEventListener("securitypolicyviolation", (event) =>
            console.error(`policy violated: ${event.violatedDirective} ${event.blockedURI}`),
        );
    });
    page.on("console", (message) => {
        if (message.type() === "error" || message.type() === "warning")
            problems.push(message.text());
    });
    page.on("pageerror", (error) => problems.push(`exception: ${error.message}`));
    page.on("request", (request) => {
        if (new URL(request.url()).origin !== new URL(url).origin)
            problems.push(`request to ${request.url()}`);
    });
    await page.goto(url);
    return { page, problems, close: () => context.close() };
}

/** Keeps a picture in the build folder, for people to look at. */
export async function picture(page: Page, name: string): Promise<void> {
    if (!Pictures) return;
    mkdirSync(Pictures, { recursive: true });
    await page.screenshot({ path: join(Pictures, `${name}.png`) });
}
