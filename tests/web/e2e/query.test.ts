// The page for PromQL, typed into as people do.

import { readFileSync } from "node:fs";

import type { Page } from "playwright-core";

import { picture } from "./browser";
import { useServer } from "./fixture";
import { history } from "./server";

const test = useServer();

beforeEach(() =>
    test.server.post(
        ...["/", "/cart", "/checkout"].flatMap((route, row) =>
            history(
                "http_requests_total",
                { service: "shop", route },
                240,
                5000,
                (index) => index * 10 * (row + 1) + 30 * Math.sin(index / 12 + row),
            ),
        ),
    ),
);

const editor = (page: Page) => page.getByRole("textbox", { name: "PromQL" });
const rows = (page: Page) => page.locator(".query-table tbody tr");
const address = (query: string, more = "") =>
    `/promql?q=${encodeURIComponent(query).replace(/%20/g, "+")}${more}`;

it("completes a metric, runs with Enter and draws each series", async () => {
    const page = await test.visit("/");
    await page.keyboard.press("g");
    await page.keyboard.press("q");
    await page.waitForURL(/\/promql$/);
    await editor(page).click();
    // Letters of shortcuts are letters here.
    await page.keyboard.type("rate(http_r");
    const option = page.getByRole("option", { name: "http_requests_total", exact: true });
    await option.waitFor();
    await picture(page, "query-completion-light");
    await option.click();
    await page.keyboard.type("[1m]");
    await page.keyboard.press("End");
    await page.keyboard.press("Enter");
    await page.waitForURL(/q=rate%28http_requests_total%5B1m%5D%29/);
    await expect.poll(() => page.locator(".legend-row").count()).toBe(3);
    await page.locator(".query-result .u-over").waitFor();
    expect(await page.getByTestId("cost").innerText()).toMatch(/3 series, .* samples read, \d+ ms/);
});

it("begins a line with Shift+Enter, formats, and remembers what was run", async () => {
    const page = await test.visit("/promql");
    await editor(page).click();
    await page.keyboard.type("sum  (http_requests_total");
    await page.keyboard.press("End");
    await page.keyboard.press("Shift+Enter");
    expect(await page.locator(".cm-line").count()).toBe(2);
    await page.getByRole("button", { name: "Format" }).click();
    await expect.poll(() => editor(page).innerText()).toBe("sum(http_requests_total)");
    await page.getByRole("button", { name: "Run" }).click();
    await page.locator(".legend-row").waitFor();
    await page.reload();
    const past = page.getByRole("combobox", { name: "Earlier queries" });
    expect(await past.locator("option").allInnerTexts()).toContain("sum(http_requests_total)");
});

it("marks where the query is wrong and says why", async () => {
    test.forgive(/400 \(Bad Request\)/);
    const page = await test.visit(address("rate(http_requests_total)"));
    await page.getByRole("alert").getByText("expected type range vector").waitFor();
    const marked = page.locator(".cm-lintRange-error");
    await marked.first().waitFor();
    expect((await marked.allInnerTexts()).join("")).toBe("http_requests_total");
    await picture(page, "query-wrong-light");
});

it("shows an instant vector as a table that is sorted by a click", async () => {
    const page = await test.visit(address("http_requests_total", "&tab=table"));
    await expect.poll(() => rows(page).count()).toBe(3);
    expect(await page.locator(".query-table th").allInnerTexts()).toEqual([
        "metric",
        "route",
        "service",
        "value",
    ]);
    await page.getByRole("button", { name: "value" }).click();
    await expect.poll(() => rows(page).first().innerText()).toContain("/checkout");
    await picture(page, "query-table-light");
});

it.each([
    ["scalar(vector(42))", "42"],
    ['"words"', "words"],
])("says %s plainly", async (query, text) => {
    const page = await test.visit(address(query, "&tab=table"));
    await page.getByTestId("one").getByText(text, { exact: true }).waitFor();
});

it("says how many series are not drawn", async () => {
    await test.server.post(
        ...Array.from({ length: 60 }, (_, index) => ({
            name: "many",
            value: index,
            labels: { item: String(index) },
        })),
    );
    const page = await test.visit(address("many"));
    await page.getByRole("note").getByText("10 more are not").waitFor();
    expect(await page.locator(".legend-row").count()).toBe(50);
});

it("explains what each part costs", async () => {
    const page = await test.visit(address("sum by (route) (rate(http_requests_total[1m]))"));
    await page.getByText("What each part costs").click();
    const nodes = page.getByTestId("explain-node");
    await expect.poll(() => nodes.count()).toBeGreaterThan(1);
    expect(await nodes.first().innerText()).toContain("sum by");
    await page.locator(".legend-row").last().waitFor();
    await picture(page, "query-explain-light");
});

it("is restored from its address, and back goes to the query before", async () => {
    const first = address("http_requests_total", "&tab=table&range=15m&tz=utc");
    const page = await test.visit(first);
    await expect.poll(() => rows(page).count()).toBe(3);
    expect(new URL(page.url()).pathname + new URL(page.url()).search).toBe(first);
    await editor(page).click();
    await page.keyboard.press("Control+a");
    await page.keyboard.type("vector(1)");
    await page.keyboard.press("Escape");
    await page.keyboard.press("Enter");
    await expect.poll(() => rows(page).count()).toBe(1);
    await page.goBack();
    await expect.poll(() => editor(page).innerText()).toBe("http_requests_total");
    await expect.poll(() => rows(page).count()).toBe(3);
    await page.goForward();
    await expect.poll(() => editor(page).innerText()).toBe("vector(1)");
});

it("loads the editor only where it is needed, and less than 100 KB without it", async () => {
    const page = await test.visit("/");
    const loaded = () =>
        page.evaluate(() =>
            performance.getEntriesByType("resource").filter(({ name }) => /promeditor/.test(name)).length,
        );
    await page.getByTestId("value").first().waitFor();
    expect(await loaded()).toBe(0);
    const bytes = await page.evaluate(() =>
        (performance.getEntriesByType("resource") as PerformanceResourceTiming[])
            .filter(({ name }) => name.includes("/assets/"))
            .reduce((sum, { encodedBodySize }) => sum + encodedBodySize, 0),
    );
    expect(bytes).toBeGreaterThan(10000);
    expect(bytes).toBeLessThan(100000);
    await page.getByRole("link", { name: "Query" }).click();
    await editor(page).waitFor();
    expect(await loaded()).toBe(1);
});

describe.each(["light", "dark"] as const)("in the theme %s", (colorScheme) => {
    it.each(["chart", "table"])("%s fits from a phone on, and axe finds nothing", async (tab) => {
        const page = await test.visit(
            address("sum by (route) (rate(http_requests_total[1m]))", `&tab=${tab}`),
            { colorScheme },
        );
        await editor(page).waitFor();
        await page.getByText("What each part costs").click();
        await page.getByTestId("explain-node").last().waitFor();
        for (const width of [360, 1280]) {
            await page.setViewportSize({ width, height: 800 });
            await page.locator(tab === "chart" ? ".legend-row" : ".query-table").last().waitFor();
            const widest = await page.evaluate(() => {
                const content = document.querySelector(".content")!;
                return Math.max(
                    document.documentElement.scrollWidth,
                    content.scrollWidth - content.clientWidth + innerWidth,
                );
            });
            expect(widest).toBeLessThanOrEqual(width);
            await picture(page, `query-${tab}-${width}-${colorScheme}`);
        }
        await page.evaluate(readFileSync("node_modules/axe-core/axe.min.js", "utf8"));
        const found = await page.evaluate(async () => {
            type Report = { violations: { id: string; nodes: { html: string }[] }[] };
            const { axe } = window as unknown as { axe: { run(root: Document): Promise<Report> } };
            return (await axe.run(document)).violations.map(
                ({ id, nodes }) => `${id}: ${nodes[0]?.html}`,
            );
        });
        expect(found).toEqual([]);
    });
});
