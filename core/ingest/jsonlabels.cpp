#include "core/ingest/jsonlabels.h"

#include "core/base/quoted.h"
#include "core/ingest/jsontext.h"
#include "core/ingest/labelrules.h"

#include <simdjson.h>

#include <algorithm>
#include <string>
#include <vector>

namespace tinyobs {

using namespace simdjson;

namespace {

/// A parser for a larger text than this is not kept. Labels within the limits seldom come near.
constexpr std::size_t KeptTextBytes = 64u << 10;

using Parser = std::unique_ptr<ondemand::parser>;

void shrink(Parser &parser)
{
    if (parser->capacity() > KeptTextBytes)
        parser = std::make_unique<ondemand::parser>();
}

using Refused = tl::unexpected<Refusal>;

Refused refuse(RefusalReason reason, std::string message)
{
    return Refused(Refusal{.reason = reason, .row = 0, .message = std::move(message)});
}

Refused malformed(error_code error)
{
    return refuse(RefusalReason::Syntax,
                  ".labels: not valid JSON: " + std::string(jsonErrorText(error)));
}

padded_string_view padded(std::string_view text)
{
    return padded_string_view(text, text.size() + SIMDJSON_PADDING);
}

} // namespace

class JsonLabelParser::Impl
{
public:
    IngestLimits limits;
    Parser nameParser = std::make_unique<ondemand::parser>();
    Parser labelParser = std::make_unique<ondemand::parser>();
    ondemand::document document;
    std::vector<LabelView> pairs;

    error_code readName(std::string_view token, std::string_view &name);
    tl::expected<void, Refusal> readLabels(std::string_view text);
    tl::expected<void, Refusal> readLabel(ondemand::field &field);
};

/// Most names have no escape and are used where they stand.
error_code JsonLabelParser::Impl::readName(std::string_view token, std::string_view &name)
{
    name = withoutQuotes(token);
    if (name.find('\\') == std::string_view::npos)
        return SUCCESS;
    ondemand::document nameDocument;
    if (const error_code error = nameParser->iterate(padded(token)).get(nameDocument))
        return error;
    return nameDocument.get_string().get(name);
}

tl::expected<void, Refusal> JsonLabelParser::Impl::readLabel(ondemand::field &field)
{
    LabelView label;
    if (const error_code error = field.unescaped_key().get(label.name))
        return malformed(error);
    const std::string_view token = field.value().raw_json_token();
    const error_code error = field.value().get_string().get(label.value);
    if (error == INCORRECT_TYPE)
        return refuse(RefusalReason::WrongType, ".labels: value of label " + quoted(label.name) +
                                                    " is " + std::string(jsonTypeName(token)) +
                                                    ", must be a string");
    if (error == STRING_ERROR)
        return refuse(RefusalReason::BadLabel,
                      ".labels: value of label " + quoted(label.name) + " holds a bad escape");
    if (error)
        return malformed(error);
    pairs.push_back(label);
    return {};
}

tl::expected<void, Refusal> JsonLabelParser::Impl::readLabels(std::string_view text)
{
    pairs.clear();
    if (text.empty())
        return {};
    ondemand::object object;
    if (const error_code error = labelParser->iterate(padded(text)).get(document))
        return malformed(error);
    if (const error_code error = document.get_object().get(object))
        return malformed(error);
    for (auto item : object) {
        ondemand::field field;
        if (const error_code error = std::move(item).get(field))
            return malformed(error);
        if (auto read = readLabel(field); !read)
            return read;
        if (pairs.size() > limits[IngestLimit::LabelsPerSeries])
            return {}; // makeLabels() refuses it; the rest need not be read
    }
    if (document.current_location().error() != OUT_OF_BOUNDS)
        return malformed(TAPE_ERROR);
    return {};
}

JsonLabelParser::JsonLabelParser(const IngestLimits &limits)
    : m_impl(std::make_unique<Impl>())
{
    m_impl->limits = limits;
}

JsonLabelParser::~JsonLabelParser() = default;

void JsonLabelParser::clear()
{
    shrink(m_impl->nameParser);
    shrink(m_impl->labelParser);
}

tl::expected<Labels, Refusal> JsonLabelParser::parse(std::string_view name, std::string_view labels)
{
    std::string_view plainName;
    if (const error_code error = m_impl->readName(name, plainName))
        return refuse(RefusalReason::BadName,
                      ".name: not a valid JSON string: " + std::string(jsonErrorText(error)));
    if (auto read = m_impl->readLabels(labels); !read)
        return Refused(std::move(read.error()));
    return makeLabels(plainName, m_impl->pairs, m_impl->limits);
}

tl::expected<Labels, Refusal> JsonLabelParser::parse(std::string_view labels,
                                                     const AddedLabels &added)
{
    if (auto read = m_impl->readLabels(labels); !read)
        return Refused(std::move(read.error()));
    std::vector<LabelView> &pairs = m_impl->pairs;
    std::string_view name;
    const auto isName = [](LabelView pair) { return pair.name == MetricNameLabel; };
    if (const auto found = std::ranges::find_if(pairs, isName); found != pairs.end()) {
        name = found->value;
        pairs.erase(found); // a second one is refused as a reserved name
    }
    for (const auto &label : added) {
        std::erase_if(pairs, [&label](LabelView pair) { return pair.name == label.first; });
        pairs.push_back({label.first, label.second});
    }
    return makeLabels(name, pairs, m_impl->limits);
}

} // namespace tinyobs
