#pragma once

// One line of the Prometheus text format 0.0.4 or of OpenMetrics 1.0, cut into its parts:
//   up{job="api"} 1 1795341600123            a sample, its time optional
//   up{job="api"} 1 1795341600.123 # {trace_id="a"} 0.5 1795341600.1      with an exemplar
//   # TYPE up gauge
//   # EOF
// Name and labels of a sample stay as they stand, so that a series that is known costs no parsing;
// readExpositionLabels() parses them and finds what is wrong with them. Plain functions, usable in
// any thread.

#include "core/base/clock.h"
#include "core/ingest/limits.h"
#include "core/model/labels.h"
#include "core/model/refusal.h"

#include <tl/expected.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tinyobs {

enum class ExpositionDialect : unsigned char {
    PrometheusText, // times in milliseconds, the end needs no word
    OpenMetrics,    // times in seconds, the end is # EOF
};

struct ExpositionSample
{
    std::string_view series; // name and labels
    double value = 0;
    std::optional<TimeMs> timeMs;
    std::string_view exemplar; // from its brace on, empty where there is none
};

struct ExpositionExemplar
{
    Labels labels;
    double value = 0;
    std::optional<TimeMs> timeMs;
};

struct ExpositionComment
{
    enum class Word : unsigned char { None, Type, Help, Unit, End };
    Word word = Word::None; // None: a remark, to be passed over
    std::string_view metric;
    std::string_view text; // with its escapes
};

/// Without blanks at both ends, and without the carriage return of some systems.
std::string_view trimmedLine(std::string_view line);

/// Of a line that is neither empty nor a comment.
tl::expected<void, Refusal> readExpositionSample(std::string_view line, ExpositionDialect dialect,
                                                 ExpositionSample &sample);
/// Its times are seconds in both dialects, as only OpenMetrics has exemplars.
tl::expected<ExpositionExemplar, Refusal> readExpositionExemplar(std::string_view text,
                                                                 const IngestLimits &limits);
/// Of a line that begins with '#'.
ExpositionComment readExpositionComment(std::string_view line);

/// `added` takes the place of labels of the same names.
tl::expected<Labels, Refusal>
readExpositionLabels(std::string_view series, const IngestLimits &limits,
                     const std::vector<std::pair<std::string, std::string>> &added = {});

/// The metric's name in front of the labels, as it stands.
std::string_view metricNameOf(std::string_view series);

/// Seconds with any fraction; what is finer than a millisecond is cut off. Nothing for what is no
/// number, and beyond the year 10000.
std::optional<TimeMs> parseExpositionSeconds(std::string_view text);

} // namespace tinyobs
