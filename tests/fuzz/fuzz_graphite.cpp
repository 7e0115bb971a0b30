// Any bytes as Graphite lines: no crash, no read behind the end, columns of equal length, labels
// that are canonical or refused with a reason, and the same outcome from a used decoder as from a
// new one.

#include "core/ingest/graphitedecoder.h"

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <string_view>

using namespace tinyobs;

namespace {

constexpr TimeMs NowMs = 1795341600000;

void require(bool holds)
{
    if (!holds)
        std::abort();
}

void checkLabels(const GraphiteDecoder &decoder, std::size_t row)
{
    const auto labels = decoder.labels(row);
    if (!labels) {
        require(labels.error().row == row);
        require(decoder.messageOf(labels.error()).starts_with("line "));
        return;
    }
    require(!labels->metricName().empty());
    std::string_view before;
    for (const LabelView label : *labels) {
        require(before < label.name && !label.value.empty());
        before = label.name;
    }
}

void decodeAndCheck(GraphiteDecoder &decoder, std::string_view lines)
{
    const DocumentOptions options;
    const Document document{.bytes = lines,
                            .readableBytes = lines.size(),
                            .mode = AppendMode::GoodRows,
                            .nowMs = NowMs,
                            .options = options};
    if (!decoder.decode(document))
        std::abort(); // lines are refused one by one
    const SampleBatch &batch = decoder.batch();
    require(batch.timesMs.size() == batch.size() && batch.values.size() == batch.size());
    for (const Refusal &refusal : decoder.refusals())
        require(!refusal.message.empty() && refusal.count > 0);
    std::size_t before = 0;
    for (std::size_t row = 0; row < batch.size(); ++row) {
        require(!std::isnan(batch.values[row]));
        require(decoder.documentIndex(row) >= before);
        before = decoder.documentIndex(row);
        checkLabels(decoder, row);
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    // On the heap and exactly as long as promised, so that the sanitizer sees one byte too many.
    const auto buffer = std::make_unique<char[]>(size);
    std::memcpy(buffer.get(), data, size);
    const std::string_view lines(buffer.get(), size);

    static GraphiteDecoder used;
    GraphiteDecoder fresh;
    decodeAndCheck(used, lines);
    decodeAndCheck(fresh, lines);
    require(fresh.batch().hashes == used.batch().hashes);
    require(fresh.batch().timesMs == used.batch().timesMs);
    require(fresh.refusals().size() == used.refusals().size());
    used.clear();
    return 0;
}
