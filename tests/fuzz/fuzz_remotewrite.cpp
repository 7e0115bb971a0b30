// Any bytes as a remote write message, and as its packed body: no crash, no read behind the end,
// columns of equal length, labels that are canonical or refused with a reason, and the same outcome
// from a used decoder as from a new one.

#include "core/ingest/decompress.h"
#include "core/ingest/remotewritedecoder.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <string>
#include <string_view>

using namespace tinyobs;

namespace {

constexpr TimeMs NowMs = 1795341600000;
constexpr std::size_t UnpackedLimit = 1u << 20;

void require(bool holds)
{
    if (!holds)
        std::abort();
}

void checkLabels(const RemoteWriteDecoder &decoder, std::size_t row)
{
    const auto labels = decoder.labels(row);
    if (!labels) {
        require(labels.error().row == row);
        require(decoder.messageOf(labels.error()).starts_with("timeseries["));
        return;
    }
    require(!labels->metricName().empty());
    std::string_view before;
    for (const LabelView label : *labels) {
        require(before < label.name && !label.value.empty());
        before = label.name;
    }
}

bool decodeAndCheck(RemoteWriteDecoder &decoder, std::string_view message)
{
    const auto decoded = decoder.decode(message, AppendMode::GoodRows, NowMs);
    if (!decoded) {
        require(!decoded.error().message.empty());
        return false;
    }
    const SampleBatch &batch = decoder.batch();
    require(batch.timesMs.size() == batch.size() && batch.values.size() == batch.size());
    require(decoder.refusals().size() <= 2);
    std::size_t before = 0;
    for (std::size_t row = 0; row < batch.size(); ++row) {
        const std::size_t index = decoder.documentIndex(row);
        require(index >= before);
        before = index;
        require(
            decoder.path(row).starts_with("timeseries[" + std::to_string(index) + "].samples["));
        checkLabels(decoder, row);
    }
    return true;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    // On the heap and exactly as long as promised, so that the sanitizer sees one byte too many.
    const auto buffer = std::make_unique<char[]>(size);
    std::memcpy(buffer.get(), data, size);
    const std::string_view body(buffer.get(), size);

    static RemoteWriteDecoder used;
    RemoteWriteDecoder fresh;
    const bool isTaken = decodeAndCheck(used, body);
    require(decodeAndCheck(fresh, body) == isTaken);
    require(fresh.batch().hashes == used.batch().hashes);
    require(fresh.batch().timesMs == used.batch().timesMs);
    used.clear();

    static Decompressor decompressor;
    if (const auto plain = decompressor.unsnap(body, UnpackedLimit))
        decodeAndCheck(used, *plain);
    used.clear();
    decompressor.clear();
    return 0;
}
