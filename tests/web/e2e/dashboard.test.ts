import type { Browser } from "playwright-core";

import { launch, open, picture, type Watched } from "./browser";
import { history, Server } from "./server";

let browser: Browser;
let server: Server;
let watched: Watched | undefined;

beforeAll(async () => {
    browser = await launch();
});
afterAll(() => browser.close());
beforeEach(async () => {
    server = await Server.start();
});
afterEach(async () => {
    await watched?.close();
    watched = undefined;
    await server.stop();
});

const counter = (count: number) => history("http_requests_total", { service: "shop", route: "/checkout" }, count, 5000, (index) => index * 10);

it("shows a fresh server how to begin, and the first sample within a second", async () => {
    watched = await open(browser, server.url);
    const { page, problems } = watched;
    const empty = page.getByTestId("empty");
    await empty.waitFor();
    expect(await empty.innerText()).toContain(`curl ${server.url}/ingest`);
    await page.getByText("Waiting for the first sample").waitFor();
    await picture(page, "empty-1280");

    await server.post({ name: "demo", value: 1, labels: { service: "hello" } });
    await page.getByTestId("service").getByText("hello", { exact: true }).waitFor({ timeout: 1000 });
    expect(await empty.count()).toBe(0);
    expect(problems).toEqual([]);
});

it("moves the value in the page after the next post", async () => {
    await server.post({ name: "queue_depth", value: 17, labels: { service: "shop" } });
    watched = await open(browser, server.url);
    const headline = watched.page.getByTestId("headline");
    await headline.getByText("17", { exact: true }).waitFor();
    await server.post({ name: "queue_depth", value: 423, labels: { service: "shop" } });
    await headline.getByText("423", { exact: true }).waitFor({ timeout: 6000 });
    expect(watched.problems).toEqual([]);
});

it("explores a metric: zoom goes into the address, back and double click undo it", async () => {
    await server.post(...counter(200));
    watched = await open(browser, `${server.url}/explore?metric=http_requests_total`);
    const { page, problems } = watched;
    const plot = page.locator(".explore-panel .u-over");
    await plot.waitFor();
    await page.locator(".panel-subtitle").getByText("rate per second, step").waitFor();
    const before = page.url();
    const box = (await plot.boundingBox())!;
    const drag = async (from: number, to: number) => {
        await page.mouse.move(box.x + box.width * from, box.y + 60);
        await page.mouse.down();
        await page.mouse.move(box.x + box.width * to, box.y + 80, { steps: 4 });
        await page.mouse.up();
    };
    await drag(0.5, 0.8);
    await page.waitForURL(/from=.*&to=/);
    await page.getByTestId("live").getByText("Fixed range").waitFor();
    await page.goBack();
    await page.waitForURL(before);
    await drag(0.6, 0.9);
    await page.waitForURL(/from=/);
    await plot.dblclick();
    await page.waitForURL(before);
    await page.getByTestId("live").getByText("Live").waitFor();
    expect(problems).toEqual([]);
});
