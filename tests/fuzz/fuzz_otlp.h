#pragma once

// What holds for any bytes as an OTLP request, whichever form: no crash, no read behind the end,
// columns of equal length, labels that are canonical or refused with a reason, and the same outcome
// from a used decoder as from a new one.

#include "core/ingest/documentdecoder.h"

#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <string_view>

namespace tinyobs::fuzz {

inline void require(bool holds)
{
    if (!holds)
        std::abort();
}

inline void checkRow(const DocumentDecoder &decoder, std::size_t row)
{
    require(decoder.path(row).starts_with("resource_metrics["));
    const auto labels = decoder.labels(row);
    if (!labels) {
        require(labels.error().row == row && !decoder.messageOf(labels.error()).empty());
        return;
    }
    require(!labels->metricName().empty());
    std::string_view before;
    for (const LabelView label : *labels) {
        require(before < label.name && !label.value.empty());
        before = label.name;
    }
}

inline bool decodeAndCheck(DocumentDecoder &decoder, std::string_view body)
{
    const DocumentOptions none;
    const auto decoded = decoder.decode({.bytes = body,
                                         .readableBytes = body.size(),
                                         .mode = AppendMode::GoodRows,
                                         .nowMs = 1795341600000,
                                         .options = none});
    if (!decoded) {
        require(!decoded.error().message.empty());
        return false;
    }
    const SampleBatch &batch = decoder.batch();
    require(batch.timesMs.size() == batch.size() && batch.values.size() == batch.size());
    require(batch.flags.empty() || batch.flags.size() == batch.size());
    std::size_t before = 0;
    for (std::size_t row = 0; row < batch.size(); ++row) {
        const std::size_t index = decoder.documentIndex(row);
        require(index >= before);
        before = index;
        checkRow(decoder, row);
    }
    for (const BatchExemplar &exemplar : batch.exemplars)
        require(exemplar.row < batch.size());
    for (const Refusal &refusal : decoder.refusals())
        require(refusal.count > 0 && !refusal.message.empty());
    return true;
}

template <typename Decoder>
void check(const std::uint8_t *data, std::size_t size)
{
    // On the heap and exactly as long as promised, so that the sanitizer sees one byte too many.
    const auto buffer = std::make_unique<char[]>(size);
    if (size > 0)
        std::memcpy(buffer.get(), data, size);
    const std::string_view body(buffer.get(), size);
    static Decoder used;
    Decoder fresh;
    const bool isTaken = decodeAndCheck(used, body);
    require(decodeAndCheck(fresh, body) == isTaken);
    require(fresh.batch().hashes == used.batch().hashes);
    require(fresh.batch().timesMs == used.batch().timesMs);
    used.clear();
}

} // namespace tinyobs::fuzz
