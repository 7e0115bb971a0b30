#include "app/server/handlers/prometheus/seriesjson.h"

#include "app/server/handlers/prometheus/prometheustext.h"
#include "core/model/histogramcomponent.h"

#include <algorithm>
#include <cstdint>
#include <numeric>
#include <span>
#include <string_view>
#include <vector>

namespace tinyobs::server {
namespace {

/// The different pairs of some series, by their text.
class PairTexts
{
public:
    explicit PairTexts(const Snapshot &series)
    {
        std::uint32_t highest = 0;
        for (std::size_t i = 0; i < series.size(); ++i) {
            for (const std::uint32_t pair : series.pairs(i))
                highest = std::max(highest, pair);
        }
        m_rankOf.assign(std::size_t(highest) + 1, 0);
        std::vector<std::uint32_t> different;
        for (std::size_t i = 0; i < series.size(); ++i) {
            for (const std::uint32_t pair : series.pairs(i)) {
                if (m_rankOf[pair]++ == 0)
                    different.push_back(pair);
            }
        }
        std::ranges::sort(different, [&](std::uint32_t a, std::uint32_t b) {
            const LabelView left = series.pair(a);
            const LabelView right = series.pair(b);
            return left.name != right.name ? left.name < right.name : left.value < right.value;
        });
        m_ends.reserve(different.size());
        for (std::uint32_t rank = 0; rank < different.size(); ++rank) {
            m_rankOf[different[rank]] = rank;
            write(series.pair(different[rank]));
        }
    }

    std::uint32_t rank(std::uint32_t pair) const { return m_rankOf[pair]; }
    /// Empty for a label that is not shown.
    std::string_view text(std::uint32_t pair) const
    {
        const std::uint32_t place = m_rankOf[pair];
        const std::size_t begin = place == 0 ? 0 : m_ends[place - 1];
        return {m_texts.constData() + begin, m_ends[place] - begin};
    }

private:
    void write(LabelView label)
    {
        if (label.name != HistogramLabel) {
            appendString(m_texts, label.name);
            m_texts += ':';
            appendString(m_texts, label.value);
        }
        m_ends.push_back(static_cast<std::size_t>(m_texts.size()));
    }

    std::vector<std::uint32_t> m_rankOf; // by number; while they are counted, how often
    QByteArray m_texts;
    std::vector<std::size_t> m_ends; // by rank
};

std::vector<std::uint32_t> inOrder(const Snapshot &series, const PairTexts &texts)
{
    std::vector<std::uint32_t> order(series.size());
    std::iota(order.begin(), order.end(), 0u);
    std::ranges::sort(order, [&](std::uint32_t a, std::uint32_t b) {
        return std::ranges::lexicographical_compare(
            series.pairs(a), series.pairs(b), {},
            [&](std::uint32_t pair) { return texts.rank(pair); },
            [&](std::uint32_t pair) { return texts.rank(pair); });
    });
    return order;
}

void append(QByteArray &out, std::span<const std::uint32_t> pairs, const PairTexts &texts)
{
    out += '{';
    bool isFirst = true;
    for (const std::uint32_t pair : pairs) {
        const std::string_view text = texts.text(pair);
        if (text.empty())
            continue;
        if (!isFirst)
            out += ',';
        isFirst = false;
        out.append(text.data(), static_cast<qsizetype>(text.size()));
    }
    out += '}';
}

} // namespace

void appendSeries(QByteArray &out, const Snapshot &series, std::size_t limit)
{
    const PairTexts texts(series);
    const std::vector<std::uint32_t> order = inOrder(series, texts);
    const std::size_t count = std::min(limit, order.size());
    constexpr std::size_t UsualBytes = 192;
    out.reserve(out.size() + static_cast<qsizetype>(count * UsualBytes));
    out += '[';
    for (std::size_t i = 0; i < count; ++i) {
        if (i > 0)
            out += ',';
        append(out, series.pairs(order[i]), texts);
    }
    out += ']';
}

} // namespace tinyobs::server
