#include "core/ingest/jsontext.h"

namespace tinyobs {

std::string_view jsonTypeName(std::string_view token)
{
    switch (token.empty() ? '\0' : token.front()) {
    case '"':
        return "a string";
    case '{':
        return "an object";
    case '[':
        return "an array";
    case 't':
    case 'f':
        return "a boolean";
    case 'n':
        return "null";
    default:
        return "a number";
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
