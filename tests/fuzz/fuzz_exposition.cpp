// Any bytes as Prometheus text or OpenMetrics: no crash, no read behind the document, columns of
// equal length, starts before their samples, labels that are canonical or refused with a reason,
// and the same outcome from a used decoder as from a new one. What an import of a file makes of it
// goes the same way.

#include "core/ingest/expositiondecoder.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <string>
#include <string_view>

using namespace tinyobs;

namespace {

constexpr TimeMs NowMs = 1795341600000;

void require(bool holds)
{
    if (!holds)
        std::abort();
}

void checkLabels(const Labels &labels)
{
    std::string_view before;
    for (const LabelView label : labels) {
        require(before < label.name && !label.value.empty());
        before = label.name;
    }
}

void checkRows(const ExpositionDecoder &decoder)
{
    const SampleBatch &batch = decoder.batch();
    require(batch.timesMs.size() == batch.size() && batch.values.size() == batch.size());
    require(batch.flags.empty() || batch.flags.size() == batch.size());
    require(decoder.rows() == batch.size());
    for (std::size_t row = 0; row < batch.size(); ++row) {
        if (batch.flagsOf(row) == StartRow) {
            require(row + 1 < batch.size() && batch.hashes[row] == batch.hashes[row + 1]);
            require(batch.timesMs[row] < batch.timesMs[row + 1] && batch.values[row] == 0);
        }
        require(decoder.path(row) == "line " + std::to_string(decoder.documentIndex(row)));
        const auto labels = decoder.labels(row);
        if (!labels) {
            require(labels.error().row == row && !decoder.messageOf(labels.error()).empty());
            continue;
        }
        require(!labels->metricName().empty());
        checkLabels(*labels);
    }
    for (const BatchExemplar &exemplar : batch.exemplars) {
        require(exemplar.row < batch.size() && batch.flagsOf(exemplar.row) == PlainRow);
        checkLabels(exemplar.labels);
    }
    for (const MetadataView &each : decoder.metadata())
        require(!each.metric.empty());
}

bool decodeAndCheck(ExpositionDecoder &decoder, std::string_view body, AppendMode mode)
{
    static const DocumentOptions options{.labels = {{"added", "x"}, {"none", ""}}};
    const auto decoded = decoder.decode({.bytes = body,
                                         .readableBytes = body.size(),
                                         .mode = mode,
                                         .nowMs = NowMs,
                                         .options = options});
    if (!decoded) {
        require(decoded.error().message.starts_with("line "));
        return false;
    }
    require(mode == AppendMode::GoodRows || decoder.refusals().empty());
    checkRows(decoder);
    return true;
}

void check(ExpositionDialect dialect, ExpositionDecoder &used, std::string_view body)
{
    ExpositionDecoder fresh(dialect);
    const bool whole = decodeAndCheck(used, body, AppendMode::WholeBatch);
    const bool partly = decodeAndCheck(used, body, AppendMode::GoodRows);
    require(partly || !whole);
    require(decodeAndCheck(fresh, body, AppendMode::GoodRows) == partly);
    require(!partly || (fresh.batch().hashes == used.batch().hashes &&
                        fresh.batch().timesMs == used.batch().timesMs));
    used.clear();
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    // On the heap and exactly as long as promised, so that the sanitizer sees one byte too many.
    const auto buffer = std::make_unique<char[]>(size);
    if (size > 0)
        std::memcpy(buffer.get(), data, size);
    const std::string_view body(buffer.get(), size);

    static ExpositionDecoder text(ExpositionDialect::PrometheusText);
    static ExpositionDecoder openMetrics(ExpositionDialect::OpenMetrics);
    static ExpositionDecoder pushed(ExpositionDialect::PrometheusText, ExpositionUse::Push);
    check(ExpositionDialect::PrometheusText, text, body);
    check(ExpositionDialect::OpenMetrics, openMetrics, body);
    decodeAndCheck(pushed, body, AppendMode::WholeBatch);
    pushed.clear();
    return 0;
}
