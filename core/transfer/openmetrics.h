#pragma once

// OpenMetrics 1.0 text, as "promtool tsdb create-blocks-from openmetrics" takes it:
//   # TYPE up gauge
//   up{job="api"} 1 1795341600.123
//   # EOF
// one block per metric family, timestamps in seconds. A reader takes any such text whose samples
// have timestamps; metadata and exemplars are passed over, and the end without # EOF is an error,
// because then the text is not whole.

#include "core/transfer/samplereader.h"
#include "core/transfer/serieswriter.h"

#include <memory>

namespace tinyobs {

std::unique_ptr<SeriesWriter> makeOpenMetricsWriter();
std::unique_ptr<SampleReader> makeOpenMetricsReader();

} // namespace tinyobs
