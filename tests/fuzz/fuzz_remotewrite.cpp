// Any bytes as a message of remote write 1.0 and of 2.0, and as its packed body: no crash, no read
// behind the end, columns of equal length, labels that are canonical or refused with a reason,
// histograms that can be put together, and the same outcome from a used decoder as from a new one.

#include "core/ingest/decompress.h"
#include "core/ingest/remotewrite2decoder.h"
#include "core/ingest/remotewritedecoder.h"
#include "core/model/histogramcomponent.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

using namespace tinyobs;

namespace {

constexpr TimeMs NowMs = 1795341600000;
constexpr std::size_t UnpackedLimit = 1u << 20;

void require(bool holds)
{
    if (!holds)
        std::abort();
}

/// The component that a row's labels name, or nothing.
std::optional<HistogramComponent> checkLabels(const RemoteWriteDocument &decoder, std::size_t row)
{
    const auto labels = decoder.labels(row);
    if (!labels) {
        require(labels.error().row == row);
        require(decoder.messageOf(labels.error()).starts_with("timeseries["));
        return std::nullopt;
    }
    require(!labels->metricName().empty());
    std::string_view before;
    for (const LabelView label : *labels) {
        require(before < label.name && !label.value.empty());
        before = label.name;
    }
    const std::string_view component = labels->value(HistogramLabel);
    if (component.empty())
        return std::nullopt;
    require(histogramComponentOf(component).has_value());
    return histogramComponentOf(component);
}

void checkRows(const RemoteWriteDocument &decoder)
{
    const SampleBatch &batch = decoder.batch();
    std::vector<HistogramValue> histogram;
    std::size_t before = 0;
    for (std::size_t row = 0; row < batch.size(); ++row) {
        const std::size_t index = decoder.documentIndex(row);
        require(index >= before);
        before = index;
        require(decoder.path(row).starts_with("timeseries[" + std::to_string(index) + "]."));
        const unsigned char flags = batch.flagsOf(row);
        const std::optional<HistogramComponent> component = checkLabels(decoder, row);
        if ((flags & (HistogramRow | PartRow)) == 0 || !component)
            continue;
        if ((flags & HistogramRow) != 0)
            histogram.clear();
        histogram.push_back({*component, batch.values[row]});
        const bool isLast = row + 1 == batch.size() || (batch.flagsOf(row + 1) & PartRow) == 0;
        const auto assembled = isLast ? assemble(histogram) : std::nullopt;
        require(!isLast || (assembled && (assembled->isStale() || !problemOf(*assembled))));
    }
}

bool decodeAndCheck(RemoteWriteDocument &decoder, std::string_view message)
{
    const auto decoded = decoder.decode(message, AppendMode::GoodRows, NowMs);
    if (!decoded) {
        require(!decoded.error().message.empty());
        return false;
    }
    const SampleBatch &batch = decoder.batch();
    require(batch.timesMs.size() == batch.size() && batch.values.size() == batch.size());
    require(batch.flags.empty() || batch.flags.size() == batch.size());
    for (const BatchExemplar &exemplar : batch.exemplars) {
        const bool hasRow = exemplar.row != BatchExemplar::NoRow;
        require(hasRow ? exemplar.row < batch.size() : !exemplar.series.isEmpty());
    }
    for (const MetadataView &metadata : decoder.metadata())
        require(!metadata.metric.empty() && !toText(metadata.type).empty());
    checkRows(decoder);
    return true;
}

template <typename Decoder>
void checkVersion(std::string_view body)
{
    static Decoder used;
    Decoder fresh;
    const bool isTaken = decodeAndCheck(used, body);
    require(decodeAndCheck(fresh, body) == isTaken);
    require(fresh.batch().hashes == used.batch().hashes);
    require(fresh.batch().timesMs == used.batch().timesMs);
    require(fresh.batch().flags == used.batch().flags);
    used.clear();
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    // On the heap and exactly as long as promised, so that the sanitizer sees one byte too many.
    const auto buffer = std::make_unique<char[]>(size);
    std::memcpy(buffer.get(), data, size);
    const std::string_view body(buffer.get(), size);

    checkVersion<RemoteWriteDecoder>(body);
    checkVersion<RemoteWrite2Decoder>(body);

    static Decompressor decompressor;
    if (const auto plain = decompressor.unsnap(body, UnpackedLimit)) {
        checkVersion<RemoteWriteDecoder>(*plain);
        checkVersion<RemoteWrite2Decoder>(*plain);
    }
    decompressor.clear();
    return 0;
}
