#pragma once

// The formats of export and import: one row each, read by the programs, the HTTP API and the tests.
// Immutable; usable in any thread.

#include "core/transfer/recordsplitter.h"
#include "core/transfer/samplereader.h"
#include "core/transfer/serieswriter.h"

#include <cstddef>
#include <memory>
#include <span>
#include <string_view>

namespace tinyobs {

struct TransferFormat
{
    std::string_view name;
    std::string_view suffix; // of a file's name, with the dot
    std::string_view contentType;
    RecordEnd recordEnd;
    std::size_t maxRecordBytes;
    bool needsLabelNames; // before the first sample
    std::unique_ptr<SeriesWriter> (*makeWriter)();
    std::unique_ptr<SampleReader> (*makeReader)();
};

std::span<const TransferFormat> transferFormats();
/// Null when there is no such format.
const TransferFormat *findTransferFormat(std::string_view name);
/// The format that a file's name ends in, or null.
const TransferFormat *transferFormatOfFile(std::string_view path);
/// "jsonl, csv, openmetrics": for help and messages.
std::string transferFormatNames();

} // namespace tinyobs
