#include "core/promql/eval/naturalorder.h"

#include <cctype>
#include <cstddef>

namespace tinyobs::promql {
namespace {

/// The run of digits, or of others, at the front.
std::string_view takeRun(std::string_view &text)
{
    const auto isDigit = [](char c) { return std::isdigit(static_cast<unsigned char>(c)) != 0; };
    std::size_t length = 1;
    while (length < text.size() && isDigit(text[length]) == isDigit(text[0]))
        ++length;
    const std::string_view run = text.substr(0, length);
    text.remove_prefix(length);
    return run;
}

std::string_view withoutZeros(std::string_view digits)
{
    while (digits.size() > 1 && digits[0] == '0')
        digits.remove_prefix(1);
    return digits;
}

} // namespace

bool isNaturallyBefore(std::string_view left, std::string_view right)
{
    std::string_view l = left;
    std::string_view r = right;
    while (!l.empty() && !r.empty()) {
        const std::string_view a = takeRun(l);
        const std::string_view b = takeRun(r);
        const bool areNumbers = std::isdigit(static_cast<unsigned char>(a[0])) != 0 &&
                                std::isdigit(static_cast<unsigned char>(b[0])) != 0;
        if (!areNumbers) {
            if (a != b)
                return a < b;
            continue;
        }
        const std::string_view x = withoutZeros(a);
        const std::string_view y = withoutZeros(b);
        if (x.size() != y.size())
            return x.size() < y.size();
        if (x != y)
            return x < y;
    }
    if (l.empty() != r.empty())
        return l.empty();
    return left < right;
}

} // namespace tinyobs::promql
