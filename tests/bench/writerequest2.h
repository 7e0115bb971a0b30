#pragma once

// Bodies of Prometheus remote write 2.0, written from its specification, for tests and benchmarks.
// Fields of samples and native histograms are those of 1.0. Plain value.

#include "core/model/labels.h"

#include <cstdint>
#include <initializer_list>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace tinyobs::bench {

class WriteRequest2
{
public:
    WriteRequest2() { ref(""); }

    /// The number of a symbol, which is new or not.
    std::uint32_t ref(std::string_view symbol);
    /// Of a series and of an exemplar: field 1, packed.
    std::string labelRefs(std::initializer_list<LabelView> labels);
    std::string labelRefs(const Labels &labels);

    // Fields of a series.
    static std::string histogramField(std::string_view message);
    std::string exemplarField(std::initializer_list<LabelView> labels, double value,
                              std::int64_t timeMs);
    std::string metadataField(unsigned type, std::string_view help, std::string_view unit);
    static std::string createdField(std::int64_t timeMs);

    WriteRequest2 &addSeries(std::string_view fields);
    std::string message() const;

private:
    std::vector<std::string> m_symbols;
    std::map<std::string, std::uint32_t, std::less<>> m_refs;
    std::string m_series;
};

/// Field 1 with these numbers, packed.
std::string refsField(const std::vector<std::uint32_t> &refs);

} // namespace tinyobs::bench
