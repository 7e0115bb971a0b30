#pragma once

// A native histogram as remote write has it, the same in 1.0 and 2.0: spans of buckets, and their
// counts as differences (whole ones) or as they are (fractions). Lives in a decoder; its buffers
// stay warm.
//
//   Histogram   1: count, 2: double count, 3: double sum, 4: sint schema, 5: double zero threshold,
//               6: zero count, 7: double zero count, 8: spans, 9: sint deltas, 10: double counts
//               (8 to 10 of negative buckets, 11 to 13 of positive ones), 14: reset hint,
//               15: Unix milliseconds, 16: double custom bounds, 17: start in Unix milliseconds
//   BucketSpan  1: sint offset to the span before, 2: length

#include "core/base/clock.h"
#include "core/ingest/protobufreader.h"
#include "core/model/nativehistogram.h"
#include "core/model/refusal.h"

#include <tl/expected.hpp>

#include <cstdint>
#include <string_view>
#include <vector>

namespace tinyobs {

class RemoteWriteHistogram
{
public:
    /// Reasons Syntax and WrongType mean that the message is damaged, others that this histogram is
    /// not good. The refusal's message begins with ":", to read on from the histogram's path.
    tl::expected<void, Refusal> read(std::string_view message);

    const NativeHistogram &histogram() const { return m_histogram; }
    TimeMs timeMs() const { return m_timeMs; }
    TimeMs startMs() const { return m_startMs; } // 0: not said

private:
    struct Span
    {
        std::int32_t offset = 0;
        std::uint32_t length = 0;
    };
    struct Side // of positive or negative buckets
    {
        std::vector<Span> spans;
        std::vector<std::int64_t> deltas;
        std::vector<double> counts;

        void clear();
    };
    using Outcome = tl::expected<void, Refusal>;

    void reset();
    Outcome readField(const ProtobufField &field);
    bool readRepeated(const ProtobufField &field);
    bool readSpan(const ProtobufField &message, Side &side);
    Outcome setCounts();
    Outcome fill(const Side &side, std::vector<HistogramBucket> &buckets);
    Outcome fillCounts(const Side &side, std::vector<HistogramBucket> &buckets);
    Outcome spreadCustom();

    NativeHistogram m_histogram;
    TimeMs m_timeMs = 0;
    TimeMs m_startMs = 0;
    std::uint64_t m_count = 0; // whole
    std::uint64_t m_zeroCount = 0;
    Side m_positive;
    Side m_negative;
    std::vector<HistogramBucket> m_buckets; // of custom ones, those that were sent
};

} // namespace tinyobs
