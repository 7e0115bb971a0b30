#pragma once

// A table for spreadsheets: one sample per row, a column for every label,
//   metric,time,value,instance,job
//   up,2026-11-22T10:00:00.123Z,1,db:9090,"say ""hi"""
// quoted as RFC 4180 says, line feeds within quotes included; an empty cell is an absent label. The
// first three columns are always these, so that a label may be called "time". Read are any order of
// columns (the first of a name counts as the sample's, the others as labels), a byte order mark,
// and times as RFC 3339, Unix seconds or milliseconds.

#include "core/transfer/samplereader.h"
#include "core/transfer/serieswriter.h"

#include <memory>

namespace tinyobs {

/// Spreadsheets end at 16,384, and every row pays for every column.
inline constexpr std::size_t MaxCsvColumns = 2048;

std::unique_ptr<SeriesWriter> makeCsvWriter();
std::unique_ptr<SampleReader> makeCsvReader();

} // namespace tinyobs
