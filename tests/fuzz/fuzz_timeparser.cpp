// Any text as a time: no crash, a time within the years 0 to 9999 (and an offset's day), and the
// same answer from a parser that remembers and from one that does not.

#include "core/ingest/timeparser.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

using namespace tinyobs;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    constexpr TimeMs DayMs = 24 * 3600 * 1000;
    constexpr TimeMs Earliest = -62167219200000 - DayMs;
    constexpr TimeMs Latest = 253402300799999 + DayMs;

    static TimeParser remembering;
    const std::string text(reinterpret_cast<const char *>(data), size);
    const Result<TimeMs> dated = parseRfc3339(text);
    const Result<TimeMs> again = remembering.parse(text);
    if (dated != again)
        std::abort();
    for (const Result<TimeMs> &time : {dated, parseTimestamp(text)}) {
        if (time && (*time < Earliest || *time > Latest) && text[0] != '-')
            std::abort();
    }
    return 0;
}
