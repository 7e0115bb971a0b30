#pragma once

// One line of VictoriaMetrics' JSON lines, samples of one series, straight into columns:
//   {"metric":{"__name__":"up","job":"api"},"values":[1,0.5],"timestamps":[1795341600000,...]}
// Timestamps are Unix milliseconds. A value is a number, null for NaN, or a string: "Infinity",
// "-Infinity", "NaN", or any other number. "nan_bits" holds the bits of every null in order where
// they are not those of the plain NaN. Other members are passed over, their grammar unchecked. The
// metric's object is given back as it stands: JsonLabelParser reads it. One thread.

#include "core/base/clock.h"
#include "core/model/refusal.h"

#include <tl/expected.hpp>

#include <cstddef>
#include <string_view>
#include <vector>

namespace tinyobs {

class SeriesLineReader
{
public:
    /// Longer lines are not taken.
    static constexpr std::size_t MaxLineBytes = 16u << 20;

    using Outcome = tl::expected<void, Refusal>;

    /// A line feed must follow the line, and DocumentDecoder::Padding readable bytes that. Appends
    /// to both columns, or to neither and says how many samples were lost; `most` bounds how many
    /// the line may have. Messages read on from "line 17: ". No line at all is refused, too.
    tl::expected<std::string_view, Refusal> read(std::string_view line, std::size_t most,
                                                 std::vector<TimeMs> &timesMs,
                                                 std::vector<double> &values);

private:
    struct Columns
    {
        std::vector<TimeMs> &timesMs;
        std::vector<double> &values;
        std::size_t first; // of the line's rows
        std::size_t most;
    };

    Outcome readObject(Columns &columns);
    Outcome readMember(std::string_view name, Columns &columns);
    Outcome readValues(Columns &columns);
    Outcome readTimes(Columns &columns);
    Outcome readBits();
    Outcome readSpecialValue(Columns &columns);
    template <typename ReadElement>
    Outcome readArray(std::string_view name, std::size_t most, ReadElement readElement);
    Outcome matchColumns(Columns &columns);
    bool readString(std::string_view &raw);
    bool skipNested();
    bool skipValue();
    void skipSpace();
    std::string_view token() const;
    tl::unexpected<Refusal> notJson(std::string_view expected) const;

    const char *m_start = nullptr;
    const char *m_at = nullptr;
    const char *m_end = nullptr; // where the line feed stands
    std::string_view m_metric;
    unsigned m_seen = 0;              // a bit per member
    std::vector<std::size_t> m_nulls; // rows
    std::vector<double> m_nans;
};

} // namespace tinyobs
