#include "core/ingest/jsondecoder.h"

#include "core/base/release.h"
#include "core/ingest/jsonlabels.h"
#include "core/ingest/jsonsample.h"
#include "core/ingest/jsontext.h"
#include "core/ingest/wirehash.h"

#include <simdjson.h>

#include <algorithm>
#include <array>
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

constexpr std::array<std::string_view, 1> DocumentFields{"metrics"};

constexpr std::string_view Expected =
    "expected {\"metrics\":[...]}, an array of samples or a sample";

/// How compressed bodies begin.
constexpr std::array<std::pair<std::string_view, std::string_view>, 2> Compressions{
    {{"\x1f\x8b", "gzip"}, {"\x28\xb5\x2f\xfd", "zstd"}}};

/// What a row's series looks like in the text.
struct RowText
{
    std::string_view name;   // JSON string with its quotes
    std::string_view labels; // JSON object, empty when there is none
    std::size_t index = 0;   // in the document
};

/// How samples stand in a document, or in a line of one.
enum class Shape : unsigned char { Metrics, Array, Sample };

/// A document, or a line of one.
struct Part
{
    Shape shape = Shape::Metrics;
    std::size_t line = 0; // from 1; 0 where the document is no lines
    std::size_t firstIndex = 0;
};

std::string pathIn(const Part &part, std::size_t index)
{
    std::string path = part.line == 0 ? "" : "line " + std::to_string(part.line);
    if (part.shape == Shape::Sample)
        return path.empty() ? "sample" : path;
    if (part.shape == Shape::Metrics)
        path += path.empty() ? "metrics" : ".metrics";
    return path + "[" + std::to_string(index - part.firstIndex) + "]";
}

/// Whether the first line could stand alone, with more behind it.
bool looksLikeLines(std::string_view body)
{
    constexpr std::string_view Space = " \t\r\n";
    body.remove_prefix(std::min(body.find_first_not_of(Space), body.size()));
    const std::size_t end = body.find('\n');
    const std::string_view first = trimmedToken(body.substr(0, end));
    return end != std::string_view::npos && !first.empty() &&
           (first.front() == '{' || first.front() == '[') &&
           (first.back() == '}' || first.back() == ']') &&
           body.find_first_not_of(Space, end) != std::string_view::npos;
}

Refused refuse(RefusalReason reason, std::string message)
{
    return Refused(Refusal{.reason = reason, .row = WholeDocument, .message = std::move(message)});
}

} // namespace

class JsonDecoder::Impl
{
public:
    explicit Impl(const IngestLimits &ingestLimits)
        : limits(ingestLimits)
        , sampleReader(ingestLimits)
        , labelParser(ingestLimits)
    {
    }

    Outcome decodeBody(std::string_view body, AppendMode mode);
    std::string pathOf(std::size_t index) const;
    void forget();

    IngestLimits limits;
    SampleBatch batch;
    std::vector<RowText> rows; // beside the batch's columns
    std::vector<Part> parts;   // at least one
    std::size_t nextIndex = 0; // of a sample
    std::vector<Refusal> refusals;
    std::string copy;
    TimeMs nowMs = 0;
    std::unique_ptr<ondemand::parser> parser = std::make_unique<ondemand::parser>();
    ondemand::document document;
    const char *bodyStart = nullptr;
    JsonSampleReader sampleReader;
    JsonLabelParser labelParser;

private:
    Outcome decodePart(std::string_view text, AppendMode mode);
    Outcome decodeObject(AppendMode mode);
    Outcome decodeLines(std::string_view body, AppendMode mode);
    Outcome decodeMetrics(ondemand::value value, AppendMode mode);
    Outcome decodeArray(ondemand::array array, AppendMode mode);
    Outcome decodeSample(ondemand::value element, AppendMode mode);
    Outcome atEnd();
    Refused placed(Refusal refusal);
    void append(const JsonSample &sample);
};

constexpr std::string_view FurtherText = "document is followed by further text";

/// Says where the text stops being JSON, if it does.
Refused JsonDecoder::Impl::placed(Refusal refusal)
{
    if (refusal.reason != RefusalReason::Syntax || refusal.row != WholeDocument ||
        refusal.message == FurtherText)
        return Refused(std::move(refusal));
    std::string place = "document is not valid JSON";
    const char *at = nullptr;
    if (bodyStart && !document.current_location().get(at) && at > bodyStart)
        place += " at byte " + std::to_string(at - bodyStart);
    refusal.message = place + ": " + refusal.message;
    return Refused(std::move(refusal));
}

void JsonDecoder::Impl::append(const JsonSample &sample)
{
    batch.hashes.push_back(wireHash(sample.name, sample.labels));
    batch.timesMs.push_back(sample.timeMs);
    batch.values.push_back(sample.value);
    rows.push_back({sample.name, sample.labels, sample.index});
}

Outcome JsonDecoder::Impl::decodeMetrics(ondemand::value value, AppendMode mode)
{
    const std::string_view token = value.raw_json_token();
    if (!token.starts_with('['))
        return refuse(RefusalReason::WrongType,
                      "metrics: is " + std::string(jsonTypeName(token)) + ", must be an array");
    ondemand::array array;
    if (const error_code error = value.get_array().get(array))
        return notJson(error);
    return decodeArray(array, mode);
}

Outcome JsonDecoder::Impl::decodeArray(ondemand::array array, AppendMode mode)
{
    for (auto item : array) {
        ondemand::value element;
        if (const error_code error = std::move(item).get(element))
            return notJson(error);
        if (Outcome decoded = decodeSample(element, mode); !decoded)
            return decoded;
    }
    return {};
}

Outcome JsonDecoder::Impl::decodeSample(ondemand::value element, AppendMode mode)
{
    const std::size_t most = limits[IngestLimit::SamplesPerRequest];
    if (nextIndex == most)
        return refuse(RefusalReason::TooLarge,
                      "metrics: more than " + std::to_string(most) + " samples in one request");
    JsonSample sample;
    sample.index = nextIndex++;
    sample.timeMs = nowMs;
    Outcome decoded = sampleReader.read(element, sample);
    if (decoded) {
        append(sample);
        return {};
    }
    if (decoded.error().row == WholeDocument)
        return decoded;
    decoded.error().message = located(pathOf(sample.index), decoded.error());
    if (mode == AppendMode::WholeBatch)
        return decoded;
    refusals.push_back(std::move(decoded.error()));
    return {};
}

Outcome JsonDecoder::Impl::atEnd()
{
    if (document.current_location().error() != OUT_OF_BOUNDS)
        return refuse(RefusalReason::Syntax, std::string(FurtherText));
    return {};
}

/// The object with the metrics, or a sample.
Outcome JsonDecoder::Impl::decodeObject(AppendMode mode)
{
    ondemand::object object;
    if (const error_code error = document.get_object().get(object))
        return notJson(error);
    bool found = false;
    bool isEmpty = true;
    for (auto item : object) {
        ondemand::field field;
        if (const error_code error = std::move(item).get(field))
            return notJson(error);
        isEmpty = false;
        const bool isMetrics = keyIndex(field, DocumentFields) == 0;
        if (isMetrics && found)
            return refuse(RefusalReason::WrongType, "document: field 'metrics' stands there twice");
        found = found || isMetrics;
        Outcome decoded =
            isMetrics ? decodeMetrics(field.value(), mode) : sampleReader.skip(field.value(), 1);
        if (!decoded)
            return decoded;
    }
    if (Outcome ended = atEnd(); !ended || found)
        return ended;
    if (isEmpty)
        return refuse(RefusalReason::WrongType,
                      "document: field 'metrics' is missing, " + std::string(Expected));
    parts.back().shape = Shape::Sample;
    document.rewind();
    ondemand::value sample;
    if (const error_code error = document.get_value().get(sample))
        return notJson(error);
    return decodeSample(sample, mode);
}

Outcome JsonDecoder::Impl::decodePart(std::string_view text, AppendMode mode)
{
    const padded_string_view padded(text.data(), text.size(), text.size() + SIMDJSON_PADDING);
    bodyStart = nullptr;
    if (const error_code opened = parser->iterate(padded).get(document))
        return placed(notJson(opened).value());
    bodyStart = text.data();
    ondemand::json_type type{};
    if (document.type().get(type))
        type = ondemand::json_type::null; // no value at all
    Outcome decoded;
    if (type == ondemand::json_type::array) {
        parts.back().shape = Shape::Array;
        ondemand::array array;
        if (const error_code error = document.get_array().get(array))
            decoded = notJson(error);
        else
            decoded = decodeArray(array, mode);
        if (decoded)
            decoded = atEnd();
    } else if (type == ondemand::json_type::object) {
        decoded = decodeObject(mode);
    } else {
        decoded =
            refuse(RefusalReason::WrongType,
                   "document is " + std::string(jsonTypeName(text)) + ", " + std::string(Expected));
    }
    return decoded ? decoded : placed(std::move(decoded.error()));
}

/// A sample or a document in every line.
Outcome JsonDecoder::Impl::decodeLines(std::string_view body, AppendMode mode)
{
    std::size_t line = 0;
    while (!body.empty()) {
        const std::string_view text = body.substr(0, body.find('\n'));
        body.remove_prefix(std::min(text.size() + 1, body.size()));
        ++line;
        if (trimmedToken(text).empty())
            continue;
        parts.push_back({.line = line, .firstIndex = nextIndex});
        Outcome decoded = decodePart(text, mode);
        if (decoded)
            continue;
        Refusal &refusal = decoded.error();
        if (refusal.row == WholeDocument)
            refusal.message = "line " + std::to_string(line) + ": " + refusal.message;
        const bool isOver = nextIndex >= limits[IngestLimit::SamplesPerRequest];
        if (mode == AppendMode::WholeBatch || isOver)
            return decoded;
        refusal.row = nextIndex++;
        refusals.push_back(std::move(refusal));
    }
    return {};
}

Outcome JsonDecoder::Impl::decodeBody(std::string_view body, AppendMode mode)
{
    if (body.starts_with("\xef\xbb\xbf"))
        return refuse(RefusalReason::Syntax,
                      "document begins with a byte order mark, which JSON does not allow");
    for (const auto &[magic, name] : Compressions) {
        if (body.starts_with(magic))
            return refuse(RefusalReason::Syntax,
                          "document is " + std::string(name) +
                              " data, which its content encoding does not say");
    }
    if (trimmedToken(body).empty())
        return refuse(RefusalReason::Syntax, "body is empty, " + std::string(Expected));
    parts.push_back({});
    Outcome decoded = decodePart(body, mode);
    const bool isBroken = !decoded && decoded.error().row == WholeDocument &&
                          decoded.error().reason == RefusalReason::Syntax;
    if (!isBroken || !looksLikeLines(body))
        return decoded;
    forget();
    return decodeLines(body, mode);
}

std::string JsonDecoder::Impl::pathOf(std::size_t index) const
{
    const auto after = std::ranges::upper_bound(parts, index, {}, &Part::firstIndex);
    return pathIn(*std::prev(after), index);
}

void JsonDecoder::Impl::forget()
{
    batch.clear();
    rows.clear();
    parts.clear();
    refusals.clear();
    nextIndex = 0;
    bodyStart = nullptr;
}

JsonDecoder::JsonDecoder(const IngestLimits &limits)
    : m_impl(std::make_unique<Impl>(limits))
{
}

JsonDecoder::~JsonDecoder() = default;

Outcome JsonDecoder::decode(std::string_view paddedBody, AppendMode mode, TimeMs nowMs)
{
    m_impl->forget();
    m_impl->nowMs = nowMs;
    Outcome decoded = m_impl->decodeBody(paddedBody, mode);
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

Outcome JsonDecoder::decode(const Document &document)
{
    const bool isPadded = document.readableBytes >= document.bytes.size() + Padding;
    return isPadded ? decode(document.bytes, document.mode, document.nowMs)
                    : decodeUnpadded(document.bytes, document.mode, document.nowMs);
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
    return m_impl->pathOf(m_impl->rows[row].index);
}

void JsonDecoder::clear()
{
    m_impl->forget();
    m_impl->labelParser.clear();
    if (m_impl->parser->capacity() > KeptBodyBytes)
        m_impl->parser = std::make_unique<ondemand::parser>();
    if (m_impl->copy.capacity() > KeptBodyBytes)
        release(m_impl->copy);
    if (m_impl->rows.capacity() > KeptRows) {
        m_impl->batch = {};
        release(m_impl->rows);
    }
}

} // namespace tinyobs
