#include "core/transfer/jsonlines.h"

#include "core/base/quoted.h"
#include "core/base/release.h"
#include "core/base/valuetext.h"
#include "core/ingest/jsontext.h"
#include "core/ingest/labelrules.h"
#include "core/ingest/limits.h"

#include <simdjson.h>

#include <algorithm>
#include <array>
#include <bit>
#include <optional>
#include <utility>

namespace tinyobs {

using namespace simdjson;

namespace {

using Refused = tl::unexpected<Refusal>;
using Outcome = tl::expected<void, Refusal>;

enum Member : std::size_t { Metric, Values, Timestamps, NanBits, MemberCount };
constexpr std::array<std::string_view, MemberCount> MemberNames{"metric", "values", "timestamps",
                                                                "nan_bits"};

/// A line whose buffers grew beyond this is followed by new ones.
constexpr std::size_t KeptBytes = 4u << 20;

Refused refuse(RefusalReason reason, std::string message)
{
    return Refused(Refusal{.reason = reason, .row = 0, .message = std::move(message)});
}

Refused notJson(error_code error)
{
    return refuse(RefusalReason::Syntax, "is not valid JSON: " + std::string(jsonErrorText(error)));
}

std::string place(Member member, std::size_t index)
{
    return std::string(MemberNames[member]) + "[" + std::to_string(index) + "] ";
}

class JsonLinesReader : public SampleReader
{
public:
    Result<void> read(std::string_view record, std::uint64_t line, ReadSamples &out) override;

private:
    Outcome readMembers(std::string_view record);
    Outcome readMember(Member member, ondemand::value value);
    Outcome readMetric(ondemand::object object);
    Outcome readValue(ondemand::value value);
    Outcome readTime(ondemand::value value);
    Outcome readBits(ondemand::value value);
    template <typename Read>
    Outcome readArray(Member member, ondemand::value value, Read readElement);
    Outcome matchColumns();
    void clear();

    const IngestLimits m_limits;
    std::unique_ptr<ondemand::parser> m_parser = std::make_unique<ondemand::parser>();
    std::string m_padded;
    // Of the line being read; the views point into the parser.
    std::string_view m_metricName;
    std::vector<LabelView> m_pairs;
    std::vector<double> m_values;
    std::vector<TimeMs> m_timesMs;
    std::vector<std::size_t> m_nulls; // where the values have them
    std::vector<double> m_nans;
    std::array<bool, MemberCount> m_seen{};
};

Outcome JsonLinesReader::readMetric(ondemand::object object)
{
    for (auto item : object) {
        std::string_view name;
        std::string_view text;
        if (const error_code error = item.unescaped_key().get(name))
            return notJson(error);
        const error_code error = item.value().get_string().get(text);
        if (error == INCORRECT_TYPE)
            return refuse(RefusalReason::WrongType, "label " + quoted(name) + " is not a string");
        if (error)
            return notJson(error);
        if (name == MetricNameLabel && !m_metricName.empty())
            return refuse(RefusalReason::BadLabel, "label '__name__' stands there twice");
        if (name == MetricNameLabel)
            m_metricName = text;
        else
            m_pairs.push_back({name, text});
    }
    return {};
}

Outcome JsonLinesReader::readValue(ondemand::value value)
{
    const std::string where = place(Values, m_values.size());
    ondemand::json_type type{};
    if (const error_code error = value.type().get(type))
        return notJson(error);
    double number = 0;
    if (type == ondemand::json_type::null) {
        bool isNull = false;
        if (value.is_null().get(isNull) || !isNull)
            return notJson(N_ATOM_ERROR);
        m_nulls.push_back(m_values.size());
        number = std::bit_cast<double>(PlainNanBits);
    } else if (type == ondemand::json_type::string) {
        std::string_view text;
        if (const error_code error = value.get_string().get(text))
            return notJson(error);
        const std::optional<double> special = parseValue(text);
        if (!special)
            return refuse(RefusalReason::BadValue, where + quoted(text) + " is not a number");
        number = *special;
    } else if (value.get_double().get(number)) {
        return refuse(RefusalReason::BadValue,
                      where + quoted(trimmedToken(value.raw_json_token())) + " is not a number");
    }
    m_values.push_back(number);
    return {};
}

Outcome JsonLinesReader::readTime(ondemand::value value)
{
    std::int64_t timeMs = 0;
    if (value.get_int64().get(timeMs))
        return refuse(RefusalReason::BadTime, place(Timestamps, m_timesMs.size()) +
                                                  quoted(trimmedToken(value.raw_json_token())) +
                                                  " is not a whole number of Unix milliseconds");
    m_timesMs.push_back(timeMs);
    return {};
}

Outcome JsonLinesReader::readBits(ondemand::value value)
{
    std::string_view digits;
    const error_code error = value.get_string().get(digits);
    const std::optional<double> nan = error ? std::nullopt : parseNanBits(digits);
    if (!nan)
        return refuse(RefusalReason::BadValue, place(NanBits, m_nans.size()) +
                                                   quoted(trimmedToken(value.raw_json_token())) +
                                                   " is not the 16 hexadecimal digits of a NaN");
    m_nans.push_back(*nan);
    return {};
}

template <typename Read>
Outcome JsonLinesReader::readArray(Member member, ondemand::value value, Read readElement)
{
    ondemand::array array;
    const error_code typed = value.get_array().get(array);
    if (typed == INCORRECT_TYPE)
        return refuse(RefusalReason::WrongType,
                      std::string(MemberNames[member]) + " is not an array");
    if (typed)
        return notJson(typed);
    const std::size_t most = m_limits[IngestLimit::SamplesPerRequest];
    std::size_t count = 0;
    for (auto item : array) {
        ondemand::value element;
        if (const error_code error = std::move(item).get(element))
            return notJson(error);
        if (count++ == most)
            return refuse(RefusalReason::TooLarge, std::string(MemberNames[member]) +
                                                       " has more than " + std::to_string(most) +
                                                       " elements");
        if (Outcome done = (this->*readElement)(element); !done)
            return done;
    }
    return {};
}

Outcome JsonLinesReader::readMember(Member member, ondemand::value value)
{
    if (std::exchange(m_seen[member], true))
        return refuse(RefusalReason::WrongType,
                      "member '" + std::string(MemberNames[member]) + "' stands there twice");
    if (member == Values)
        return readArray(member, value, &JsonLinesReader::readValue);
    if (member == Timestamps)
        return readArray(member, value, &JsonLinesReader::readTime);
    if (member == NanBits)
        return readArray(member, value, &JsonLinesReader::readBits);
    ondemand::object object;
    const error_code typed = value.get_object().get(object);
    if (typed == INCORRECT_TYPE)
        return refuse(RefusalReason::WrongType, "metric is not an object");
    return typed ? notJson(typed) : readMetric(object);
}

Outcome JsonLinesReader::readMembers(std::string_view record)
{
    m_padded.assign(record);
    m_padded.reserve(record.size() + SIMDJSON_PADDING);
    const padded_string_view text(m_padded.data(), record.size(), m_padded.capacity());
    ondemand::document document;
    if (const error_code error = m_parser->iterate(text).get(document))
        return notJson(error);
    ondemand::object object;
    const error_code typed = document.get_object().get(object);
    if (typed == INCORRECT_TYPE)
        return refuse(RefusalReason::WrongType, "is not a JSON object");
    if (typed)
        return notJson(typed);
    for (auto item : object) {
        std::string_view name;
        ondemand::value value;
        if (const error_code error = item.unescaped_key().get(name))
            return notJson(error);
        if (const error_code error = item.value().get(value))
            return notJson(error);
        const auto member = std::ranges::find(MemberNames, name) - MemberNames.begin();
        if (member == MemberCount)
            continue;
        if (Outcome done = readMember(static_cast<Member>(member), value); !done)
            return done;
    }
    if (document.current_location().error() != OUT_OF_BOUNDS)
        return refuse(RefusalReason::Syntax, "the object is followed by further text");
    return {};
}

/// What only all members together can tell.
Outcome JsonLinesReader::matchColumns()
{
    for (const Member member : {Metric, Values, Timestamps}) {
        if (!m_seen[member])
            return refuse(RefusalReason::WrongType,
                          "member '" + std::string(MemberNames[member]) + "' is missing");
    }
    if (m_values.size() != m_timesMs.size())
        return refuse(RefusalReason::WrongType, std::to_string(m_values.size()) + " values, but " +
                                                    std::to_string(m_timesMs.size()) +
                                                    " timestamps");
    if (!m_seen[NanBits])
        return {};
    if (m_nans.size() != m_nulls.size())
        return refuse(RefusalReason::WrongType, std::to_string(m_nulls.size()) + " nulls, but " +
                                                    std::to_string(m_nans.size()) + " nan_bits");
    for (std::size_t i = 0; i < m_nulls.size(); ++i)
        m_values[m_nulls[i]] = m_nans[i];
    return {};
}

void JsonLinesReader::clear()
{
    m_metricName = {};
    m_pairs.clear();
    m_values.clear();
    m_timesMs.clear();
    m_nulls.clear();
    m_nans.clear();
    m_seen.fill(false);
    if (m_padded.capacity() > KeptBytes) {
        release(m_padded);
        m_parser = std::make_unique<ondemand::parser>();
    }
}

Result<void> JsonLinesReader::read(std::string_view record, std::uint64_t line, ReadSamples &out)
{
    if (record.find_first_not_of(" \t") == std::string_view::npos)
        return {};
    clear();
    Outcome done = readMembers(record);
    if (done)
        done = matchColumns();
    if (done) {
        auto labels = makeLabels(m_metricName, m_pairs, m_limits);
        if (labels) {
            out.beginSeries(*labels);
            for (std::size_t i = 0; i < m_values.size(); ++i)
                out.append(line, m_timesMs[i], m_values[i]);
            return {};
        }
        done = Refused(std::move(labels.error()));
    }
    out.refuse(line, done.error().reason, std::move(done.error().message),
               std::max<std::size_t>(1, m_values.size()));
    return {};
}

} // namespace

std::unique_ptr<SampleReader> makeJsonLinesReader()
{
    return std::make_unique<JsonLinesReader>();
}

} // namespace tinyobs
