#include "core/base/valuetext.h"
#include "core/transfer/jsonlines.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <iterator>
#include <vector>

namespace tinyobs {
namespace {

/// Label values are valid UTF-8: what JSON wants escaped are quotes, backslashes and controls.
void appendJsonString(std::string &out, std::string_view text)
{
    constexpr std::string_view Hex = "0123456789abcdef";
    out += '"';
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (c == '"' || c == '\\') {
            out += '\\';
            out += c;
        } else if (byte < 0x20) {
            out += "\\u00";
            out += Hex[byte >> 4];
            out += Hex[byte & 15u];
        } else {
            out += c;
        }
    }
    out += '"';
}

void appendJsonValue(std::string &out, double value)
{
    if (std::isnan(value))
        out += "null";
    else if (std::isinf(value))
        out += value > 0 ? "\"Infinity\"" : "\"-Infinity\"";
    else
        appendFinite(out, value);
}

template <typename Column, typename Append>
void appendArray(std::string &out, std::string_view name, const Column &column, Append append)
{
    out += ",\"";
    out += name;
    out += "\":[";
    bool first = true;
    for (const auto element : column) {
        if (!first)
            out += ',';
        first = false;
        append(out, element);
    }
    out += ']';
}

void appendNanBits(std::string &out, const std::vector<double> &values)
{
    const auto isOdd = [](double value) {
        return std::isnan(value) && std::bit_cast<std::uint64_t>(value) != PlainNanBits;
    };
    if (std::ranges::none_of(values, isOdd))
        return;
    std::vector<double> nans;
    std::ranges::copy_if(values, std::back_inserter(nans),
                         [](double value) { return std::isnan(value); });
    appendArray(out, "nan_bits", nans, [](std::string &text, double nan) {
        text += '"';
        appendBits(text, nan);
        text += '"';
    });
}

class JsonLinesWriter : public SeriesWriter
{
public:
    Result<void> begin(const std::vector<std::string> &, std::string &) override { return {}; }
    void family(const MetricFamily &, std::string &) override {}
    Result<void> samples(const Labels &labels, const SampleColumns &samples,
                         std::string &out) override;
    void end(std::string &) override {}
};

Result<void> JsonLinesWriter::samples(const Labels &labels, const SampleColumns &samples,
                                      std::string &out)
{
    std::string head = "{\"metric\":{";
    for (const LabelView label : labels) {
        if (head.back() != '{')
            head += ',';
        appendJsonString(head, label.name);
        head += ':';
        appendJsonString(head, label.value);
    }
    head += '}';
    out += head;
    appendArray(out, "values", samples.values, appendJsonValue);
    appendArray(out, "timestamps", samples.timesMs, appendInteger);
    appendNanBits(out, samples.values);
    out += "}\n";
    return {};
}

} // namespace

std::unique_ptr<SeriesWriter> makeJsonLinesWriter()
{
    return std::make_unique<JsonLinesWriter>();
}

} // namespace tinyobs
