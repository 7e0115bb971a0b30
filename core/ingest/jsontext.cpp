#include "core/ingest/jsontext.h"

namespace tinyobs {

std::string_view jsonTypeName(std::string_view token)
{
    if (token.starts_with("null"))
        return "null";
    if (token.starts_with("true") || token.starts_with("false"))
        return "a boolean";
    const char first = token.empty() ? '\0' : token.front();
    switch (first) {
    case '"':
        return "a string";
    case '{':
        return "an object";
    case '[':
        return "an array";
    default:
        return first == '-' || (first >= '0' && first <= '9') ? "a number" : "not a JSON value";
    }
}

std::string_view jsonErrorText(simdjson::error_code error)
{
    switch (error) {
    case simdjson::EMPTY:
        return "it is empty";
    case simdjson::UTF8_ERROR:
        return "it is not valid UTF-8";
    case simdjson::UNCLOSED_STRING:
        return "a string is not closed, is it cut off?";
    case simdjson::INCOMPLETE_ARRAY_OR_OBJECT:
        return "it does not end with the brace that opens it, is it cut off or followed by more?";
    case simdjson::UNESCAPED_CHARS:
        return "a string holds a control character that is not escaped";
    case simdjson::STRING_ERROR:
        return "a string holds a bad escape";
    case simdjson::CAPACITY:
    case simdjson::MEMALLOC:
        return "it is too large";
    default:
        return "a comma, colon, brace or key is missing or superfluous";
    }
}

} // namespace tinyobs
