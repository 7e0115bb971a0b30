#pragma once

// Whole documents in memory, for tests of export and import.

#include "core/storage/store.h"
#include "core/transfer/exporter.h"
#include "core/transfer/importer.h"

#include <algorithm>
#include <string>
#include <string_view>

namespace tinyobs::test {

inline Result<std::string> exportText(const Store &store, const TransferFormat &format,
                                      const ExportRequest &request = {})
{
    std::string text;
    const auto sink = [&text](std::string_view bytes) -> Result<void> {
        text += bytes;
        return {};
    };
    const Result<ExportReport> report = exportSamples(store, format, request, sink);
    if (!report)
        return Failure(report.error());
    return text;
}

struct Import
{
    ImportReport report;
    Result<void> outcome;
};

inline Import importText(Store &store, const TransferFormat &format, std::string_view text,
                         std::size_t pieceBytes = 1000)
{
    Importer importer(store, format);
    Result<void> outcome;
    for (std::size_t at = 0; at < text.size() && outcome; at += pieceBytes)
        outcome = importer.add(text.substr(at, pieceBytes));
    if (outcome)
        outcome = importer.finish();
    return {importer.report(), outcome};
}

} // namespace tinyobs::test
