#include "core/promql/eval/oneside.h"

#include <algorithm>

namespace tinyobs::promql {

bool isPresent(const RowBlock &block, std::size_t row, std::size_t step)
{
    const std::vector<HistogramPtr> &histograms = block.histograms(row);
    return !isAbsent(block.floats(row)[step]) || (!histograms.empty() && histograms[step]);
}

Result<void> OneSide::read(const std::vector<std::uint32_t> &signatures, std::size_t count, Use use,
                           const StepGrid &grid)
{
    if (auto charged = m_memory.add(rowBytes(m_source->size(), grid.count)); !charged)
        return charged;
    auto rows = readAll(*m_source, grid.count);
    if (!rows)
        return Failure(rows.error());
    m_rows = *std::move(rows);
    // Series of one signature stand together, in their order.
    std::vector<std::uint32_t> ordered(signatures.size());
    std::vector<std::uint32_t> next(count + 1, 0);
    for (const std::uint32_t signature : signatures)
        ++next[signature + 1];
    for (std::size_t i = 1; i <= count; ++i)
        next[i] += next[i - 1];
    const std::vector<std::uint32_t> begins = next;
    for (std::uint32_t series = 0; series < signatures.size(); ++series)
        ordered[next[signatures[series]]++] = series;
    for (std::uint32_t signature = 0; signature < count; ++signature) {
        const auto members = std::span(ordered).subspan(begins[signature],
                                                        begins[signature + 1] - begins[signature]);
        m_first.push_back(m_partners.size());
        if (members.size() > 1)
            join(members, !use.givesLabels);
        for (std::size_t i = 0; i < members.size() && (i == 0 || use.givesLabels); ++i)
            m_partners.push_back({members[i]});
        if (use.isFilled && (members.empty() || use.givesLabels))
            m_partners.push_back({NoSeries});
        m_signatureOf.resize(m_partners.size(), signature);
    }
    m_first.push_back(m_partners.size());
    return {};
}

/// Finds steps at which two of the members have elements. Merging, they all go into the first row.
void OneSide::join(std::span<const std::uint32_t> members, bool merges)
{
    std::vector<std::uint32_t> ownerAt(m_rows.steps(), NoSeries);
    for (const std::uint32_t series : members) {
        for (std::size_t step = 0; step < ownerAt.size(); ++step) {
            if (!isPresent(m_rows, series, step))
                continue;
            if (ownerAt[step] != NoSeries) {
                m_duplicates.resize(ownerAt.size());
                if (m_duplicates[step].first == NoSeries)
                    m_duplicates[step] = {ownerAt[step], series};
                continue;
            }
            ownerAt[step] = series;
            if (!merges || series == members.front())
                continue;
            const Row into = m_rows.row(members.front());
            into.floats[step] = m_rows.floats(series)[step];
            if (const auto &histograms = m_rows.histograms(series);
                !histograms.empty() && histograms[step])
                into.setHistogram(step, histograms[step]);
        }
    }
}

bool OneSide::hasAny(std::uint32_t signature, std::size_t step) const
{
    const auto list = partners(signature);
    return std::any_of(list.begin(), list.end(), [this, step](const Partner &partner) {
        return partner.series != NoSeries && isPresent(m_rows, partner.series, step);
    });
}

const OneSide::Duplicates *OneSide::findDuplicates(const std::vector<bool> &counts) const
{
    for (std::size_t step = 0; step < m_duplicates.size(); ++step) {
        if (counts[step] && m_duplicates[step].first != NoSeries)
            return &m_duplicates[step];
    }
    return nullptr;
}

} // namespace tinyobs::promql
