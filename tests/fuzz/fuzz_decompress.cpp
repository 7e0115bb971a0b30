// Any bytes as a compressed body: no crash, never more output than the limit, and readable padding.

#include "core/ingest/decompress.h"
#include "core/ingest/jsondecoder.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

using namespace tinyobs;

namespace {

constexpr std::size_t Limit = 256 * 1024;

void check(const tl::expected<std::string_view, Refusal> &plain)
{
    if (!plain) {
        if (plain.error().message.empty())
            std::abort();
        return;
    }
    if (plain->size() > Limit)
        std::abort();
    volatile char sink = 0;
    for (std::size_t i = 0; i < plain->size() + JsonDecoder::Padding; ++i)
        sink = plain->data()[i];
    static_cast<void>(sink);
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    static Decompressor decompressor;
    const std::string_view body(reinterpret_cast<const char *>(data), size);
    check(decompressor.gunzip(body, Limit));
    check(decompressor.unzstd(body, Limit));
    return 0;
}
