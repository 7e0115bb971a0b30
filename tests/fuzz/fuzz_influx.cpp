// Any bytes as InfluxDB's line protocol, in seconds and in nanoseconds.

#include "core/ingest/influxdecoder.h"
#include "tests/fuzz/fuzz_lines.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    const tinyobs::DocumentOptions options{.labels = {{"db", "fuzz"}},
                                           .nanosecondsPerUnit = size % 2 ? 1'000'000'000U : 1U};
    tinyobs::fuzz::lines::check<tinyobs::InfluxDecoder>(data, size, options);
    return 0;
}
