#pragma once

// Answers of Prometheus' HTTP API -> values to print. Plain functions and values.

#include "app/daemon/client/source.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tinyobs::daemon {

/// A sample as it was answered: "0.25", "NaN", or a histogram's JSON.
struct AnswerPoint
{
    TimeMs timeMs = 0;
    std::string value;
    bool isHistogram = false;

    bool operator==(const AnswerPoint &) const = default;
};

struct AnswerSeries
{
    Pairs labels; // the metric's name under __name__
    std::vector<AnswerPoint> points;
};

enum class AnswerType : unsigned char { Vector, Matrix, Scalar, String };

/// What comes with every answer.
struct AnswerRemarks
{
    std::vector<std::string> warnings;
    std::vector<std::string> infos;
};

struct QueryAnswer
{
    AnswerType type = AnswerType::Vector;
    std::vector<AnswerSeries> series; // of a scalar or a string one, without labels
    AnswerRemarks remarks;
    std::string data; // the JSON of it all
};

struct NamesAnswer
{
    std::vector<std::string> names;
    AnswerRemarks remarks;
    std::string data;
};

struct SeriesAnswer
{
    std::vector<Pairs> series;
    AnswerRemarks remarks;
    std::string data;
};

// Corruption when the body is not of that shape.
Result<QueryAnswer> readQueryAnswer(std::string_view body);
Result<NamesAnswer> readNamesAnswer(std::string_view body);
Result<SeriesAnswer> readSeriesAnswer(std::string_view body);

/// The number that a point has; that of a histogram is its count of observations.
double numberOf(const AnswerPoint &point);
/// "count 12, sum 3.4, 5 buckets from 0.1 to 2".
std::string histogramText(std::string_view json);

} // namespace tinyobs::daemon
