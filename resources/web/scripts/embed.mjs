// node embed.mjs <dist> <collection.qrc>: compresses every built file once, at the strongest level,
// and lists the results as the resources /web/<path>.gz. The same input gives the same bytes.

import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { gzipSync } from "node:zlib";

const [dist, collection] = process.argv.slice(2).map((path) => resolve(path));
const compressed = join(dirname(collection), "compressed");

function filesBelow(folder) {
    return readdirSync(folder)
        .sort()
        .flatMap((name) => {
            const path = join(folder, name);
            return statSync(path).isDirectory() ? filesBelow(path) : [path];
        });
}

rmSync(compressed, { recursive: true, force: true });
const rows = filesBelow(dist).map((path) => {
    const name = `${relative(dist, path).replaceAll("\\", "/")}.gz`;
    const target = join(compressed, name);
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, gzipSync(readFileSync(path), { level: 9 }));
    return `        <file alias="${name}">${target}</file>`;
});
writeFileSync(
    collection,
    `<RCC>\n    <qresource prefix="/web">\n${rows.join("\n")}\n    </qresource>\n</RCC>\n`,
);
