#pragma once

// Text in quotes as PromQL (and Go) writes it. Plain functions, usable in any thread.

#include "core/base/result.h"

#include <string>
#include <string_view>

namespace tinyobs::promql {

/// In double quotes: quotes, backslashes, control characters and broken UTF-8 escaped.
void appendQuoted(std::string &out, std::string_view text);
std::string quotedText(std::string_view text);
/// The character at the front of a text in single quotes; of no text, that of a broken one.
std::string quotedCharacter(std::string_view text);
/// The first so many characters of a text.
std::string_view firstCharacters(std::string_view text, std::size_t count);
/// Whether all of a text is well-formed.
bool isUtf8(std::string_view text);

/// A text in quotes of any kind -> how many bytes it takes with its quotes. The message is that of
/// Prometheus: "unterminated quoted string".
Result<std::size_t> quotedLength(std::string_view text);
/// What a text in quotes means; it must be one that quotedLength() accepts.
std::string unquoted(std::string_view text);

} // namespace tinyobs::promql
