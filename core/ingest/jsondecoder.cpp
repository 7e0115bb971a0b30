#include "core/ingest/jsondecoder.h"

#include "core/base/release.h"
#include "core/ingest/jsonlabels.h"
#include "core/ingest/jsonsample.h"
#include "core/ingest/jsontext.h"
#include "core/ingest/wirehash.h"

#include <simdjson.h>

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

std::string pathOf(std::size_t index)
{
    return "metrics[" + std::to_string(index) + "]";
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

    Outcome decodeDocument(std::string_view body, AppendMode mode);

    IngestLimits limits;
    SampleBatch batch;
    std::vector<RowText> rows; // beside the batch's columns
    std::vector<Refusal> refusals;
    std::string copy;
    TimeMs nowMs = 0;
    std::unique_ptr<ondemand::parser> parser = std::make_unique<ondemand::parser>();
    ondemand::document document;
    const char *bodyStart = nullptr;
    JsonSampleReader sampleReader;
    JsonLabelParser labelParser;

private:
    Outcome decodeMetrics(ondemand::value value, AppendMode mode);
    Refused placed(Refusal refusal);
    void append(const JsonSample &sample);
};

/// Says where the text stops being JSON, if it does.
Refused JsonDecoder::Impl::placed(Refusal refusal)
{
    if (refusal.reason != RefusalReason::Syntax || refusal.row != WholeDocument)
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
    const std::size_t most = limits[IngestLimit::SamplesPerRequest];
    std::size_t index = 0;
    for (auto item : array) {
        ondemand::value element;
        if (const error_code error = std::move(item).get(element))
            return notJson(error);
        if (index == most)
            return refuse(RefusalReason::TooLarge,
                          "metrics: more than " + std::to_string(most) + " samples in one request");
        JsonSample sample;
        sample.index = index++;
        sample.timeMs = nowMs;
        Outcome decoded = sampleReader.read(element, sample);
        if (decoded) {
            append(sample);
            continue;
        }
        if (decoded.error().row == WholeDocument)
            return decoded;
        decoded.error().message = located(pathOf(sample.index), decoded.error());
        if (mode == AppendMode::WholeBatch)
            return decoded;
        refusals.push_back(std::move(decoded.error()));
    }
    return {};
}

Outcome JsonDecoder::Impl::decodeDocument(std::string_view body, AppendMode mode)
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
    const padded_string_view text(body.data(), body.size(), body.size() + SIMDJSON_PADDING);
    const error_code opened = parser->iterate(text).get(document);
    if (opened == EMPTY)
        return refuse(RefusalReason::Syntax, "body is empty, expected {\"metrics\":[...]}");
    if (opened)
        return placed(notJson(opened).value());
    bodyStart = body.data();
    ondemand::object object;
    const error_code typed = document.get_object().get(object);
    if (typed == INCORRECT_TYPE)
        return refuse(RefusalReason::WrongType, "document is " + std::string(jsonTypeName(body)) +
                                                    ", must be an object: {\"metrics\":[...]}");
    if (typed)
        return placed(notJson(typed).value());
    bool found = false;
    for (auto item : object) {
        ondemand::field field;
        if (const error_code error = std::move(item).get(field))
            return placed(notJson(error).value());
        const bool isMetrics = keyIndex(field, DocumentFields) == 0;
        if (isMetrics && found)
            return refuse(RefusalReason::WrongType, "document: field 'metrics' stands there twice");
        found = found || isMetrics;
        Outcome decoded =
            isMetrics ? decodeMetrics(field.value(), mode) : sampleReader.skip(field.value(), 1);
        if (!decoded)
            return placed(std::move(decoded.error()));
    }
    if (document.current_location().error() != OUT_OF_BOUNDS)
        return refuse(RefusalReason::Syntax, "document is followed by further text");
    if (!found)
        return refuse(RefusalReason::WrongType,
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
    return pathOf(m_impl->rows[row].index);
}

void JsonDecoder::clear()
{
    m_impl->batch.clear();
    m_impl->rows.clear();
    m_impl->refusals.clear();
    m_impl->bodyStart = nullptr;
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
