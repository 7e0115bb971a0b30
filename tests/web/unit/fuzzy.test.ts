import { fuzzyFilter, fuzzyMatch } from "../../../resources/web/src/lib/fuzzy";

const metrics = [
    "http_requests_total",
    "http_request_duration_seconds",
    "node_memory_MemFree_bytes",
    "process_resident_memory_bytes",
    "up",
];
const search = (pattern: string) => fuzzyFilter(metrics, pattern, (text) => text);

describe("searching", () => {
    it.each([
        ["a run of letters finds them", "dura", "http_request_duration_seconds"],
        ["first letters of words find them", "hrt", "http_requests_total"],
        ["two words find them in any order", "bytes proc", "process_resident_memory_bytes"],
        ["case does not matter", "memFREE", "node_memory_MemFree_bytes"],
        ["a whole short name comes first", "up", "up"],
    ])("%s", (_name, pattern, expected) => expect(search(pattern)[0]).toBe(expected));

    it("nothing keeps all in order", () => expect(search(" ")).toEqual(metrics));
    it("what is not there finds nothing", () => expect(search("xyz")).toEqual([]));
    it("tells where the letters are", () =>
        expect(fuzzyMatch("up", "setup")!.positions).toEqual([3, 4]));
});

it("searches a hundred thousand names without a noticeable wait", () => {
    const many = Array.from(
        { length: 100000 },
        (_, index) => `service_${index % 97}_requests_${index}_total`,
    );
    expect(fuzzyFilter(many, "req 777", (text) => text).length).toBeGreaterThan(0);
});
