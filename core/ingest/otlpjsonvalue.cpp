#include "core/ingest/otlpjsonvalue.h"

#include "core/base/quoted.h"
#include "core/base/valuetext.h"
#include "core/ingest/jsontext.h"
#include "core/ingest/wirehash.h"

#include <array>
#include <charconv>
#include <cmath>
#include <limits>
#include <string>

namespace tinyobs::otlpjson {

using namespace simdjson;

namespace {

enum class Value : std::size_t { String, Bool, Int, Double, Array, Map, Bytes, Count_ };
constexpr std::array<std::string_view, static_cast<std::size_t>(Value::Count_)> ValueNames{
    "stringValue", "boolValue",   "intValue",  "doubleValue",
    "arrayValue",  "kvlistValue", "bytesValue"};

tl::unexpected<Refusal> wrongType(std::string_view token, std::string_view wanted)
{
    return tl::unexpected(
        Refusal{.reason = RefusalReason::WrongType,
                .row = WholeDocument,
                .message = "value " + quoted(token) + " must be " + std::string(wanted)});
}

/// A number's text, with or without quotes.
std::string_view numberToken(ondemand::value &value)
{
    const std::string_view token = trimmedToken(value.raw_json_token());
    return token.starts_with('"') ? withoutQuotes(token) : token;
}

template <typename Integer>
Outcome readInteger(ondemand::value &value, Integer &number)
{
    const std::string_view token = numberToken(value);
    const char *const end = token.data() + token.size();
    const auto read = std::from_chars(token.data(), end, number);
    if (read.ec == std::errc() && read.ptr == end)
        return {};
    // 3.0 and 1e3 are integers too.
    double whole = 0;
    const auto real = std::from_chars(token.data(), end, whole);
    constexpr double Exact = 9007199254740992; // 2^53
    const bool isWhole = real.ec == std::errc() && real.ptr == end && whole == std::trunc(whole);
    if (!isWhole || std::abs(whole) > Exact ||
        whole < double(std::numeric_limits<Integer>::min()) ||
        whole > double(std::numeric_limits<Integer>::max()))
        return wrongType(token, "a whole number");
    number = static_cast<Integer>(whole);
    return {};
}

Outcome write(ondemand::value any, std::size_t depth, OtlpValueWriter &writer);

Outcome writeArray(ondemand::value value, std::size_t depth, OtlpValueWriter &writer)
{
    writer.beginArray();
    Outcome written = eachMember(value, [&](ondemand::field &field) -> Outcome {
        if (field.key() != "values")
            return {};
        return eachElement(field.value(),
                           [&](ondemand::value element) { return write(element, depth, writer); });
    });
    writer.endArray();
    return written;
}

Outcome writePair(ondemand::value pair, std::size_t depth, OtlpValueWriter &writer)
{
    ondemand::object object;
    if (const error_code error = pair.get_object().get(object))
        return notJson(error);
    std::string key;
    Outcome read = eachMember(object, [&](ondemand::field &field) -> Outcome {
        std::string_view text;
        if (field.key() != "key")
            return {};
        Outcome outcome = readText(field.value(), text);
        key = text;
        return outcome;
    });
    if (!read || object.reset().error())
        return read;
    writer.key(key);
    bool hasValue = false;
    read = eachMember(object, [&](ondemand::field &field) -> Outcome {
        if (field.key() != "value" || hasValue)
            return {};
        hasValue = true;
        return write(field.value(), depth, writer);
    });
    if (!hasValue)
        writer.none();
    return read;
}

Outcome writeMap(ondemand::value value, std::size_t depth, OtlpValueWriter &writer)
{
    writer.beginMap();
    Outcome written = eachMember(value, [&](ondemand::field &field) -> Outcome {
        if (field.key() != "values")
            return {};
        return eachElement(field.value(),
                           [&](ondemand::value pair) { return writePair(pair, depth, writer); });
    });
    writer.endMap();
    return written;
}

Outcome writeScalar(ondemand::value value, Value kind, OtlpValueWriter &writer)
{
    std::string_view text;
    std::int64_t integer = 0;
    double number = 0;
    Outcome read;
    switch (kind) {
    case Value::Bool:
        writer.boolean(value.raw_json_token().starts_with('t'));
        break;
    case Value::Int:
        if (read = readSigned(value, integer); read)
            writer.integer(integer);
        break;
    case Value::Double:
        if (read = readNumber(value, number); read)
            writer.number(number);
        break;
    default: // bytes are in base64 already
        if (read = readText(value, text); read)
            writer.text(text);
    }
    return read;
}

/// An AnyValue: its first member that is one of ours.
Outcome write(ondemand::value any, std::size_t depth, OtlpValueWriter &writer)
{
    if (depth == 0)
        return tl::unexpected(Refusal{.reason = RefusalReason::TooLarge,
                                      .row = WholeDocument,
                                      .message = "a value is nested too deeply"});
    bool isWritten = false;
    Outcome written = eachMember(any, [&](ondemand::field &field) -> Outcome {
        const std::size_t kind = keyIndex(field, ValueNames);
        if (isWritten || kind == ValueNames.size())
            return {};
        isWritten = true;
        if (Value(kind) == Value::Array)
            return writeArray(field.value(), depth - 1, writer);
        if (Value(kind) == Value::Map)
            return writeMap(field.value(), depth - 1, writer);
        return writeScalar(field.value(), Value(kind), writer);
    });
    if (!isWritten)
        writer.none();
    return written;
}

} // namespace

Outcome readNumber(ondemand::value value, double &number)
{
    const std::string_view token = numberToken(value);
    const std::optional<double> parsed = parseValue(token);
    if (!parsed)
        return wrongType(token, "a number");
    number = *parsed;
    return {};
}

Outcome readUnsigned(ondemand::value value, std::uint64_t &number)
{
    return readInteger(value, number);
}

Outcome readSigned(ondemand::value value, std::int64_t &number)
{
    return readInteger(value, number);
}

Outcome readSmall(ondemand::value value, std::int32_t &number)
{
    return readInteger(value, number);
}

Outcome readText(ondemand::value value, std::string_view &text)
{
    const std::string_view token = value.raw_json_token();
    const error_code error = value.get_string().get(text);
    if (error == INCORRECT_TYPE)
        return wrongType(trimmedToken(token), "a string");
    return error ? Outcome(notJson(error)) : Outcome();
}

Outcome readAttributeText(ondemand::value value, OtlpText &text, WireHash &hash)
{
    ondemand::array array;
    if (const error_code error = value.get_array().get(array))
        return notJson(error);
    if (const error_code error = array.raw_json().get(text.text))
        return notJson(error);
    if (const error_code error = array.reset().error())
        return notJson(error);
    for (auto item : array) {
        ondemand::object pair;
        std::string_view pairText;
        if (const error_code error = std::move(item).get_object().get(pair))
            return notJson(error);
        if (const error_code error = pair.raw_json().get(pairText))
            return notJson(error);
        hash = added(hash, wireHash(trimmedToken(pairText)));
    }
    return {};
}

Outcome readPairs(ondemand::value value, std::size_t mostDepth, OtlpAttributes &attributes)
{
    return eachElement(value, [&](ondemand::value pair) -> Outcome {
        if (attributes.all().size() == OtlpAttributes::Most)
            return tl::unexpected(
                Refusal{.reason = RefusalReason::TooLarge,
                        .row = WholeDocument,
                        .message = "are more than " + std::to_string(OtlpAttributes::Most)});
        std::string key;
        std::string text;
        Outcome read = eachMember(pair, [&](ondemand::field &field) -> Outcome {
            if (field.key() == "key") {
                std::string_view name;
                Outcome outcome = readText(field.value(), name);
                key = name;
                return outcome;
            }
            if (field.key() != "value")
                return {};
            OtlpValueWriter writer;
            Outcome outcome = write(field.value(), mostDepth, writer);
            text = writer.take();
            return outcome;
        });
        attributes.add(attributes.keep(std::move(key)), attributes.keep(std::move(text)));
        return read;
    });
}

} // namespace tinyobs::otlpjson
