import type { Page } from "playwright-core";

import { picture } from "./browser";
import { useServer } from "./fixture";
import { history, type Sample } from "./server";

const test = useServer();

const requests = (count = 200): Sample[] =>
    ["/", "/cart", "/checkout"].flatMap((route, row) =>
        history(
            "http_requests_total",
            { service: "shop", route },
            count,
            5000,
            (index) => index * 10 * (row + 1),
        ),
    );

async function drag(page: Page, from: number, to: number): Promise<void> {
    const box = (await page.locator(".explore-panel .u-over").boundingBox())!;
    await page.mouse.move(box.x + box.width * from, box.y + 60);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width * to, box.y + 80, { steps: 4 });
    await page.mouse.up();
}

const subtitle = (page: Page) => page.locator(".explore-panel .panel-subtitle");
const rows = (page: Page) => page.locator(".legend-row");

it("zoom goes into the address, back and double click undo it", async () => {
    await test.server.post(...requests());
    const page = await test.visit("/explore?metric=http_requests_total");
    await subtitle(page).getByText("rate per second, step").waitFor();
    const before = page.url();
    await drag(page, 0.5, 0.8);
    await page.waitForURL(/from=.*&to=/);
    await page.getByTestId("live").getByText("Fixed range").waitFor();
    await page.goBack();
    await page.waitForURL(before);
    await drag(page, 0.6, 0.9);
    await page.waitForURL(/from=/);
    await page.locator(".explore-panel .u-over").dblclick();
    await page.waitForURL(before);
    await page.getByTestId("live").getByText("Live").waitFor();
});

it("finds a metric by fuzzy search and opens it with Enter", async () => {
    await test.server.post(...requests(), {
        name: "queue_depth",
        value: 1,
        labels: { service: "worker" },
    });
    const page = await test.visit("/");
    await page.keyboard.press("g");
    await page.keyboard.press("e");
    await page.waitForURL(/explore/);
    // The address changes before the page does; until then the key opens the palette.
    const search = page.getByRole("textbox", { name: "Search metrics" });
    await search.waitFor();
    await page.keyboard.press("/");
    await page.keyboard.type("hrt");
    expect(await search.inputValue()).toBe("hrt");
    await page.getByRole("button", { name: "http_requests_total counter", exact: true }).waitFor();
    await page.keyboard.press("Enter");
    await page.waitForURL(/metric=http_requests_total.*f=service%3Dshop/);
    await rows(page).first().waitFor();
    expect(await rows(page).count()).toBe(3);
});

it("shows the figures of each series in the legend", async () => {
    await test.server.post(
        ...[5, 1, 4, 2].map(
            (value, index): Sample => ({
                name: "depth",
                value,
                labels: { service: "s" },
                timestamp: new Date(Date.now() - (40 - index * 10) * 1000).toISOString(),
            }),
        ),
    );
    const page = await test.visit("/explore?metric=depth&view=raw");
    await rows(page).first().waitFor();
    expect(await rows(page).locator("td.number").allInnerTexts()).toEqual(["1", "3", "5", "2"]);
});

it("isolates with a click, toggles with Ctrl, and the address remembers", async () => {
    await test.server.post(...requests());
    const page = await test.visit("/explore?metric=http_requests_total");
    await rows(page).first().waitFor();
    const off = () => page.locator(".legend-row.off .code").allInnerTexts();
    await rows(page).nth(1).click();
    await page.waitForURL(/only=/);
    expect(await off()).toEqual(['route="/"', 'route="/checkout"']);
    await page.reload();
    await rows(page).first().waitFor();
    expect(await off()).toEqual(['route="/"', 'route="/checkout"']);
    await rows(page).nth(1).click();
    await page.waitForURL((url) => !url.search.includes("only="));
    expect(await off()).toEqual([]);
    await rows(page)
        .nth(0)
        .click({ modifiers: ["Control"] });
    await page.waitForURL(/hide=/);
    expect(await off()).toEqual(['route="/"']);
});

it("narrows by a condition picked from suggestions, and groups by a label", async () => {
    await test.server.post(...requests());
    const page = await test.visit("/explore?metric=http_requests_total");
    await rows(page).first().waitFor();
    await page.getByRole("button", { name: "+ condition" }).click();
    await page.getByLabel("Label", { exact: true }).selectOption("route");
    await page.getByLabel("Value", { exact: true }).fill("che");
    await page.locator(".suggestion", { hasText: "/checkout" }).click();
    await page.waitForURL(/f=route%3D%2Fcheckout/);
    await expect.poll(() => rows(page).count()).toBe(1);
    await page.getByRole("button", { name: "Remove route = /checkout" }).click();
    await expect.poll(() => rows(page).count()).toBe(3);
    await page.getByLabel("Grouped by").selectOption("*");
    await subtitle(page).getByText("sum of all").waitFor();
    await expect.poll(() => rows(page).count()).toBe(1);
});

it("computes percentiles from the buckets of a histogram", async () => {
    const buckets: [string, number][] = [
        ["0.1", 50],
        ["0.2", 90],
        ["0.4", 100],
        ["+Inf", 100],
    ];
    const samples = buckets.flatMap(([le, count]) =>
        history("took_seconds_bucket", { service: "shop", le }, 60, 5000, (index) => index * count),
    );
    await test.server.post(...samples);
    const page = await test.visit("/explore?metric=took_seconds");
    await subtitle(page).getByText("95th percentile").waitFor();
    await rows(page).first().waitFor();
    // Half of the ten that lie between 0.2 and 0.4 s.
    expect((await rows(page).locator(".column-median").innerText()).replace("\u2009", " ")).toBe(
        "300 ms",
    );
});

it("tells the values under the pointer, beside it, greatest first", async () => {
    await test.server.post(...requests());
    const page = await test.visit("/explore?metric=http_requests_total");
    await rows(page).first().waitFor();
    const box = (await page.locator(".explore-panel .u-over").boundingBox())!;
    const tooltip = page.locator(".tooltip:not([hidden])");
    for (const place of [0.7, 0.9, 0.98]) {
        const x = box.x + box.width * place;
        await page.mouse.move(x, box.y + 100);
        await tooltip.waitFor();
        expect(await tooltip.locator(".tooltip-name").allInnerTexts()).toEqual([
            "/checkout",
            "/cart",
            "/",
        ]);
        const at = (await tooltip.boundingBox())!;
        expect(x < at.x || x > at.x + at.width).toBe(true);
        expect(at.x + at.width).toBeLessThanOrEqual(1280);
    }
    await page.mouse.move(5, 5);
    await expect.poll(() => tooltip.count()).toBe(0);
});

it("takes a custom range in words and refuses nonsense", async () => {
    await test.server.post(...requests());
    const page = await test.visit("/explore?metric=http_requests_total");
    await page.getByTestId("range").click();
    await page.getByLabel("From").fill("tomorrowish");
    await page.getByRole("button", { name: "Apply" }).click();
    await page.getByText('"tomorrowish" is no time').waitFor();
    await page.getByLabel("From").fill("now-2h");
    await page.getByRole("button", { name: "Apply" }).click();
    await page.waitForURL(/range=2h/);
    await page.getByTestId("range").getByText("Last 2 h").waitFor();
});

it("offers the data when the range has none", async () => {
    await test.server.post(
        ...history("old", { service: "shop" }, 10, 5000, (index) => index).map((sample) => ({
            ...sample,
            timestamp: new Date(Date.parse(sample.timestamp!) - 7200000).toISOString(),
        })),
    );
    const page = await test.visit("/explore?metric=old&range=5m");
    await page.getByText(/newest sample is 2 h old/i).waitFor();
    await page.getByRole("button", { name: "Jump there" }).click();
    await rows(page).first().waitFor();
});

it("says what the server has against a query", async () => {
    test.forgive(/400|422/);
    await test.server.post(...requests());
    const page = await test.visit("/explore?metric=http_requests_total&f=route%3D~%5B");
    await page.getByText("No answer for this chart").waitFor();
    await page.getByText(/regular expression/).waitFor();
    await picture(page, "refused-1280-light");
});

it("shows hostile names and values as text", async () => {
    const evil = '<img src=x onerror="document.title=1"><script>document.title=2</script>';
    await test.server.post(
        ...history("hostile", { service: evil, label: evil }, 20, 5000, (index) => index),
        { name: "hostile", value: 1, labels: { service: evil, label: "b" } },
    );
    const home = await test.visit("/");
    await home.getByTestId("service").getByText(evil, { exact: true }).waitFor();
    const page = await test.visit("/explore?metric=hostile");
    await rows(page).first().waitFor();
    const box = (await page.locator(".explore-panel .u-over").boundingBox())!;
    await page.mouse.move(box.x + box.width * 0.9, box.y + 50);
    await page.locator(".tooltip:not([hidden])").waitFor();
    await picture(page, "hostile-1280-light");
    for (const each of [home, page]) {
        expect(await each.locator("img").count()).toBe(0);
        expect(await each.title()).toContain("TinyObs");
    }
});
