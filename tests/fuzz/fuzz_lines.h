#pragma once

// What holds for any bytes as a document of lines: no crash, no read behind the padding, columns of
// equal length, labels that are canonical or refused with a reason, and the same outcome with
// padding and without, from a used decoder and from a new one.

#include "core/ingest/documentdecoder.h"

#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <string_view>

namespace tinyobs::fuzz::lines {

inline void require(bool holds)
{
    if (!holds)
        std::abort();
}

inline bool haveSameValues(const SampleBatch &a, const SampleBatch &b)
{
    if (a.size() != b.size())
        return false;
    return a.size() == 0 ||
           std::memcmp(a.values.data(), b.values.data(), a.size() * sizeof(double)) == 0;
}

inline void checkLabels(const DocumentDecoder &decoder, std::size_t row)
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

inline bool decodeAndCheck(DocumentDecoder &decoder, std::string_view bytes,
                           std::size_t readableBytes, const DocumentOptions &options)
{
    const auto decoded = decoder.decode({.bytes = bytes,
                                         .readableBytes = readableBytes,
                                         .mode = AppendMode::GoodRows,
                                         .nowMs = 1795341600000,
                                         .options = options});
    require(decoded || !decoded.error().message.empty());
    if (!decoded)
        return false;
    const SampleBatch &batch = decoder.batch();
    require(batch.timesMs.size() == batch.size() && batch.values.size() == batch.size());
    std::size_t before = 0;
    for (std::size_t row = 0; row < batch.size(); ++row) {
        require(decoder.documentIndex(row) >= before);
        before = decoder.documentIndex(row);
        checkLabels(decoder, row);
    }
    return true;
}

template <typename Decoder>
void check(const std::uint8_t *data, std::size_t size, const DocumentOptions &options)
{
    // On the heap and exactly as long as promised, so that the sanitizer sees one byte too many.
    // What stands behind the document goes on like a number.
    const std::size_t padded = size + DocumentDecoder::Padding;
    const auto buffer = std::make_unique<char[]>(padded);
    std::memset(buffer.get(), '7', padded);
    if (size > 0)
        std::memcpy(buffer.get(), data, size);
    const auto exact = std::make_unique<char[]>(size);
    std::memcpy(exact.get(), buffer.get(), size);

    static Decoder used;
    Decoder fresh;
    const bool isTaken = decodeAndCheck(used, {buffer.get(), size}, padded, options);
    require(decodeAndCheck(fresh, {exact.get(), size}, size, options) == isTaken);
    require(fresh.refusals().size() == used.refusals().size());
    if (isTaken) {
        require(fresh.batch().hashes == used.batch().hashes);
        require(fresh.batch().timesMs == used.batch().timesMs);
        require(haveSameValues(fresh.batch(), used.batch()));
    }
    used.clear();
}

} // namespace tinyobs::fuzz::lines
