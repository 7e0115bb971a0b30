#include "core/ingest/otlpdecoder.h"
#include "tests/fuzz/fuzz_otlp.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    tinyobs::fuzz::check<tinyobs::OtlpProtobufDecoder>(data, size);
    return 0;
}
