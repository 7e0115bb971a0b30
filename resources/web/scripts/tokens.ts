// Turns resources/tokens.json into custom properties: one block for each theme and one for "auto",
// which follows the system. A plain function, used by the build and by its test.

type Theme = "light" | "dark";

export interface Tokens {
    color: Record<Theme, Record<string, string>>;
    series: Record<Theme, string[]>;
    font: { sans: string[]; mono: string[]; lineHeight: number; weightSemibold: number };
    fontSize: Record<string, number>;
    space: Record<string, number>;
    radius: Record<string, number>;
    size: Record<string, number>;
    chart: Record<string, number>;
    shadow: { y: number; blur: number; opacity: number };
    motion: { fadeMs: number };
}

function kebab(name: string): string {
    return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

function families(names: string[]): string {
    return names.map((name) => (/\s/.test(name) ? `"${name}"` : name)).join(", ");
}

function themeLines(tokens: Tokens, theme: Theme): string[] {
    const colors = Object.entries(tokens.color[theme]).map(
        ([name, value]) => `--${kebab(name)}: ${value};`,
    );
    const series = tokens.series[theme].map((value, index) => `--series-${index + 1}: ${value};`);
    return [`color-scheme: ${theme};`, ...colors, ...series];
}

function pixelLines(prefix: string, values: Record<string, number>): string[] {
    return Object.entries(values).map(([name, value]) => `--${prefix}-${kebab(name)}: ${value}px;`);
}

function block(selector: string, lines: string[]): string {
    return `${selector} {\n${lines.map((line) => `    ${line}`).join("\n")}\n}\n`;
}

export function tokensCss(tokens: Tokens): string {
    const { shadow, font } = tokens;
    const shared = [
        `--font-sans: ${families(font.sans)};`,
        `--font-mono: ${families(font.mono)};`,
        `--line-height: ${font.lineHeight};`,
        `--weight-semibold: ${font.weightSemibold};`,
        ...pixelLines("font", tokens.fontSize),
        ...pixelLines("space", tokens.space),
        ...pixelLines("radius", tokens.radius),
        ...pixelLines("size", tokens.size),
        `--shadow: 0 ${shadow.y}px ${shadow.blur}px rgb(0 0 0 / ${shadow.opacity});`,
        `--fade: ${tokens.motion.fadeMs}ms;`,
    ];
    const auto = block(':root[data-theme="auto"]', themeLines(tokens, "dark"));
    return [
        block(":root", [...shared, ...themeLines(tokens, "light")]),
        block(':root[data-theme="dark"]', themeLines(tokens, "dark")),
        `@media (prefers-color-scheme: dark) {\n${auto}}\n`,
    ].join("\n");
}
