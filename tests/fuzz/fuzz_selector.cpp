// Any text as a selector: no crash; what is read and written out again, byte by byte in escapes, is
// read to the same conditions, at least one of which refuses the empty value.

#include "core/promql/syntax/parser.h"
#include "core/promql/syntax/selectorparser.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>

using namespace tinyobs;
using namespace tinyobs::promql;

namespace {

void require(bool holds)
{
    if (!holds)
        std::abort();
}

std::string escaped(std::string_view text)
{
    std::string out = "\"";
    for (const char c : text) {
        char escape[5];
        std::snprintf(escape, sizeof escape, "\\x%02x", static_cast<unsigned char>(c));
        out += escape;
    }
    return out + '"';
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    constexpr const char *Operators[] = {"=", "!=", "=~", "!~"};
    const auto matchers = parseSelector({reinterpret_cast<const char *>(data), size});
    if (!matchers) {
        require(!matchers.error().message.empty());
        return 0;
    }
    require(!std::ranges::all_of(*matchers, &Matcher::matchesEmpty));
    std::string text = "{";
    for (const Matcher &matcher : *matchers) {
        text += escaped(matcher.name()) + Operators[static_cast<std::size_t>(matcher.op())] +
                escaped(matcher.value()) + ",";
    }
    const auto again = parseSelector(text + "}");
    require(again || text.size() >= MaxQueryBytes);
    if (!again)
        return 0;
    require(again->size() == matchers->size());
    for (std::size_t i = 0; i < matchers->size(); ++i) {
        const Matcher &one = (*matchers)[i];
        const Matcher &other = (*again)[i];
        require(one.op() == other.op() && one.name() == other.name() &&
                one.value() == other.value());
    }
    return 0;
}
