#include "ui/text/fuzzymatch.h"

#include <algorithm>

namespace tinyobs::ui {
namespace {

char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? char(c - 'A' + 'a') : c;
}

bool isWordCharacter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

bool isWordStart(std::string_view text, std::size_t index)
{
    return index == 0 || (!isWordCharacter(text[index - 1]) && isWordCharacter(text[index]));
}

std::optional<double> matchFrom(std::string_view word, std::string_view text, std::size_t start)
{
    double score = 0;
    std::size_t at = start;
    std::size_t previous = std::string_view::npos;
    for (const char letter : word) {
        const std::size_t found = text.find(letter, at);
        if (found == std::string_view::npos)
            return std::nullopt;
        if (previous != std::string_view::npos)
            score += found == previous + 1
                         ? 6.0
                         : -double(std::min<std::size_t>(3, found - previous - 1));
        if (isWordStart(text, found))
            score += 4;
        previous = found;
        at = found + 1;
    }
    return score;
}

std::optional<double> matchWord(std::string_view word, std::string_view text)
{
    std::optional<double> best;
    // Every place where the first letter stands may begin the best match.
    for (std::size_t start = text.find(word[0]); start != std::string_view::npos;
         start = text.find(word[0], start + 1)) {
        const std::optional<double> score = matchFrom(word, text, start);
        if (!score)
            break;
        best = std::max(best.value_or(*score), *score);
    }
    return best;
}

} // namespace

FuzzyPattern::FuzzyPattern(std::string_view text)
{
    std::string word;
    for (const char c : text) {
        if (c == ' ' || c == '\t') {
            if (!word.empty())
                m_words.push_back(std::move(word));
            word.clear();
        } else {
            word += lower(c);
        }
    }
    if (!word.empty())
        m_words.push_back(std::move(word));
}

std::optional<double> FuzzyPattern::score(std::string_view text) const
{
    std::string lowered(text);
    std::transform(lowered.begin(), lowered.end(), lowered.begin(), lower);
    double total = -double(text.size()) / 50;
    for (const std::string &word : m_words) {
        const std::optional<double> score = matchWord(word, lowered);
        if (!score)
            return std::nullopt;
        total += *score;
    }
    return total;
}

} // namespace tinyobs::ui
