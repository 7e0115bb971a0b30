#pragma once

// What a decoder of OTLP made of a request, as text to compare: a line for each row, refusal,
// metadata and exemplar. Times are milliseconds after NowMs.

#include "core/base/valuetext.h"
#include "core/ingest/documentdecoder.h"

#include <QByteArrayList>

#include <string>
#include <utility>

namespace tinyobs::test {

inline constexpr TimeMs NowMs = 1795341600000; // 2026-11-22T10:00:00Z
inline constexpr std::uint64_t NowNs = std::uint64_t(NowMs) * 1'000'000;

inline std::string textOf(double value)
{
    std::string text;
    appendValue(text, value);
    return text;
}

/// shop_total{service="shop"} 3 @0 start delta
inline std::string rowText(const DocumentDecoder &decoder, std::size_t row)
{
    constexpr std::pair<RowFlag, const char *> Flags[] = {
        {StartRow, " start"}, {DeltaRow, " delta"},      {OrderedRow, " ordered"},
        {PartRow, " part"},   {HistogramRow, " native"},
    };
    const SampleBatch &batch = decoder.batch();
    const auto labels = decoder.labels(row);
    std::string text =
        labels ? labels->toString() : "refused: " + decoder.messageOf(labels.error());
    text += " " + textOf(batch.values[row]) + " @" + std::to_string(batch.timesMs[row] - NowMs);
    for (const auto &[flag, name] : Flags)
        text += (batch.flagsOf(row) & flag) != 0 ? name : "";
    return text;
}

inline QByteArrayList linesOf(DocumentDecoder &decoder, std::string_view body,
                              const DocumentOptions &options = {},
                              AppendMode mode = AppendMode::GoodRows)
{
    const auto decoded = decoder.decode({.bytes = body,
                                         .readableBytes = body.size(),
                                         .mode = mode,
                                         .nowMs = NowMs,
                                         .options = options});
    if (!decoded)
        return {QByteArray("whole: ") + QByteArray::fromStdString(decoded.error().message)};
    QByteArrayList lines;
    for (std::size_t row = 0; row < decoder.batch().size(); ++row)
        lines << QByteArray::fromStdString(rowText(decoder, row));
    for (const BatchExemplar &each : decoder.batch().exemplars)
        lines << QByteArray::fromStdString("exemplar of " + std::to_string(each.row) + ": " +
                                           each.labels.toString() + " " + textOf(each.value) +
                                           " @" + std::to_string(each.timeMs - NowMs));
    for (const Refusal &refusal : decoder.refusals())
        lines << QByteArray::fromStdString(std::string(infoOf(refusal.reason).name) + " x" +
                                           std::to_string(refusal.count) + ": " + refusal.message);
    return lines;
}

} // namespace tinyobs::test
