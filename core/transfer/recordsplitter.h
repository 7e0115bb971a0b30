#pragma once

// Cuts a stream of bytes into records. Holds one record and what came behind it, and never more of
// a record than the limit. A plain object, one thread.

#include "core/base/result.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace tinyobs {

enum class RecordEnd : unsigned char {
    Line,              // at a line's end
    LineOutsideQuotes, // at a line's end that is not between double quotes
};

class RecordSplitter
{
public:
    RecordSplitter(RecordEnd end, std::size_t maxBytes)
        : m_end(end)
        , m_maxBytes(maxBytes)
    {
    }

    void add(std::string_view bytes);
    /// The next record without its line end; nothing when more bytes are needed. LimitExceeded when
    /// it is too long. Valid until the next add().
    Result<std::optional<std::string_view>> next();
    /// After the last add() and the last next(): the record that no line end closes, if any.
    Result<std::optional<std::string_view>> last();
    /// The line on which the record begins that was given last, from 1.
    std::uint64_t line() const { return m_line; }

private:
    Result<std::optional<std::string_view>> take(std::size_t end, std::size_t skip);

    RecordEnd m_end;
    std::size_t m_maxBytes;
    std::string m_bytes;
    std::size_t m_begin = 0;    // of the next record
    std::size_t m_scanned = 0;  // up to here there is no record's end
    bool m_inQuotes = false;    // at m_scanned
    std::uint64_t m_breaks = 0; // line ends before m_scanned
    std::uint64_t m_line = 0;
    std::uint64_t m_nextLine = 1;
};

} // namespace tinyobs
