import tokens from "tokens";

import { tokensCss } from "../../../resources/web/scripts/tokens";

const css = tokensCss(tokens);

function luminance(color: string): number {
    const channels = [1, 3, 5].map((at) => parseInt(color.slice(at, at + 2), 16) / 255);
    const [red, green, blue] = channels.map((value) =>
        value <= 0.03928 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4,
    );
    return 0.2126 * red! + 0.7152 * green! + 0.0722 * blue!;
}

function contrast(a: string, b: string): number {
    const [low, high] = [luminance(a), luminance(b)].sort((x, y) => x - y);
    return (high! + 0.05) / (low! + 0.05);
}

it("writes every colour of every theme", () => {
    for (const theme of ["light", "dark"] as const) {
        for (const value of [...Object.values(tokens.color[theme]), ...tokens.series[theme]])
            expect(css).toContain(value);
    }
    expect(css).toContain("--accent-background: #e7f0fb;");
    expect(css).toContain('"JetBrains Mono", ui-monospace');
});

describe.each(["light", "dark"] as const)("in the %s theme", (theme) => {
    const colors = tokens.color[theme];
    it.each(["text", "muted", "faint", "accent", "ok", "warn", "bad"] as const)(
        "%s is readable on a panel",
        (name) => {
            expect(contrast(colors[name], colors.panel)).toBeGreaterThanOrEqual(4.5);
        },
    );
    it("every series stands out from a panel", () => {
        for (const color of tokens.series[theme])
            expect(contrast(color, colors.panel)).toBeGreaterThanOrEqual(3);
    });
});
