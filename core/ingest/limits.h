#pragma once

// How large one request, one series and one label may be: one row per limit, read by the decoders
// and by their messages. Plain values, usable in any thread.

#include <array>
#include <cstddef>
#include <string_view>

namespace tinyobs {

enum class IngestLimit : unsigned char {
    SamplesPerRequest,
    SamplesPerImport,
    SeriesPerRequest,
    LabelsPerSeries,
    MetricNameBytes,
    LabelNameBytes,
    LabelValueBytes,
    JsonDepth,
    ExemplarsPerRequest,
    SymbolsPerRequest,
    HelpBytes,
    RowsPerRequest,
    Count_,
};

struct IngestLimitRow
{
    std::string_view name;
    std::size_t value;
    std::string_view unit;
};

inline constexpr std::size_t IngestLimitCount = static_cast<std::size_t>(IngestLimit::Count_);

/// One row per IngestLimit, in its order.
inline constexpr std::array<IngestLimitRow, IngestLimitCount> IngestLimitTable{{
    {"samples per request", 200'000, "samples"},
    {"samples per import", 1'000'000, "samples"},
    {"series per request", 200'000, "series"},
    {"labels per series", 64, "labels"},
    {"metric name", 256, "bytes"},
    {"label name", 256, "bytes"},
    {"label value", 2048, "bytes"},
    {"depth of a JSON document", 64, "levels"},
    {"exemplars per request", 10'000, "exemplars"},
    {"symbols per request", 500'000, "symbols"},
    {"help text", 4096, "bytes"},
    {"rows of the samples of a request", 1'000'000, "rows"}, // a histogram is many
}};

/// The values in force: the table's, unless a test changes one.
class IngestLimits
{
public:
    constexpr IngestLimits()
    {
        for (std::size_t i = 0; i < IngestLimitCount; ++i)
            m_values[i] = IngestLimitTable[i].value;
    }
    constexpr std::size_t operator[](IngestLimit limit) const
    {
        return m_values[static_cast<std::size_t>(limit)];
    }
    constexpr void set(IngestLimit limit, std::size_t value)
    {
        m_values[static_cast<std::size_t>(limit)] = value;
    }

private:
    std::array<std::size_t, IngestLimitCount> m_values{};
};

} // namespace tinyobs
