#include "core/transfer/recordsplitter.h"

#include <algorithm>

namespace tinyobs {

void RecordSplitter::add(std::string_view bytes)
{
    m_bytes.erase(0, m_begin);
    m_scanned -= m_begin;
    m_begin = 0;
    m_bytes += bytes;
}

Result<std::optional<std::string_view>> RecordSplitter::next()
{
    for (;;) {
        const std::size_t end = m_bytes.find('\n', m_scanned);
        const std::size_t stop = std::min(end, m_bytes.size());
        if (m_end == RecordEnd::LineOutsideQuotes) {
            const auto quotes = std::count(m_bytes.data() + m_scanned, m_bytes.data() + stop, '"');
            m_inQuotes = m_inQuotes != (quotes % 2 != 0);
        }
        m_scanned = stop;
        if (stop - m_begin > m_maxBytes)
            return take(stop, 0);
        if (end == std::string::npos)
            return std::nullopt;
        ++m_scanned;
        ++m_breaks;
        if (!m_inQuotes)
            return take(end, 1);
    }
}

Result<std::optional<std::string_view>> RecordSplitter::last()
{
    if (m_begin == m_bytes.size())
        return std::nullopt;
    return take(m_bytes.size(), 0);
}

Result<std::optional<std::string_view>> RecordSplitter::take(std::size_t end, std::size_t skip)
{
    m_line = m_nextLine;
    m_nextLine = m_breaks + 1;
    std::string_view record(m_bytes.data() + m_begin, end - m_begin);
    m_begin = m_scanned = end + skip;
    if (record.size() > m_maxBytes) {
        const char *hint = m_end == RecordEnd::LineOutsideQuotes ? ": is a quote not closed?" : "";
        return fail(Error::Code::LimitExceeded, "line " + std::to_string(m_line) +
                                                    " is longer than " +
                                                    std::to_string(m_maxBytes) + " bytes" + hint);
    }
    if (record.ends_with('\r'))
        record.remove_suffix(1);
    return record;
}

} // namespace tinyobs
