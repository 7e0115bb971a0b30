import { assignStyles, PaletteSize } from "../../../resources/web/src/lib/colors";
import {
    common,
    differing,
    hash32,
    identity,
    labelText,
    shortName,
    valueName,
} from "../../../resources/web/src/lib/labels";

const names = (count: number) =>
    Array.from({ length: count }, (_, index) => `route\u0001/r${index}`);

it("gives the same series the same style whatever the order they come in", () => {
    const keys = names(12);
    expect(assignStyles([...keys].reverse())).toEqual(assignStyles(keys));
});

it("gives eight series eight colours", () => {
    const colors = [...assignStyles(names(8)).values()].map(({ color }) => color);
    expect(new Set(colors).size).toBe(PaletteSize);
});

it("tells thirty-two series apart by colour and dash", () => {
    const styles = [...assignStyles(names(32)).values()].map(
        ({ color, dash }) => `${color}/${dash}`,
    );
    expect(new Set(styles).size).toBe(32);
});

it("starts from the hash, so a lone series keeps its colour everywhere", () => {
    for (const key of names(20))
        expect(assignStyles([key]).get(key)!.color).toBe(hash32(key) % PaletteSize);
});

it("has a hash that never changes between releases", () => {
    expect(hash32("")).toBe(0x811c9dc5);
    expect(hash32("a")).toBe(0xe40c292c);
    expect(hash32("foobar")).toBe(0xbf9cf968);
});

it("spells one label set one way", () => {
    expect(identity({ b: "2", a: "1" })).toBe(identity({ a: "1", b: "2" }));
    expect(identity({ a: "1" })).not.toBe(identity({ a1: "" }));
});

it("names series by what tells them apart", () => {
    const all = [
        { service: "shop", route: "/", status: "200" },
        { service: "shop", route: "/cart", status: "200" },
    ];
    expect(differing(all)).toEqual(["route"]);
    expect(common(all)).toEqual({ service: "shop", status: "200" });
    expect(all.map((labels) => shortName(labels, ["route"], "m"))).toEqual(["/", "/cart"]);
    expect(valueName({ route: "/", status: "200" }, ["route", "status", "pod"], "m")).toBe(
        "/ 200 \u2013",
    );
    expect(shortName({}, [], "up")).toBe("up");
    expect(shortName({ a: "1" }, ["route"], "m")).toBe("no route");
    expect(labelText({ b: "2", a: "1" })).toBe('a="1" b="2"');
});
