// The fuzzers without libFuzzer, for every compiler and in moments: replay <unit> <folder> gives a
// target the files of its corpus and some hundred mutations of each, the same ones every time. What
// ends the program is named and kept in the working folder, where libFuzzer takes it as it is.

#include <algorithm>
#include <csignal>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#define UNIT(name) extern "C" int fuzz_##name(const std::uint8_t *data, std::size_t size);
#include "fuzzunits.inc"
#undef UNIT

namespace {

using Input = std::vector<std::uint8_t>;

constexpr int MutationsPerFile = 400;
constexpr std::size_t MaxBytes = 4096;

struct Unit
{
    std::string_view name;
    int (*run)(const std::uint8_t *data, std::size_t size);
};

constexpr Unit Units[] = {
#define UNIT(name) {#name, fuzz_##name},
#include "fuzzunits.inc"
#undef UNIT
};

// What runs now, for the handler of the signal that ends the program.
std::string finding;
const Input *current = nullptr;

void keepFinding(int signal)
{
    std::FILE *file = std::fopen(finding.c_str(), "wb");
    if (file) {
        std::fwrite(current->data(), 1, current->size(), file);
        std::fclose(file);
    }
    std::fprintf(stderr, "signal %d, the input is in %s\n", signal, finding.c_str());
    std::_Exit(1);
}

void run(const Unit &unit, const Input &input)
{
    current = &input;
    unit.run(input.data(), input.size());
}

/// The same on every platform, which std::uniform_int_distribution is not.
class Random
{
public:
    explicit Random(std::size_t seed)
        : m_bits(static_cast<std::uint32_t>(seed))
    {
    }
    std::size_t below(std::size_t limit) { return limit < 2 ? 0 : m_bits() % limit; }

private:
    std::mt19937 m_bits;
};

Input::iterator placeIn(Input &input, Random &random)
{
    return input.begin() + static_cast<std::ptrdiff_t>(random.below(input.size() + 1));
}

/// Some bytes of it, at most 32.
Input pieceOf(const Input &from, Random &random)
{
    const std::size_t start = random.below(from.size());
    const std::size_t length = std::min(random.below(32) + 1, from.size() - start);
    const auto at = from.begin() + static_cast<std::ptrdiff_t>(start);
    return {at, at + static_cast<std::ptrdiff_t>(length)};
}

void mutate(Input &input, const std::vector<Input> &corpus, Random &random)
{
    constexpr std::uint8_t Telling[] = {0,   1,   0x7f, 0x80, 0xff, ' ', '\n', '"',
                                        '{', '}', '[',  ']',  ',',  '-', '9',  '='};
    const auto at = placeIn(input, random);
    const auto rest = static_cast<std::size_t>(input.end() - at);
    switch (random.below(6)) {
    case 0:
        if (rest > 0)
            *at = static_cast<std::uint8_t>(*at ^ (1u << random.below(8)));
        break;
    case 1:
        if (rest > 0)
            *at = Telling[random.below(std::size(Telling))];
        break;
    case 2:
        input.erase(at, at + static_cast<std::ptrdiff_t>(std::min(rest, random.below(16) + 1)));
        break;
    case 3:
        input.resize(input.size() - rest);
        break;
    case 4:
        input.insert(at, Telling[random.below(std::size(Telling))]);
        break;
    default:
        const Input piece = pieceOf(corpus[random.below(corpus.size())], random);
        input.insert(at, piece.begin(), piece.end());
    }
    input.resize(std::min(input.size(), MaxBytes));
}

/// By name, so that the mutations are the same on every file system; never empty.
std::vector<Input> readCorpus(const std::filesystem::path &folder)
{
    std::vector<std::filesystem::path> paths;
    if (std::filesystem::is_directory(folder)) {
        for (const auto &entry : std::filesystem::directory_iterator(folder))
            paths.push_back(entry.path());
    }
    std::ranges::sort(paths);
    std::vector<Input> corpus(1); // the empty input
    for (const std::filesystem::path &path : paths) {
        std::ifstream file(path, std::ios::binary);
        corpus.emplace_back(std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>());
    }
    return corpus;
}

void replay(const Unit &unit, const std::vector<Input> &corpus)
{
    for (std::size_t file = 0; file < corpus.size(); ++file) {
        run(unit, corpus[file]);
        Random random(file);
        for (int i = 0; i < MutationsPerFile; ++i) {
            Input input = corpus[file];
            for (std::size_t left = random.below(4) + 1; left > 0; --left)
                mutate(input, corpus, random);
            run(unit, input);
        }
    }
}

} // namespace

int main(int argc, char **argv)
{
    const auto unit =
        std::ranges::find(Units, std::string_view(argc == 3 ? argv[1] : ""), &Unit::name);
    if (unit == std::end(Units)) {
        std::fputs("usage: replay <unit> <folder of its corpus>\n", stderr);
        return 2;
    }
    finding = "fuzz_" + std::string(unit->name) + ".finding";
    std::signal(SIGABRT, keepFinding);
    std::signal(SIGSEGV, keepFinding);
    replay(*unit, readCorpus(argv[2]));
    return 0;
}
