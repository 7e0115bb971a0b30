#pragma once

// Fuzzy search: the letters of the pattern must occur in order; runs, word starts and short texts
// score higher. Words separated by spaces must all match, in any order. The dashboard's
// lib/fuzzy.ts follows the same rules. Plain functions, usable in any thread.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tinyobs::ui {

class FuzzyPattern
{
public:
    explicit FuzzyPattern(std::string_view text);

    bool isEmpty() const { return m_words.empty(); }
    /// Higher is better; nothing when the text does not match.
    std::optional<double> score(std::string_view text) const;

private:
    std::vector<std::string> m_words; // lower case
};

} // namespace tinyobs::ui
