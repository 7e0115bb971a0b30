// Any bytes as VictoriaMetrics' JSON lines.

#include "core/ingest/vmimportdecoder.h"
#include "tests/fuzz/fuzz_lines.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    static const tinyobs::DocumentOptions options{.labels = {{"added", "label"}}};
    tinyobs::fuzz::lines::check<tinyobs::VmImportDecoder>(data, size, options);
    return 0;
}
