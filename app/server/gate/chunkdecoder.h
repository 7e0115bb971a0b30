#pragma once

// Takes a chunked body apart (RFC 9112 section 7.1), strictly: hexadecimal sizes, CRLF after every
// size and every chunk, extensions and trailers skipped up to a limit. Lives in one connection.

#include "app/server/gate/headparser.h"

#include <QByteArray>

namespace tinyobs::server {

class ChunkDecoder
{
public:
    explicit ChunkDecoder(std::size_t maxBodyBytes)
        : m_maxBodyBytes(maxBodyBytes)
    {
    }

    /// Appends the data found in `input` to `body`; returns how many bytes of `input` were used,
    /// which is less than all of it only when the body is complete or refused.
    std::size_t feed(std::string_view input, QByteArray &body);

    bool isComplete() const { return m_state == State::Complete; }
    const std::optional<GateRefusal> &refusal() const { return m_refusal; }

private:
    enum class State {
        Size,
        Extension,
        SizeLineFeed,
        Data,
        DataReturn,
        DataLineFeed,
        TrailerStart,
        Trailer,
        TrailerLineFeed,
        LastLineFeed,
        Complete
    };

    void step(char c);
    void readSizeDigit(char c);
    void endSizeLine();
    void expect(char c, char wanted, State next);
    void skip(char c, State lineFeed);
    void refuse(int status, std::string_view reason, std::string message);

    std::size_t m_maxBodyBytes;
    State m_state = State::Size;
    std::uint64_t m_chunkBytes = 0; // of the chunk being read, then what is left of it
    std::uint64_t m_bodyBytes = 0;
    std::size_t m_sizeDigits = 0;
    std::size_t m_skippedBytes = 0; // extensions and trailers
    std::optional<GateRefusal> m_refusal;
};

} // namespace tinyobs::server
