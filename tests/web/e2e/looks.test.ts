// The page as people see it: themes without a flash, sizes from a phone to a large screen, the
// keyboard. Pictures go to the build folder.

import { readFileSync } from "node:fs";

import type { Page } from "playwright-core";

import { picture } from "./browser";
import { useServer } from "./fixture";
import { history, type Sample } from "./server";

const test = useServer();

function shop(): Sample[] {
    const routes = ["/api/v1/users", "/api/v1/products", "/checkout"];
    const wave = (index: number, row: number) => 40 + 30 * Math.sin(index / 20 + row * 2);
    return routes.flatMap((route, row) => [
        ...history("http_requests_total", { service: "shop", route }, 300, 5000, (index) =>
            Math.round(index * 50 + wave(index, row) * 20),
        ),
        ...history("http_requests_in_flight", { service: "shop", route }, 300, 5000, (index) =>
            Math.round(wave(index, row)),
        ),
        ...history(
            "process_resident_memory_bytes",
            { service: "shop", instance: String(row) },
            300,
            5000,
            (index) => 2e7 + 1e6 * wave(index, row),
        ),
    ]);
}

const panelColor = (page: Page) =>
    page.evaluate(() => getComputedStyle(document.body).backgroundColor);
const Light = "rgb(245, 246, 248)";
const Dark = "rgb(13, 16, 21)";

it("follows the system's theme, and the address before it", async () => {
    const dark = await test.visit("/", { colorScheme: "dark" });
    expect(await panelColor(dark)).toBe(Dark);
    await dark.emulateMedia({ colorScheme: "light" });
    expect(await panelColor(dark)).toBe(Light);
    const chosen = await test.visit("/?theme=dark", { colorScheme: "light" });
    expect(await panelColor(chosen)).toBe(Dark);
});

it("remembers the theme, which is there before the first paint", async () => {
    const page = await test.visit("/", { colorScheme: "light" });
    await page.getByTestId("theme").click();
    await expect.poll(() => panelColor(page)).toBe(Dark);
    await page.goto(test.server.url);
    const scripts = await page.evaluate(() =>
        [...document.head.querySelectorAll("script")].map((script) => [
            script.type,
            /theme-/.test(script.src),
        ]),
    );
    expect(scripts[0]).toEqual(["", true]);
    expect(await panelColor(page)).toBe(Dark);
});

const sizes = [
    [360, 740],
    [1280, 800],
    [1440, 900],
    [2560, 1440],
] as const;

describe.each(["light", "dark"] as const)("nothing is wider than the page, %s", (colorScheme) => {
    it.each([
        ["home", "/"],
        ["explore", "/explore?metric=http_requests_total&f=service%3Dshop"],
    ])("%s", async (name, path) => {
        await test.server.post(...shop());
        const page = await test.visit(path, { colorScheme });
        await page
            .getByTestId(name === "home" ? "value" : "explore")
            .first()
            .waitFor();
        for (const [width, height] of sizes) {
            await page.setViewportSize({ width, height });
            await page.locator(".u-over").last().waitFor();
            const widest = await page.evaluate(() => {
                const content = document.querySelector(".content")!;
                return Math.max(
                    document.documentElement.scrollWidth,
                    content.scrollWidth - content.clientWidth + innerWidth,
                );
            });
            expect(widest).toBeLessThanOrEqual(width);
            await picture(page, `${name}-${width}-${colorScheme}`);
        }
    });
});

it.each(["light", "dark"] as const)("axe finds nothing to mend, %s", async (colorScheme) => {
    await test.server.post(...shop());
    const pages = [
        ["/", "value"],
        ["/explore", "explore"],
        ["/explore?metric=http_requests_total", "explore"],
        ["/ingest-status", "ingest"],
    ] as const;
    for (const [path, shows] of pages) {
        const page = await test.visit(path, { colorScheme });
        await page.getByTestId(shows).first().waitFor();
        await page.evaluate(readFileSync("node_modules/axe-core/axe.min.js", "utf8"));
        const found = await page.evaluate(async () => {
            const { axe } = window as unknown as {
                axe: {
                    run(
                        root: Document,
                    ): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }>;
                };
            };
            return (await axe.run(document)).violations.map(
                ({ id, nodes }) => `${id}: ${nodes[0]?.html}`,
            );
        });
        expect(found).toEqual([]);
    }
});

it("works with the keyboard alone", async () => {
    await test.server.post(...shop());
    const page = await test.visit("/");
    await page.getByTestId("service").waitFor();
    await page.keyboard.press("?");
    await page.getByRole("dialog", { name: "Keyboard and help" }).waitFor();
    await picture(page, "help-1280-light");
    await page.keyboard.press("Escape");
    await page.keyboard.press("Control+k");
    await page.getByRole("combobox").waitFor();
    await page.keyboard.type("in flight");
    await page.getByRole("option", { name: /http_requests_in_flight/ }).waitFor();
    await picture(page, "search-1280-light");
    await page.keyboard.press("Enter");
    await page.waitForURL(/metric=http_requests_in_flight/);
    const plot = page.locator(".explore-panel .plot");
    await page.locator(".legend-row").first().waitFor();
    await plot.focus();
    await page.keyboard.press("ArrowLeft");
    await page.locator(".tooltip:not([hidden])").waitFor();
    await page.keyboard.press("+");
    await page.waitForURL(/from=/);
    await page.keyboard.press("t");
    await page.keyboard.press("z");
    await page.waitForURL((url) => !url.search.includes("from="));
});

it("opens the same view from its address", async () => {
    await test.server.post(...shop());
    const address =
        "/explore?metric=http_requests_total&view=max&by=route&f=service%3Dshop&range=15m&tz=utc&theme=dark&refresh=5s";
    const page = await test.visit(address);
    await page.locator(".panel-subtitle").getByText("maximum by route").waitFor();
    expect(await page.getByTestId("range").innerText()).toContain("Last 15 min");
    expect(await panelColor(page)).toBe(Dark);
    expect(new URL(page.url()).search).toBe(new URL(test.server.url + address).search);
});
