// Any text as a query: no crash; what is read is written as a text that reads back to the same
// tree, on one line and on many, and the tree as JSON.

#include "core/promql/syntax/parser.h"
#include "core/promql/syntax/printer.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

using namespace tinyobs::promql;

namespace {

void require(bool holds)
{
    if (!holds)
        std::abort();
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    constexpr ParseOptions Everything{true, true, true, true};
    const std::string_view text(reinterpret_cast<const char *>(data), size);
    const auto expr = parse(text, Everything);
    if (!expr) {
        require(expr.error().message.find(": parse error: ") != std::string::npos);
        require(!parse(text));
        return 0;
    }
    const std::string line = toText(**expr);
    const auto again = parse(line, Everything);
    // Escapes and numbers without exponents can take the text beyond its limit.
    require(again || line.size() > MaxQueryBytes);
    require(!again || toText(**again) == line);
    const std::string pretty = prettyText(**expr);
    const auto unfolded = parse(pretty, Everything);
    require(unfolded || pretty.size() > MaxQueryBytes);
    require(!unfolded || toText(**unfolded) == line);
    require(!treeJson(**expr).empty());
    return 0;
}
