// Any bytes as a request body: no crash, no read behind the padding, columns of equal length,
// labels that are canonical or refused with a reason, and the same outcome from a used decoder as
// from a new one.

#include "core/ingest/jsondecoder.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <string>
#include <string_view>

using namespace tinyobs;

namespace {

void require(bool holds)
{
    if (!holds)
        std::abort();
}

void checkRows(const JsonDecoder &decoder)
{
    const SampleBatch &batch = decoder.batch();
    require(batch.timesMs.size() == batch.size() && batch.values.size() == batch.size());
    for (std::size_t row = 0; row < batch.size(); ++row) {
        require(!decoder.path(row).empty());
        const auto labels = decoder.labels(row);
        if (!labels) {
            require(labels.error().row == row && !labels.error().message.empty());
            continue;
        }
        require(!labels->metricName().empty());
        std::string_view before;
        for (const LabelView label : *labels) {
            require(before < label.name && !label.value.empty());
            before = label.name;
        }
    }
}

bool decodeAndCheck(JsonDecoder &decoder, std::string_view body, AppendMode mode)
{
    const auto decoded = decoder.decode(body, mode, 1795341600000);
    if (!decoded) {
        require(!decoded.error().message.empty());
        return false;
    }
    require(mode == AppendMode::GoodRows || decoder.refusals().empty());
    checkRows(decoder);
    return true;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    // On the heap and exactly as long as promised, so that the sanitizer sees one byte too many.
    const auto buffer = std::make_unique<char[]>(size + JsonDecoder::Padding);
    std::memcpy(buffer.get(), data, size);
    const std::string_view body(buffer.get(), size);

    static JsonDecoder used;
    JsonDecoder fresh;
    const bool whole = decodeAndCheck(used, body, AppendMode::WholeBatch);
    const bool partly = decodeAndCheck(used, body, AppendMode::GoodRows);
    require(partly || !whole);
    require(decodeAndCheck(fresh, body, AppendMode::GoodRows) == partly);
    require(!partly || (fresh.batch().hashes == used.batch().hashes &&
                        fresh.batch().timesMs == used.batch().timesMs));
    used.clear();
    return 0;
}
