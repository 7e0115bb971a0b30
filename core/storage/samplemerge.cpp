#include "core/storage/samplemerge.h"

#include <algorithm>
#include <cstddef>
#include <numeric>
#include <utility>
#include <vector>

namespace tinyobs {

void mergeLaterWins(SampleColumns &out, SampleColumns &later)
{
    if (later.size() == 0)
        return;
    if (out.size() == 0) {
        std::swap(out, later);
        return;
    }
    if (later.timesMs.front() > out.timesMs.back()) {
        out.timesMs.insert(out.timesMs.end(), later.timesMs.begin(), later.timesMs.end());
        out.values.insert(out.values.end(), later.values.begin(), later.values.end());
        return;
    }
    SampleColumns merged;
    merged.timesMs.reserve(out.size() + later.size());
    merged.values.reserve(out.size() + later.size());
    std::size_t i = 0;
    for (std::size_t j = 0; j < later.size(); ++j) {
        for (; i < out.size() && out.timesMs[i] < later.timesMs[j]; ++i)
            merged.append(out.timesMs[i], out.values[i]);
        if (i < out.size() && out.timesMs[i] == later.timesMs[j])
            ++i;
        merged.append(later.timesMs[j], later.values[j]);
    }
    for (; i < out.size(); ++i)
        merged.append(out.timesMs[i], out.values[i]);
    out = std::move(merged);
}

void sortLastWins(SampleColumns &columns)
{
    std::vector<std::size_t> order(columns.size());
    std::iota(order.begin(), order.end(), std::size_t(0));
    std::stable_sort(order.begin(), order.end(), [&columns](std::size_t a, std::size_t b) {
        return columns.timesMs[a] < columns.timesMs[b];
    });
    SampleColumns sorted;
    sorted.timesMs.reserve(order.size());
    sorted.values.reserve(order.size());
    for (std::size_t i = 0; i < order.size(); ++i) {
        const TimeMs timeMs = columns.timesMs[order[i]];
        if (i + 1 == order.size() || columns.timesMs[order[i + 1]] != timeMs)
            sorted.append(timeMs, columns.values[order[i]]);
    }
    columns = std::move(sorted);
}

void clip(SampleColumns &columns, TimeMs fromMs, TimeMs toMs)
{
    const auto begin = columns.timesMs.begin();
    const auto first = std::lower_bound(begin, columns.timesMs.end(), fromMs) - begin;
    const auto last = std::upper_bound(begin + first, columns.timesMs.end(), toMs) - begin;
    columns.timesMs.resize(static_cast<std::size_t>(last));
    columns.values.resize(static_cast<std::size_t>(last));
    columns.timesMs.erase(columns.timesMs.begin(), columns.timesMs.begin() + first);
    columns.values.erase(columns.values.begin(), columns.values.begin() + first);
}

} // namespace tinyobs
