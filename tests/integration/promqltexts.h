#pragma once

// Random texts of PromQL: sensible ones, and ones with something broken in them. The same seed
// gives the same texts.

#include <initializer_list>
#include <random>
#include <string>
#include <string_view>

namespace tinyobs::test {

class PromqlTexts
{
public:
    explicit PromqlTexts(std::uint32_t seed)
        : m_random(seed)
    {
    }

    /// Any expression; its parts nest up to so deep.
    std::string expression(int depth);
    /// With a few characters taken out and words put in.
    std::string broken(std::string text);

private:
    using Words = std::initializer_list<std::string_view>;

    bool chance(double share);
    std::size_t below(std::size_t end);
    std::string oneOf(Words words);
    std::string blank() { return oneOf({"", "", " ", "  "}); }

    std::string vector(int depth);
    std::string range(int depth);
    std::string scalar(int depth);
    std::string aggregation(int depth);
    std::string binary(int depth);
    std::string matching();
    std::string selector();
    std::string labels();
    std::string moved();
    std::string duration();

    std::mt19937 m_random;
};

} // namespace tinyobs::test
