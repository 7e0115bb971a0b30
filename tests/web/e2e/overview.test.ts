import { picture } from "./browser";
import { useServer } from "./fixture";
import { history } from "./server";

const test = useServer();

it("shows a fresh server how to begin, and the first sample in its place", async () => {
    const page = await test.visit("/");
    const empty = page.getByTestId("empty");
    await empty.waitFor();
    expect(await empty.innerText()).toContain(`curl ${test.server.url}/ingest`);
    await page.getByText("Waiting for the first sample").waitFor();
    await picture(page, "empty-1280-light");

    await test.server.post({ name: "demo", value: 1, labels: { service: "hello" } });
    await page.getByTestId("service").getByText("hello", { exact: true }).waitFor();
    expect(await empty.count()).toBe(0);
});

it("copies a command that a shell would send as it stands", async () => {
    const page = await test.visit("/", { permissions: ["clipboard-read", "clipboard-write"] });
    await page.getByRole("button", { name: "Copy the command" }).click();
    await page.getByText("Copied").waitFor();
    const command = await page.evaluate(() => navigator.clipboard.readText());
    const body = /-d '([^']+)'$/.exec(command)?.[1];
    const response = await fetch(`${test.server.url}/ingest`, {
        method: "POST",
        body: body!,
        headers: { "Content-Type": "application/x-www-form-urlencoded" },
    });
    expect(await response.json()).toMatchObject({ status: "success", count: 1 });
    await page.getByTestId("service").waitFor();
});

it("moves the value in the page after the next post", async () => {
    await test.server.post({ name: "queue_depth", value: 17, labels: { service: "shop" } });
    const page = await test.visit("/");
    const headline = page.getByTestId("headline");
    await headline.getByText("17", { exact: true }).waitFor();
    await test.server.post({ name: "queue_depth", value: 423, labels: { service: "shop" } });
    await headline.getByText("423", { exact: true }).waitFor();
    await page.getByTestId("value").getByText("423", { exact: true }).waitFor();
});

it("groups by service, shows counters as rates and says what it leaves out", async () => {
    const samples = Array.from({ length: 8 }, (_, route) =>
        history(
            "http_requests_total",
            { service: "shop", route: `/r${route}` },
            60,
            10000,
            (index) => index * 10 * (route + 1),
        ),
    );
    await test.server.post(...samples.flat());
    const page = await test.visit("/");
    const panel = page.locator(".metric-panel", { hasText: "http_requests_total" }).first();
    await panel.getByText("rate per second, top 5 of 8").waitFor();
    await panel.getByText("and 3 more").waitFor();
    // 8 series that rise by 10, 20, ... 80 every ten seconds: 36 requests a second.
    await panel
        .getByTestId("value")
        .getByText(/^36.*req\/s$/)
        .waitFor();
});

it("adds nothing up when there are too many series, and says so", async () => {
    await test.server.post(
        ...Array.from({ length: 1100 }, (_, user) => ({
            name: "seen",
            value: 1,
            labels: { service: "bomb", user: `u${user}` },
        })),
    );
    const page = await test.visit("/");
    await page
        .getByTestId("service")
        .getByText("1,100 series of seen, too many to add up")
        .waitFor();
    const panel = page.locator(".metric-panel", { hasText: "seen" }).first();
    await panel.getByText("top 5 of the first 200 of 1,100").waitFor();
    await panel.getByText("and 1,095 more").waitFor();
    expect(await panel.getByTestId("value").count()).toBe(0);
});

it("watches the machine and itself without being asked", async () => {
    const page = await test.visit("/");
    for (const name of ["CPU", "Memory", "Network", "Disk"])
        await page.locator(".metric-panel", { hasText: name }).first().waitFor();
    await page.getByRole("heading", { name: "TinyObs itself" }).waitFor();
});

it("asks only for the charts that can be seen", async () => {
    const samples = Array.from({ length: 40 }, (_, index) => ({
        name: `metric_${index}`,
        value: index,
        labels: { service: `service-${index % 20}` },
    }));
    await test.server.post(...samples);
    const page = await test.visit("/");
    const asked = new Set<string>();
    page.on("request", (request) => {
        const metric = new URL(request.url()).searchParams.get("metric");
        if (metric?.startsWith("metric_")) asked.add(metric);
    });
    await page.getByTestId("service").first().waitFor();
    await page.reload();
    await page.getByTestId("headline").first().getByText(/\d/).waitFor();
    await page.waitForLoadState("load");
    expect(asked.size).toBeLessThan(40);
    await page.locator("#service-service-9").scrollIntoViewIfNeeded();
    await expect.poll(() => asked.has("metric_9")).toBe(true);
});

it("reconnects by itself when the server comes back, and says so meanwhile", async () => {
    test.forgive(/ERR_|Failed to load/);
    await test.server.post({ name: "demo", value: 1, labels: { service: "hello" } });
    const page = await test.visit("/");
    const live = page.getByTestId("live");
    await live.getByText("Live").waitFor();
    await page.getByTestId("service").waitFor();
    await test.server.halt();
    await live.getByText(/Reconnecting, \d+ s/).waitFor();
    await picture(page, "reconnecting-1280-light");
    await test.server.restart();
    await live.getByText("Live").waitFor();
    // What was acknowledged is there after a restart.
    await page.getByTestId("service").waitFor();
});

it("pauses and goes on with a key", async () => {
    const page = await test.visit("/");
    const live = page.getByTestId("live");
    await live.getByText("Live").waitFor();
    await page.keyboard.press("l");
    await live.getByText("Paused").waitFor();
    expect(page.url()).toContain("live=off");
    await page.keyboard.press("l");
    await live.getByText("Live").waitFor();
});
