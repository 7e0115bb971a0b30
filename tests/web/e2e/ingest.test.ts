import type { Page } from "playwright-core";

import { picture } from "./browser";
import { useServer } from "./fixture";

const test = useServer();

async function send(path: string, body: string, headers: Record<string, string> = {}) {
    const response = await fetch(test.server.url + path, {
        method: "POST",
        body,
        headers: { "Content-Type": "application/json", ...headers },
    });
    return response.status;
}

const rows = (page: Page) => page.getByTestId("refusals").locator("tbody tr");

async function sendWrongThings(): Promise<void> {
    await test.server.post({ name: "up", value: 1, labels: { service: "shop" } });
    expect(await send("/v1/metric", "{}")).toBe(404);
    expect(await send("/ingest", "{", {})).toBe(400);
    expect(await send("/ingest", "x", { "Content-Type": "application/xml" })).toBe(415);
    expect(await send("/ingest", '{"metrics":[{"name":"a","value":"x"}]}')).toBe(400);
    expect(await send("/ingest", '{"metrics":[{"name":"a","value":"x"}]}')).toBe(400);
    expect(await send("/api/v1/write", "rubbish", { "Content-Type": "application/x-protobuf" })).toBe(
        400,
    );
}

it("says that nothing was refused, where samples go, and how", async () => {
    const page = await test.visit("/ingest-status");
    await page.getByText("Nothing was refused since the start.").waitFor();
    const text = await page.getByTestId("ingest").innerText();
    expect(text).toContain("Nobody has sent anything yet.");
    expect(text).toContain(`curl ${test.server.url}/ingest`);
    expect(text).toContain(new URL(test.server.url).host);
    expect(await page.getByTestId("refused-mark").count()).toBe(0);
    await picture(page, "ingest-empty-1280-light");
});

it("shows who sends and what is refused while it happens", async () => {
    const page = await test.visit("/ingest-status");
    await page.getByText("Nothing was refused since the start.").waitFor();
    await sendWrongThings();
    await page.getByText("no such path: /v1/metric").waitFor();
    await page.getByText("content type is 'application/xml'").waitFor();
    const bad = rows(page).filter({ hasText: "bad value" });
    await bad.getByText("2", { exact: true }).waitFor();
    expect(await bad.innerText()).toContain("127.0.0.1");
    expect(await bad.innerText()).toContain("/ingest");
    expect(await bad.innerText()).toContain("Send a number.");
    const senders = page.getByRole("table", { name: "Senders" });
    await senders.getByText("127.0.0.1").first().waitFor();
    await page.getByTestId("refused-mark").waitFor();
});

it("leads there from the mark and from the status bar", async () => {
    await sendWrongThings();
    const page = await test.visit("/");
    await page.getByTestId("refused-mark").waitFor();
    await page.getByRole("link", { name: "refused" }).click();
    await page.waitForURL(/\/ingest-status(\?|$)/);
    await rows(page).first().waitFor();
    await page.keyboard.press("g");
    await page.keyboard.press("h");
    await page.waitForURL((url) => url.pathname === "/");
    await page.keyboard.press("g");
    await page.keyboard.press("i");
    await page.waitForURL(/\/ingest-status(\?|$)/);
});

it("shows a sender's text as text, and cuts it", async () => {
    const evil = "<img src=x onerror=alert(1)>";
    expect(await send(`/v1/${encodeURIComponent(evil)}`, "{}")).toBe(404);
    const name = `${evil}${"x".repeat(5000)}`;
    expect(await send("/ingest", JSON.stringify({ metrics: [{ name, value: 1 }] }))).toBe(422);
    const page = await test.visit("/ingest-status");
    await rows(page).nth(1).waitFor();
    expect(await page.locator("main img").count()).toBe(0);
    expect((await rows(page).first().innerText()).length).toBeLessThan(1000);
});

const sizes = [
    [360, 740],
    [1280, 800],
    [1440, 900],
    [2560, 1440],
] as const;

it.each(["light", "dark"] as const)("is nowhere wider than the page, %s", async (colorScheme) => {
    await sendWrongThings();
    await send(`/insert/0/${"long".repeat(40)}`, "{}");
    const page = await test.visit("/ingest-status", { colorScheme });
    await rows(page).nth(4).waitFor();
    for (const [width, height] of sizes) {
        await page.setViewportSize({ width, height });
        const widest = await page.evaluate(() => {
            const content = document.querySelector(".content")!;
            return Math.max(
                document.documentElement.scrollWidth,
                content.scrollWidth - content.clientWidth + innerWidth,
            );
        });
        expect(widest).toBeLessThanOrEqual(width);
        await picture(page, `ingest-${width}-${colorScheme}`);
    }
});
