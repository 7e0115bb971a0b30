#include "core/ingest/jsonsample.h"

#include "core/base/quoted.h"
#include "core/ingest/jsontext.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <string>
#include <utility>

namespace tinyobs {

using namespace simdjson;

namespace {

using Refused = tl::unexpected<Refusal>;

enum Field : std::size_t { Name, Value, Timestamp, LabelSet, FieldCount };
constexpr std::array<std::string_view, FieldCount> FieldNames{"name", "value", "timestamp",
                                                              "labels"};

constexpr double Infinity = std::numeric_limits<double>::infinity();
constexpr double NotANumber = std::numeric_limits<double>::quiet_NaN();
constexpr std::array<std::pair<std::string_view, double>, 4> SpecialValues{{
    {"\"NaN\"", NotANumber},
    {"\"+Inf\"", Infinity},
    {"\"Inf\"", Infinity},
    {"\"-Inf\"", -Infinity},
}};

/// A refusal of one row: the message goes on from the row's path.
Refused refuse(RefusalReason reason, std::size_t index, std::string message)
{
    return Refused(Refusal{.reason = reason, .row = index, .message = std::move(message)});
}

Refused wrongType(Field field, std::size_t index, std::string_view token, std::string_view wanted)
{
    return refuse(RefusalReason::WrongType, index,
                  "." + std::string(FieldNames[field]) + ": is " +
                      std::string(jsonTypeName(token)) + ", must be " + std::string(wanted));
}

bool holdsEscape(ondemand::raw_json_string key)
{
    const char *at = key.raw();
    while (*at != '"' && *at != '\\')
        ++at;
    return *at == '\\';
}

error_code skipUnknown(ondemand::value value, std::size_t depthLeft)
{
    ondemand::json_type type{};
    if (const error_code error = value.type().get(type))
        return error;
    if (type == ondemand::json_type::object || type == ondemand::json_type::array) {
        if (depthLeft == 0)
            return DEPTH_ERROR;
    }
    if (type == ondemand::json_type::object) {
        ondemand::object object;
        if (const error_code error = value.get_object().get(object))
            return error;
        for (auto item : object) {
            ondemand::field field;
            if (const error_code error = std::move(item).get(field))
                return error;
            if (const error_code error = skipUnknown(field.value(), depthLeft - 1))
                return error;
        }
    } else if (type == ondemand::json_type::array) {
        ondemand::array array;
        if (const error_code error = value.get_array().get(array))
            return error;
        for (auto item : array) {
            ondemand::value element;
            if (const error_code error = std::move(item).get(element))
                return error;
            if (const error_code error = skipUnknown(element, depthLeft - 1))
                return error;
        }
    }
    return SUCCESS;
}

} // namespace

std::size_t keyIndex(ondemand::field &field, std::span<const std::string_view> names)
{
    std::size_t i = 0;
    while (i < names.size() && field.key() != names[i])
        ++i;
    if (i < names.size() || !holdsEscape(field.key()))
        return i;
    std::string_view key;
    if (field.unescaped_key().get(key))
        return names.size();
    return static_cast<std::size_t>(std::ranges::find(names, key) - names.begin());
}

tl::unexpected<Refusal> notJson(error_code error)
{
    return refuse(RefusalReason::Syntax, WholeDocument, std::string(jsonErrorText(error)));
}

JsonSampleReader::JsonSampleReader(const IngestLimits &limits)
    : m_limits(limits)
{
}

JsonSampleReader::Outcome JsonSampleReader::skip(ondemand::value value, std::size_t depth) const
{
    const std::size_t deepest = m_limits[IngestLimit::JsonDepth];
    const error_code error = skipUnknown(value, deepest - depth);
    if (error == DEPTH_ERROR)
        return refuse(RefusalReason::TooLarge, WholeDocument,
                      "document is nested deeper than " + std::to_string(deepest) + " levels");
    if (error)
        return notJson(error);
    return {};
}

JsonSampleReader::Outcome JsonSampleReader::readValue(ondemand::value &value, JsonSample &sample)
{
    const std::string_view token = trimmedToken(value.raw_json_token());
    const std::size_t index = sample.index;
    const char first = token.empty() ? '\0' : token.front();
    if (first == '"') {
        for (const auto &[text, number] : SpecialValues) {
            if (token == text) {
                sample.value = number;
                return {};
            }
        }
        return refuse(RefusalReason::BadValue, index,
                      ".value: string " + quoted(withoutQuotes(token)) +
                          " is not a number, \"NaN\", \"+Inf\" or \"-Inf\"");
    }
    if (first == '{' || first == '[' || token == "null" || token == "true" || token == "false")
        return wrongType(Value, index, token, "a number");
    if (!value.get_double().get(sample.value))
        return {};
    double ignored = 0;
    const auto parsed = std::from_chars(token.data(), token.data() + token.size(), ignored);
    const bool beyond = parsed.ec == std::errc::result_out_of_range;
    return refuse(RefusalReason::BadValue, index,
                  ".value: " + quoted(token) +
                      (beyond ? " is beyond the range of a 64-bit floating-point number"
                              : " is not a JSON number (NaN and infinities are sent as strings)"));
}

JsonSampleReader::Outcome JsonSampleReader::readTime(ondemand::value &value, JsonSample &sample)
{
    const std::string_view token = trimmedToken(value.raw_json_token());
    if (token == "null")
        return {};
    const std::size_t index = sample.index;
    Result<TimeMs> time = fail(Error::Code::InvalidArgument, "is not a JSON number");
    if (token.starts_with('"')) {
        std::string_view text = withoutQuotes(token);
        if (text.find('\\') != std::string_view::npos) {
            if (const error_code error = value.get_string().get(text))
                return notJson(error);
        }
        time = m_timeParser.parse(text);
    } else {
        double number = 0;
        const error_code error = value.get_double().get(number);
        if (error == INCORRECT_TYPE || token.starts_with('{') || token.starts_with('['))
            return wrongType(Timestamp, index, token, "an RFC 3339 string or a number");
        if (!error)
            time = fromUnixNumber(number);
    }
    if (!time)
        return refuse(RefusalReason::BadTime, index, ".timestamp: " + time.error().message);
    sample.timeMs = *time;
    return {};
}

JsonSampleReader::Outcome JsonSampleReader::readLabels(ondemand::value &value, JsonSample &sample)
{
    const std::string_view token = trimmedToken(value.raw_json_token());
    if (token == "null")
        return {};
    if (token != "{")
        return wrongType(LabelSet, sample.index, token, "an object");
    ondemand::object object;
    if (const error_code error = value.get_object().get(object))
        return notJson(error);
    if (const error_code error = object.raw_json().get(sample.labels))
        return notJson(error);
    sample.labels = trimmedToken(sample.labels);
    return {};
}

JsonSampleReader::Outcome JsonSampleReader::readName(ondemand::value &value, JsonSample &sample)
{
    sample.name = trimmedToken(value.raw_json_token());
    if (!sample.name.starts_with('"'))
        return wrongType(Name, sample.index, sample.name, "a string");
    return {};
}

JsonSampleReader::Outcome JsonSampleReader::readField(std::size_t field, ondemand::value &value,
                                                      JsonSample &sample)
{
    using Reader = Outcome (JsonSampleReader::*)(ondemand::value &, JsonSample &);
    constexpr std::array<Reader, FieldCount> Readers{
        &JsonSampleReader::readName, &JsonSampleReader::readValue, &JsonSampleReader::readTime,
        &JsonSampleReader::readLabels};
    const unsigned bit = 1u << field;
    if (sample.seen & bit)
        return refuse(RefusalReason::WrongType, sample.index,
                      "field " + quoted(FieldNames[field]) + " stands there twice");
    sample.seen |= bit;
    return (this->*Readers[field])(value, sample);
}

JsonSampleReader::Outcome JsonSampleReader::read(ondemand::value element, JsonSample &sample)
{
    constexpr std::size_t DepthOfFields = 3; // document, array, element
    const std::string_view token = element.raw_json_token();
    const std::size_t index = sample.index;
    if (!token.starts_with('{'))
        return refuse(RefusalReason::WrongType, index,
                      "is " + std::string(jsonTypeName(token)) + ", must be an object");
    ondemand::object object;
    if (const error_code error = element.get_object().get(object))
        return notJson(error);
    for (auto item : object) {
        ondemand::field field;
        if (const error_code error = std::move(item).get(field))
            return notJson(error);
        const std::size_t which = keyIndex(field, FieldNames);
        Outcome decoded = which < FieldCount ? readField(which, field.value(), sample)
                                             : skip(field.value(), DepthOfFields);
        if (!decoded)
            return decoded;
    }
    for (const Field required : {Name, Value}) {
        if (!(sample.seen & (1u << required)))
            return refuse(RefusalReason::WrongType, index,
                          "field " + quoted(FieldNames[required]) + " is missing");
    }
    return {};
}

} // namespace tinyobs
