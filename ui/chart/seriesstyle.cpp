#include "ui/chart/seriesstyle.h"

#include <QString>

#include <algorithm>
#include <array>
#include <cstdint>
#include <numeric>

namespace tinyobs::ui {
namespace {

constexpr std::size_t PaletteSize = 8;
constexpr int DashCount = 4;

/// FNV-1a over UTF-16 code units, because that is what the browser has.
std::uint32_t hashOf(const std::string &key)
{
    std::uint32_t hash = 0x811c9dc5;
    const QString text = QString::fromStdString(key);
    for (const QChar unit : text) {
        hash ^= unit.unicode();
        hash *= 0x01000193;
    }
    return hash;
}

} // namespace

std::vector<SeriesStyle> assignStyles(const std::vector<std::string> &keys)
{
    std::vector<std::uint32_t> hashes(keys.size());
    std::transform(keys.begin(), keys.end(), hashes.begin(), hashOf);
    std::vector<std::size_t> order(keys.size());
    std::iota(order.begin(), order.end(), 0u);
    std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
        return hashes[a] != hashes[b] ? hashes[a] < hashes[b] : keys[a] < keys[b];
    });
    std::vector<SeriesStyle> styles(keys.size());
    std::array<bool, PaletteSize> taken{};
    for (std::size_t n = 0; n < order.size(); ++n) {
        if (n % PaletteSize == 0)
            taken.fill(false);
        std::size_t slot = hashes[order[n]] % PaletteSize;
        while (taken[slot])
            slot = (slot + 1) % PaletteSize;
        taken[slot] = true;
        styles[order[n]] = {int(slot), int(n / PaletteSize) % DashCount};
    }
    return styles;
}

std::string identityOf(const LabelMap &labels)
{
    std::string text;
    for (const auto &[name, value] : labels) {
        if (!text.empty())
            text += '\x02';
        text += name + '\x01' + value;
    }
    return text;
}

} // namespace tinyobs::ui
