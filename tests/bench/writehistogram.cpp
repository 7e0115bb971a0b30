#include "tests/bench/writehistogram.h"

#include "tests/bench/writerequest.h"

#include <bit>
#include <vector>

namespace tinyobs::bench {
namespace {

std::string doubleField(std::uint32_t number, double value)
{
    return fixed64Field(number, std::bit_cast<std::uint64_t>(value));
}

/// Spans, deltas and counts stand in this order from `number` on.
std::string sideFields(std::uint32_t number, const std::vector<HistogramBucket> &buckets,
                       const NativeHistogram &histogram)
{
    std::string spans;
    std::vector<std::int64_t> deltas;
    std::vector<double> counts;
    std::int64_t before = 0;
    std::int32_t next = 0; // behind the span before
    std::size_t first = 0; // of the span
    for (std::size_t i = 0; i < buckets.size(); ++i) {
        const auto count = static_cast<std::int64_t>(histogram.isFloat ? 0 : buckets[i].count);
        deltas.push_back(count - before);
        counts.push_back(buckets[i].count);
        before = count;
        if (i + 1 < buckets.size() && buckets[i + 1].index == buckets[i].index + 1)
            continue;
        spans += spanField(number, buckets[first].index - next, std::uint32_t(i + 1 - first));
        next = buckets[i].index + 1;
        first = i + 1;
    }
    if (buckets.empty())
        return {};
    return spans +
           (histogram.isFloat ? doublesField(number + 2, counts) : deltasField(number + 1, deltas));
}

} // namespace

std::uint64_t zigzag(std::int64_t number)
{
    return (static_cast<std::uint64_t>(number) << 1) ^ static_cast<std::uint64_t>(number >> 63);
}

std::string spanField(std::uint32_t number, std::int32_t offset, std::uint32_t length)
{
    return bytesField(number, varintField(1, zigzag(offset)) + varintField(2, length));
}

std::string deltasField(std::uint32_t number, std::span<const std::int64_t> deltas)
{
    std::string packed;
    for (const std::int64_t delta : deltas)
        packed += varintBytes(zigzag(delta));
    return bytesField(number, packed);
}

std::string doublesField(std::uint32_t number, std::span<const double> values)
{
    std::string packed;
    for (const double value : values)
        packed += doubleField(1, value).substr(1); // without the key
    return bytesField(number, packed);
}

std::string histogramMessage(const NativeHistogram &histogram, TimeMs timeMs)
{
    std::string message;
    if (histogram.isFloat) {
        message += doubleField(2, histogram.count) + doubleField(7, histogram.zeroCount);
    } else {
        message += varintField(1, static_cast<std::uint64_t>(histogram.count)) +
                   varintField(6, static_cast<std::uint64_t>(histogram.zeroCount));
    }
    message += doubleField(3, histogram.sum) + varintField(4, zigzag(histogram.schema)) +
               doubleField(5, histogram.zeroThreshold) +
               sideFields(8, histogram.negative, histogram);
    std::vector<HistogramBucket> positive = histogram.positive;
    if (histogram.isCustom()) {
        std::erase_if(positive, [](const HistogramBucket &bucket) { return bucket.count == 0; });
        message += doublesField(16, histogram.bounds);
    }
    message += sideFields(11, positive, histogram) +
               varintField(14, static_cast<std::uint64_t>(histogram.resetHint)) +
               varintField(15, std::bit_cast<std::uint64_t>(timeMs));
    return message;
}

} // namespace tinyobs::bench
