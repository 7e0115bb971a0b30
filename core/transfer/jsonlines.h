#pragma once

// JSON lines as VictoriaMetrics exports and imports them: one line holds samples of one series,
//   {"metric":{"__name__":"up","job":"api"},"values":[1,0.5],"timestamps":[1795341600000,...]}
// timestamps in Unix milliseconds; a long series takes several lines. Infinities are "Infinity" and
// "-Infinity", NaN is null. Where a NaN is not the plain one (valuetext.h), the line has one member
// more, which others skip: "nan_bits", the bits of every null in order.

#include "core/transfer/samplereader.h"
#include "core/transfer/serieswriter.h"

#include <memory>

namespace tinyobs {

std::unique_ptr<SeriesWriter> makeJsonLinesWriter();
std::unique_ptr<SampleReader> makeJsonLinesReader();

} // namespace tinyobs
