import { readFileSync } from "node:fs";
import { resolve } from "node:path";

import { transformWithEsbuild, type Plugin } from "vite";
import { defineConfig } from "vitest/config";

import { tokensCss, type Tokens } from "./scripts/tokens";

const root = __dirname;
const tokensFile = resolve(root, "../tokens.json");

// The stylesheet's custom properties, made from the table that the QML theme is checked against.
function designTokens(): Plugin {
    const id = "virtual:tokens.css";
    return {
        name: "tinyobs-tokens",
        resolveId: (source) => (source === id ? `\0${id}` : undefined),
        load(source) {
            if (source !== `\0${id}`) return undefined;
            this.addWatchFile(tokensFile);
            return tokensCss(JSON.parse(readFileSync(tokensFile, "utf8")) as Tokens);
        },
    };
}

// The theme has to be known before the first paint, and the policy allows no inline script: a tiny
// file of its own, loaded by a blocking tag in the head.
function themeScript(): Plugin {
    const source = resolve(root, "src/themeboot.js");
    return {
        name: "tinyobs-theme-script",
        apply: "build",
        async buildStart() {
            this.addWatchFile(source);
            const { code } = await transformWithEsbuild(readFileSync(source, "utf8"), source, {
                minify: true,
            });
            this.emitFile({ type: "asset", name: "theme.js", source: code });
        },
        // Last, when the file's final name is known; first in the head, before the stylesheet.
        transformIndexHtml: {
            order: "post",
            handler: (_html, { bundle }) => {
                const file = Object.values(bundle ?? {}).find(({ fileName }) =>
                    /\btheme-[^/]*\.js$/.test(fileName),
                );
                return [
                    {
                        tag: "script",
                        attrs: { src: `./${file?.fileName}` },
                        injectTo: "head-prepend",
                    },
                ];
            },
        },
    };
}

export default defineConfig({
    root,
    base: "./",
    plugins: [designTokens(), themeScript()],
    resolve: {
        alias: {
            "@": resolve(root, "src"),
            tokens: tokensFile,
            // The tests stand outside this folder, where Node would not look for the package.
            "playwright-core": resolve(root, "node_modules/playwright-core/index.mjs"),
        },
    },
    esbuild: { jsx: "automatic", jsxImportSource: "preact" },
    build: {
        target: "es2021",
        outDir: "dist",
        assetsInlineLimit: 0,
        modulePreload: { polyfill: false },
        reportCompressedSize: false,
    },
    server: { fs: { allow: [resolve(root, "../..")] } },
    test: {
        globals: true,
        include: ["**/*.test.ts"],
        fileParallelism: false,
        testTimeout: 60000,
        hookTimeout: 30000,
    },
});
