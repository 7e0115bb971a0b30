// Any bytes as a document to import; the first one selects the format, the second the pieces in
// which the rest comes. No crash, columns of equal length, every row of a series that exists,
// labels that are canonical; what was read is written and read again to the same bits.

#include "core/transfer/transferformat.h"

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <set>
#include <string>
#include <string_view>

using namespace tinyobs;

namespace {

void require(bool holds)
{
    if (!holds)
        std::abort();
}

void checkRows(const ReadSamples &read)
{
    require(read.values.size() == read.size() && read.lines.size() == read.size() &&
            read.seriesOf.size() == read.size());
    for (const std::uint32_t series : read.seriesOf)
        require(series < read.series.size());
    for (const Labels &labels : read.series) {
        require(!labels.metricName().empty());
        std::string_view before;
        for (const LabelView label : labels) {
            require(before < label.name && !label.value.empty());
            before = label.name;
        }
    }
    for (const ReadRefusal &refusal : read.refusals)
        require(!refusal.message.empty() && refusal.line > 0 && refusal.samples > 0);
}

bool readDocument(const TransferFormat &format, std::string_view text, std::size_t pieceBytes,
                  ReadSamples &out)
{
    RecordSplitter splitter(format.recordEnd, std::size_t(64) << 10);
    const auto reader = format.makeReader();
    const auto take = [&](const Result<std::optional<std::string_view>> &record) {
        if (!record || !*record)
            return record.has_value();
        return reader->read(**record, splitter.line(), out).has_value();
    };
    for (std::size_t at = 0; at < text.size(); at += pieceBytes) {
        splitter.add(text.substr(at, pieceBytes));
        for (;;) {
            const auto record = splitter.next();
            if (!take(record))
                return false;
            if (!*record)
                break;
        }
    }
    return take(splitter.last()) && reader->end();
}

std::string writeDocument(const TransferFormat &format, const ReadSamples &read)
{
    std::set<std::string> names;
    for (const Labels &labels : read.series) {
        for (const LabelView label : labels) {
            if (label.name != MetricNameLabel)
                names.emplace(label.name);
        }
    }
    const auto writer = format.makeWriter();
    std::string text;
    if (!writer->begin({names.begin(), names.end()}, text))
        return {};
    for (std::size_t i = 0; i < read.size(); ++i) {
        SampleColumns one;
        one.append(read.timesMs[i], read.values[i]);
        require(writer->samples(read.series[read.seriesOf[i]], one, text).has_value());
    }
    writer->end(text);
    return text;
}

/// OpenMetrics and RFC 3339 know the years 0 to 9999, and doubles of seconds lose milliseconds in
/// the 23rd century.
bool isOfOurAge(TimeMs timeMs)
{
    return timeMs > -8'000'000'000'000 && timeMs < 8'000'000'000'000;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    if (size < 2)
        return 0;
    const TransferFormat &format = transferFormats()[data[0] % transferFormats().size()];
    const std::string_view text(reinterpret_cast<const char *>(data) + 2, size - 2);
    ReadSamples read;
    readDocument(format, text, std::size_t(data[1]) + 1, read);
    checkRows(read);
    if (read.size() == 0 || !std::ranges::all_of(read.timesMs, isOfOurAge))
        return 0;
    const std::string written = writeDocument(format, read);
    ReadSamples again;
    if (written.empty())
        return 0;
    require(readDocument(format, written, 1000, again) && again.refusals.empty());
    require(again.size() == read.size() && again.timesMs == read.timesMs);
    for (std::size_t i = 0; i < read.size(); ++i) {
        require(std::bit_cast<std::uint64_t>(read.values[i]) ==
                std::bit_cast<std::uint64_t>(again.values[i]));
        require(read.series[read.seriesOf[i]] == again.series[again.seriesOf[i]]);
    }
    return 0;
}
