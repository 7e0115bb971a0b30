#include "app/daemon/client/answerreader.h"

#include "app/daemon/print/seriestable.h"
#include "core/base/valuetext.h"

#include <simdjson.h>

#include <algorithm>
#include <cmath>
#include <limits>

namespace tinyobs::daemon {
namespace {

namespace json = simdjson::ondemand;

Failure notAnAnswer(const char *why)
{
    return fail(Error::Code::Corruption,
                "what came is no answer of Prometheus' HTTP API: " + std::string(why));
}

std::string textOf(std::string_view view)
{
    return std::string(view);
}

/// The JSON of an object or an array.
std::string rawOf(json::value value)
{
    return textOf(simdjson::to_json_string(value));
}

/// simdjson throws; nothing of it leaves this file.
template <typename Answer, typename Read>
Result<Answer> reading(std::string_view body, Read read)
{
    try {
        json::parser parser;
        const simdjson::padded_string padded(body);
        json::document document = parser.iterate(padded);
        json::object top = document.get_object();
        Answer answer;
        for (auto field : top) {
            const std::string key = textOf(field.unescaped_key());
            if (key == "data") {
                answer.data = rawOf(field.value());
            } else if (key == "warnings" || key == "infos") {
                auto &list = key == "infos" ? answer.remarks.infos : answer.remarks.warnings;
                for (auto remark : field.value().get_array())
                    list.push_back(textOf(remark.get_string()));
            }
        }
        if (answer.data.empty())
            return notAnAnswer("it has no data");
        const simdjson::padded_string dataBytes(answer.data);
        json::document data = parser.iterate(dataBytes);
        read(data, answer);
        return answer;
    } catch (const simdjson::simdjson_error &error) {
        return notAnAnswer(error.what());
    }
}

Pairs readLabels(json::value value)
{
    Pairs labels;
    for (auto field : value.get_object()) {
        std::string name = textOf(field.unescaped_key());
        labels.emplace_back(std::move(name), textOf(field.value().get_string()));
    }
    return labels;
}

/// [1795341600.123,"1"], or with an object for a histogram.
AnswerPoint readPoint(json::value value)
{
    AnswerPoint point;
    std::size_t at = 0;
    for (auto element : value.get_array()) {
        if (at++ == 0) {
            point.timeMs = static_cast<TimeMs>(std::llround(double(element.get_double()) * 1000));
            continue;
        }
        json::value second = element.value();
        point.isHistogram = second.type() == json::json_type::object;
        point.value = point.isHistogram ? rawOf(second) : textOf(second.get_string());
    }
    return point;
}

AnswerSeries readSeries(json::value value)
{
    AnswerSeries series;
    for (auto field : value.get_object()) {
        const std::string key = textOf(field.unescaped_key());
        json::value content = field.value();
        if (key == "metric") {
            series.labels = readLabels(content);
        } else if (key == "value" || key == "histogram") {
            series.points.push_back(readPoint(content));
        } else if (key == "values" || key == "histograms") {
            for (auto point : content.get_array())
                series.points.push_back(readPoint(point.value()));
        }
    }
    std::ranges::stable_sort(series.points, {}, &AnswerPoint::timeMs);
    return series;
}

AnswerType typeOf(std::string_view name)
{
    if (name == "matrix")
        return AnswerType::Matrix;
    if (name == "scalar")
        return AnswerType::Scalar;
    return name == "string" ? AnswerType::String : AnswerType::Vector;
}

} // namespace

Result<QueryAnswer> readQueryAnswer(std::string_view body)
{
    return reading<QueryAnswer>(body, [](json::document &data, QueryAnswer &answer) {
        answer.type = typeOf(data.find_field_unordered("resultType").get_string());
        json::value result = data.find_field_unordered("result");
        if (answer.type == AnswerType::Scalar || answer.type == AnswerType::String) {
            answer.series.push_back({{}, {readPoint(result)}});
            return;
        }
        for (auto series : result.get_array())
            answer.series.push_back(readSeries(series.value()));
    });
}

Result<NamesAnswer> readNamesAnswer(std::string_view body)
{
    return reading<NamesAnswer>(body, [](json::document &data, NamesAnswer &answer) {
        for (auto name : data.get_array())
            answer.names.push_back(textOf(name.get_string()));
    });
}

Result<SeriesAnswer> readSeriesAnswer(std::string_view body)
{
    return reading<SeriesAnswer>(body, [](json::document &data, SeriesAnswer &answer) {
        for (auto labels : data.get_array())
            answer.series.push_back(readLabels(labels.value()));
    });
}

namespace {

struct HistogramOutline
{
    std::string count;
    std::string sum;
    std::size_t buckets = 0;
    std::string from;
    std::string to;
};

HistogramOutline outlineOf(std::string_view text)
{
    HistogramOutline outline;
    try {
        json::parser parser;
        const simdjson::padded_string padded(text);
        json::document document = parser.iterate(padded);
        for (auto field : document.get_object()) {
            const std::string key = textOf(field.unescaped_key());
            if (key == "count" || key == "sum") {
                (key == "sum" ? outline.sum : outline.count) = textOf(field.value().get_string());
                continue;
            }
            for (auto bucket : field.value().get_array()) {
                std::size_t at = 0;
                for (auto part : bucket.get_array()) {
                    if (at == 1 && outline.buckets == 0)
                        outline.from = textOf(part.get_string());
                    if (at == 2)
                        outline.to = textOf(part.get_string());
                    ++at;
                }
                ++outline.buckets;
            }
        }
    } catch (const simdjson::simdjson_error &) {
        return {};
    }
    return outline;
}

} // namespace

double numberOf(const AnswerPoint &point)
{
    return parseValue(point.isHistogram ? outlineOf(point.value).count : point.value)
        .value_or(std::numeric_limits<double>::quiet_NaN());
}

std::string histogramText(std::string_view json)
{
    const HistogramOutline outline = outlineOf(json);
    const auto readable = [](const std::string &number) {
        const std::optional<double> value = parseValue(number);
        return value ? readableNumber(*value) : number;
    };
    std::string text = "count " + readable(outline.count) + ", sum " + readable(outline.sum);
    if (outline.buckets > 0)
        text += ", " + std::to_string(outline.buckets) +
                (outline.buckets == 1 ? " bucket" : " buckets") + " from " +
                readable(outline.from) + " to " + readable(outline.to);
    return text;
}

} // namespace tinyobs::daemon
