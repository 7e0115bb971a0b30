#include "core/base/suggest.h"

#include <algorithm>
#include <array>
#include <vector>

namespace tinyobs {
namespace {

constexpr std::size_t LongestWord = 64;

/// Optimal string alignment distance, row by row.
std::size_t distance(std::string_view a, std::string_view b)
{
    std::array<std::vector<std::size_t>, 3> rows;
    for (auto &row : rows)
        row.resize(b.size() + 1);
    for (std::size_t j = 0; j <= b.size(); ++j)
        rows[0][j] = j;
    for (std::size_t i = 1; i <= a.size(); ++i) {
        std::vector<std::size_t> &row = rows[i % 3];
        const std::vector<std::size_t> &above = rows[(i - 1) % 3];
        row[0] = i;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const std::size_t replaced = above[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
            row[j] = std::min({above[j] + 1, row[j - 1] + 1, replaced});
            const bool swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
            if (swapped)
                row[j] = std::min(row[j], rows[(i - 2) % 3][j - 2] + 1);
        }
    }
    return rows[a.size() % 3][b.size()];
}

} // namespace

std::string_view closestWord(std::string_view word, std::span<const std::string_view> candidates)
{
    if (word.size() > LongestWord)
        return {};
    std::string_view closest;
    std::size_t best = std::max<std::size_t>(1, word.size() / 3) + 1;
    for (const std::string_view candidate : candidates) {
        const std::size_t apart = distance(word, candidate);
        if (apart < best) {
            best = apart;
            closest = candidate;
        }
    }
    return closest;
}

} // namespace tinyobs
