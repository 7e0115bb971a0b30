#include "core/transfer/transferformat.h"

#include "core/ingest/seriesline.h"
#include "core/transfer/csv.h"
#include "core/transfer/jsonlines.h"
#include "core/transfer/openmetrics.h"

#include <algorithm>
#include <array>

namespace tinyobs {
namespace {

constexpr std::size_t MiB = 1u << 20;

constexpr std::array<TransferFormat, 3> Formats{{
    {"jsonl", ".jsonl", "application/stream+json; charset=utf-8", RecordEnd::Line,
     SeriesLineReader::MaxLineBytes, false, makeJsonLinesWriter, makeJsonLinesReader},
    {"csv", ".csv", "text/csv; charset=utf-8", RecordEnd::LineOutsideQuotes, MiB, true,
     makeCsvWriter, makeCsvReader},
    {"openmetrics", ".om", "application/openmetrics-text; version=1.0.0; charset=utf-8",
     RecordEnd::Line, MiB, false, makeOpenMetricsWriter, makeOpenMetricsReader},
}};

} // namespace

std::span<const TransferFormat> transferFormats()
{
    return Formats;
}

const TransferFormat *findTransferFormat(std::string_view name)
{
    const auto found = std::ranges::find(Formats, name, &TransferFormat::name);
    return found == Formats.end() ? nullptr : &*found;
}

const TransferFormat *transferFormatOfFile(std::string_view path)
{
    const auto found = std::ranges::find_if(
        Formats, [path](const TransferFormat &format) { return path.ends_with(format.suffix); });
    return found == Formats.end() ? nullptr : &*found;
}

std::string transferFormatNames()
{
    std::string names;
    for (const TransferFormat &format : Formats)
        names += (names.empty() ? "" : ", ") + std::string(format.name);
    return names;
}

} // namespace tinyobs
