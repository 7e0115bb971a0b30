#include "core/ingest/jsondecoder.h"

#include "core/base/quoted.h"
#include "core/ingest/jsonlabels.h"
#include "core/ingest/jsontext.h"
#include "core/ingest/timeparser.h"
#include "core/ingest/wirehash.h"

#include <simdjson.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <limits>
#include <utility>
#include <vector>

namespace tinyobs {

using namespace simdjson;

namespace {

static_assert(JsonDecoder::Padding >= SIMDJSON_PADDING);

using Refused = tl::unexpected<Refusal>;
using Outcome = tl::expected<void, Refusal>;

/// Buffers of an unusually large document are given back beyond this.
constexpr std::size_t KeptBodyBytes = 4u << 20;
constexpr std::size_t KeptRows = 32 * 1024;

enum Field : std::size_t { Name, Value, Timestamp, LabelSet, FieldCount };
constexpr std::array<std::string_view, FieldCount> FieldNames{"name", "value", "timestamp",
                                                              "labels"};
constexpr std::array<std::string_view, 1> DocumentFields{"metrics"};

constexpr double Infinity = std::numeric_limits<double>::infinity();
constexpr double NotANumber = std::numeric_limits<double>::quiet_NaN();
constexpr std::array<std::pair<std::string_view, double>, 4> SpecialValues{{
    {"\"NaN\"", NotANumber},
    {"\"+Inf\"", Infinity},
    {"\"Inf\"", Infinity},
    {"\"-Inf\"", -Infinity},
}};

/// What a row's series looks like in the text.
struct RowText
{
    std::string_view name;   // JSON string with its quotes
    std::string_view labels; // JSON object, empty when there is none
    std::size_t index = 0;   // in the document
};

/// One element of the document's array while it is read.
struct Sample
{
    RowText text;
    unsigned seen = 0; // a bit per Field
    double value = 0;
    TimeMs timeMs = 0;
};

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

std::string pathOf(std::size_t index)
{
    return "metrics[" + std::to_string(index) + "]";
}

/// A refusal of the document as a whole, whatever the mode.
constexpr std::size_t WholeDocument = std::numeric_limits<std::size_t>::max();

bool holdsEscape(ondemand::raw_json_string key)
{
    const char *at = key.raw();
    while (*at != '"' && *at != '\\')
        ++at;
    return *at == '\\';
}

/// The place of the key among the names, or their count. Keys with escapes are rare but allowed.
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

/// Walks a value that nobody asked for, so that its grammar and depth are checked all the same.
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

class JsonDecoder::Impl
{
public:
    explicit Impl(const IngestLimits &ingestLimits)
        : limits(ingestLimits)
        , labelParser(ingestLimits)
    {
    }

    Outcome decodeDocument(std::string_view body, AppendMode mode);

    IngestLimits limits;
    SampleBatch batch;
    std::vector<RowText> rows; // beside the batch's columns
    std::vector<Refusal> refusals;
    std::string copy;
    TimeParser timeParser;
    TimeMs nowMs = 0;
    std::unique_ptr<ondemand::parser> parser = std::make_unique<ondemand::parser>();
    ondemand::document document;
    const char *bodyStart = nullptr;
    JsonLabelParser labelParser;

private:
    Outcome decodeMetrics(ondemand::value value, AppendMode mode);
    Outcome decodeElement(ondemand::value element, Sample &sample);
    Outcome decodeField(Field field, ondemand::value &value, Sample &sample);
    Outcome decodeValue(ondemand::value &value, Sample &sample);
    Outcome decodeTime(ondemand::value &value, Sample &sample);
    Outcome decodeLabels(ondemand::value &value, Sample &sample);
    Outcome skip(ondemand::value value, std::size_t depth);
    Refused malformed(error_code error);
    void append(const Sample &sample);
};

Refused JsonDecoder::Impl::malformed(error_code error)
{
    std::string message = "document is not valid JSON";
    const char *at = nullptr;
    if (bodyStart && !document.current_location().get(at) && at > bodyStart)
        message += " at byte " + std::to_string(at - bodyStart);
    return refuse(RefusalReason::Syntax, WholeDocument,
                  message + ": " + std::string(jsonErrorText(error)));
}

Outcome JsonDecoder::Impl::skip(ondemand::value value, std::size_t depth)
{
    const std::size_t deepest = limits[IngestLimit::JsonDepth];
    const error_code error = skipUnknown(value, deepest - depth);
    if (error == DEPTH_ERROR)
        return refuse(RefusalReason::TooLarge, WholeDocument,
                      "document is nested deeper than " + std::to_string(deepest) + " levels");
    if (error)
        return malformed(error);
    return {};
}

Outcome JsonDecoder::Impl::decodeValue(ondemand::value &value, Sample &sample)
{
    const std::string_view token = trimmedToken(value.raw_json_token());
    const std::size_t index = sample.text.index;
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

Outcome JsonDecoder::Impl::decodeTime(ondemand::value &value, Sample &sample)
{
    const std::string_view token = trimmedToken(value.raw_json_token());
    if (token == "null")
        return {};
    const std::size_t index = sample.text.index;
    Result<TimeMs> time = fail(Error::Code::InvalidArgument, "is not a JSON number");
    if (token.starts_with('"')) {
        std::string_view text = withoutQuotes(token);
        if (text.find('\\') != std::string_view::npos) {
            if (const error_code error = value.get_string().get(text))
                return malformed(error);
        }
        time = timeParser.parse(text);
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

Outcome JsonDecoder::Impl::decodeLabels(ondemand::value &value, Sample &sample)
{
    const std::string_view token = trimmedToken(value.raw_json_token());
    if (token == "null")
        return {};
    if (token != "{")
        return wrongType(LabelSet, sample.text.index, token, "an object");
    ondemand::object object;
    if (const error_code error = value.get_object().get(object))
        return malformed(error);
    if (const error_code error = object.raw_json().get(sample.text.labels))
        return malformed(error);
    sample.text.labels = trimmedToken(sample.text.labels);
    return {};
}

Outcome JsonDecoder::Impl::decodeField(Field field, ondemand::value &value, Sample &sample)
{
    const unsigned bit = 1u << field;
    if (sample.seen & bit)
        return refuse(RefusalReason::WrongType, sample.text.index,
                      "field " + quoted(FieldNames[field]) + " stands there twice");
    sample.seen |= bit;
    switch (field) {
    case Value:
        return decodeValue(value, sample);
    case Timestamp:
        return decodeTime(value, sample);
    case LabelSet:
        return decodeLabels(value, sample);
    case Name:
    case FieldCount:
        break;
    }
    sample.text.name = trimmedToken(value.raw_json_token());
    if (!sample.text.name.starts_with('"'))
        return wrongType(Name, sample.text.index, sample.text.name, "a string");
    return {};
}

Outcome JsonDecoder::Impl::decodeElement(ondemand::value element, Sample &sample)
{
    constexpr std::size_t DepthOfFields = 3; // document, array, element
    const std::string_view token = element.raw_json_token();
    const std::size_t index = sample.text.index;
    if (!token.starts_with('{'))
        return refuse(RefusalReason::WrongType, index,
                      "is " + std::string(jsonTypeName(token)) + ", must be an object");
    ondemand::object object;
    if (const error_code error = element.get_object().get(object))
        return malformed(error);
    for (auto item : object) {
        ondemand::field field;
        if (const error_code error = std::move(item).get(field))
            return malformed(error);
        const std::size_t which = keyIndex(field, FieldNames);
        Outcome decoded = which < FieldCount
                              ? decodeField(static_cast<Field>(which), field.value(), sample)
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

void JsonDecoder::Impl::append(const Sample &sample)
{
    batch.hashes.push_back(wireHash(sample.text.name, sample.text.labels));
    batch.timesMs.push_back(sample.timeMs);
    batch.values.push_back(sample.value);
    rows.push_back(sample.text);
}

Outcome JsonDecoder::Impl::decodeMetrics(ondemand::value value, AppendMode mode)
{
    const std::string_view token = value.raw_json_token();
    if (!token.starts_with('['))
        return refuse(RefusalReason::WrongType, WholeDocument,
                      "metrics: is " + std::string(jsonTypeName(token)) + ", must be an array");
    ondemand::array array;
    if (const error_code error = value.get_array().get(array))
        return malformed(error);
    const std::size_t most = limits[IngestLimit::SamplesPerRequest];
    std::size_t index = 0;
    for (auto item : array) {
        ondemand::value element;
        if (const error_code error = std::move(item).get(element))
            return malformed(error);
        if (index == most)
            return refuse(RefusalReason::TooLarge, WholeDocument,
                          "metrics: more than " + std::to_string(most) + " samples in one request");
        Sample sample;
        sample.text.index = index++;
        sample.timeMs = nowMs;
        Outcome decoded = decodeElement(element, sample);
        if (decoded) {
            append(sample);
            continue;
        }
        if (decoded.error().row == WholeDocument)
            return decoded;
        decoded.error().message = located(pathOf(sample.text.index), decoded.error());
        if (mode == AppendMode::WholeBatch)
            return decoded;
        refusals.push_back(std::move(decoded.error()));
    }
    return {};
}

Outcome JsonDecoder::Impl::decodeDocument(std::string_view body, AppendMode mode)
{
    if (body.starts_with("\xef\xbb\xbf"))
        return refuse(RefusalReason::Syntax, WholeDocument,
                      "document begins with a byte order mark, which JSON does not allow");
    const padded_string_view text(body.data(), body.size(), body.size() + SIMDJSON_PADDING);
    const error_code opened = parser->iterate(text).get(document);
    if (opened == EMPTY)
        return refuse(RefusalReason::Syntax, WholeDocument,
                      "body is empty, expected {\"metrics\":[...]}");
    if (opened)
        return malformed(opened);
    bodyStart = body.data();
    ondemand::object object;
    const error_code typed = document.get_object().get(object);
    if (typed == INCORRECT_TYPE)
        return refuse(RefusalReason::WrongType, WholeDocument,
                      "document is " + std::string(jsonTypeName(body)) +
                          ", must be an object: {\"metrics\":[...]}");
    if (typed)
        return malformed(typed);
    bool found = false;
    for (auto item : object) {
        ondemand::field field;
        if (const error_code error = std::move(item).get(field))
            return malformed(error);
        const bool isMetrics = keyIndex(field, DocumentFields) == 0;
        if (isMetrics && found)
            return refuse(RefusalReason::WrongType, WholeDocument,
                          "document: field 'metrics' stands there twice");
        found = found || isMetrics;
        Outcome decoded = isMetrics ? decodeMetrics(field.value(), mode) : skip(field.value(), 1);
        if (!decoded)
            return decoded;
    }
    if (document.current_location().error() != OUT_OF_BOUNDS)
        return refuse(RefusalReason::Syntax, WholeDocument, "document is followed by further text");
    if (!found)
        return refuse(RefusalReason::WrongType, WholeDocument,
                      "document: field 'metrics' is missing, expected {\"metrics\":[...]}");
    return {};
}

JsonDecoder::JsonDecoder(const IngestLimits &limits)
    : m_impl(std::make_unique<Impl>(limits))
{
}

JsonDecoder::~JsonDecoder() = default;

Outcome JsonDecoder::decode(std::string_view paddedBody, AppendMode mode, TimeMs nowMs)
{
    m_impl->batch.clear();
    m_impl->rows.clear();
    m_impl->refusals.clear();
    m_impl->bodyStart = nullptr;
    m_impl->nowMs = nowMs;
    Outcome decoded = m_impl->decodeDocument(paddedBody, mode);
    if (!decoded && decoded.error().row == WholeDocument)
        decoded.error().row = 0;
    return decoded;
}

Outcome JsonDecoder::decodeUnpadded(std::string_view body, AppendMode mode, TimeMs nowMs)
{
    m_impl->copy.reserve(body.size() + Padding);
    m_impl->copy.assign(body);
    return decode(m_impl->copy, mode, nowMs);
}

const SampleBatch &JsonDecoder::batch() const
{
    return m_impl->batch;
}

std::span<const Refusal> JsonDecoder::refusals() const
{
    return m_impl->refusals;
}

std::size_t JsonDecoder::documentIndex(std::size_t row) const
{
    return m_impl->rows[row].index;
}

tl::expected<Labels, Refusal> JsonDecoder::labels(std::size_t row) const
{
    const RowText &text = m_impl->rows[row];
    tl::expected<Labels, Refusal> parsed = m_impl->labelParser.parse(text.name, text.labels);
    if (!parsed)
        parsed.error().row = row;
    return parsed;
}

std::string JsonDecoder::path(std::size_t row) const
{
    return pathOf(m_impl->rows[row].index);
}

void JsonDecoder::clear()
{
    m_impl->batch.clear();
    m_impl->rows.clear();
    m_impl->refusals.clear();
    m_impl->bodyStart = nullptr;
    if (m_impl->parser->capacity() > KeptBodyBytes)
        m_impl->parser = std::make_unique<ondemand::parser>();
    if (m_impl->copy.capacity() > KeptBodyBytes)
        m_impl->copy = {};
    if (m_impl->rows.capacity() > KeptRows) {
        m_impl->batch = {};
        m_impl->rows = {};
    }
}

} // namespace tinyobs
