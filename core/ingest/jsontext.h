#pragma once

// Small looks at raw JSON text that the decoder and the label parser share. Plain functions.

#include <simdjson.h>

#include <string>
#include <string_view>

namespace tinyobs {

/// "a string", "a number", "an object" ... by the first byte of a value.
std::string_view jsonTypeName(std::string_view token);

/// What is wrong with a document, in plain words.
std::string_view jsonErrorText(simdjson::error_code error);

/// A token without the white space that simdjson leaves behind it.
inline std::string_view trimmedToken(std::string_view token)
{
    while (!token.empty() && static_cast<unsigned char>(token.back()) <= ' ')
        token.remove_suffix(1);
    return token;
}

/// Within the quotes, escapes still in place. The token must be a JSON string.
inline std::string_view withoutQuotes(std::string_view token)
{
    return token.size() < 2 ? std::string_view() : token.substr(1, token.size() - 2);
}

} // namespace tinyobs
