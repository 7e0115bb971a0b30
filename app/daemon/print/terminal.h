#pragma once

// What standard output is, and how it is written to. Main thread.

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace tinyobs::daemon {

struct Screen
{
    bool isTerminal = false;
    bool hasColours = false; // NO_COLOR and TERM=dumb turn them off
    /// Of a terminal, or as COLUMNS says; elsewhere lines may be as long as they are.
    std::optional<std::size_t> columns;
    std::size_t rows = 24;
};

Screen standardOutput();

/// All of it, at once. False when it cannot be written: the reader has gone, the disk is full.
bool writeOut(std::string_view text);
/// The same for exact data, whose control characters a terminal must not see.
bool writeData(const Screen &screen, std::string_view data);

enum class Tone : unsigned char { Bold, Dim, Bad };
std::string toned(const Screen &screen, Tone tone, std::string_view text);

} // namespace tinyobs::daemon
