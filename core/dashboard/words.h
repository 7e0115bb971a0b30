#pragma once

// The words by which a dashboard's file names kinds, drawings, levels and so on: one table for the
// reader, the writer, the editor and the schema's test. Plain values, usable in any thread.

#include "core/dashboard/dashboard.h"

#include <optional>
#include <span>
#include <string_view>

namespace tinyobs::dashboard {

template <typename Enum>
struct Word
{
    Enum value;
    std::string_view text;
};

std::span<const Word<PanelKind>> wordsOf(PanelKind);
std::span<const Word<Drawing>> wordsOf(Drawing);
std::span<const Word<Scale>> wordsOf(Scale);
std::span<const Word<Level>> wordsOf(Level);
std::span<const Word<Reduce>> wordsOf(Reduce);
std::span<const Word<VariableKind>> wordsOf(VariableKind);

template <typename Enum>
std::string_view toWord(Enum value)
{
    for (const Word<Enum> &word : wordsOf(value)) {
        if (word.value == value)
            return word.text;
    }
    return {};
}

template <typename Enum>
std::optional<Enum> fromWord(std::string_view text)
{
    for (const Word<Enum> &word : wordsOf(Enum{})) {
        if (word.text == text)
            return word.value;
    }
    return {};
}

} // namespace tinyobs::dashboard
