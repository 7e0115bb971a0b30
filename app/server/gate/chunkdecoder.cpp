#include "app/server/gate/chunkdecoder.h"

#include "app/server/gate/httptext.h"

namespace tinyobs::server {

namespace {

constexpr std::size_t MaxSizeDigits = 15; // 2^60 - 1 bytes: no overflow in the sums below
constexpr std::size_t MaxSkippedBytes = 16u << 10;

} // namespace

std::size_t ChunkDecoder::feed(std::string_view input, QByteArray &body)
{
    std::size_t used = 0;
    while (used < input.size() && m_state != State::Complete && !m_refusal) {
        if (m_state != State::Data) {
            step(input[used++]);
            continue;
        }
        const std::size_t take =
            std::size_t(std::min<std::uint64_t>(m_chunkBytes, input.size() - used));
        body.append(input.data() + used, qsizetype(take));
        used += take;
        m_chunkBytes -= take;
        if (m_chunkBytes == 0)
            m_state = State::DataReturn;
    }
    return used;
}

void ChunkDecoder::step(char c)
{
    switch (m_state) {
    case State::Size:
        return readSizeDigit(c);
    case State::Extension:
        return skip(c, State::SizeLineFeed);
    case State::SizeLineFeed:
        return c == '\n' ? endSizeLine() : expect(c, '\n', State::Data);
    case State::DataReturn:
        return expect(c, '\r', State::DataLineFeed);
    case State::DataLineFeed:
        return expect(c, '\n', State::Size);
    case State::TrailerStart:
        m_state = State::Trailer;
        return c == '\r' ? void(m_state = State::LastLineFeed) : skip(c, State::TrailerLineFeed);
    case State::Trailer:
        return skip(c, State::TrailerLineFeed);
    case State::TrailerLineFeed:
        return expect(c, '\n', State::TrailerStart);
    case State::LastLineFeed:
        return expect(c, '\n', State::Complete);
    case State::Data:
    case State::Complete:
        return;
    }
}

void ChunkDecoder::readSizeDigit(char c)
{
    const int digit = hexDigit(c);
    if (digit >= 0) {
        if (++m_sizeDigits > MaxSizeDigits)
            return refuse(400, "bad_request", "a chunk size is too long");
        m_chunkBytes = m_chunkBytes * 16 + std::uint64_t(digit);
        return;
    }
    if (m_sizeDigits == 0)
        return refuse(400, "bad_request", "a chunk size is not a hexadecimal number");
    if (c == '\r')
        m_state = State::SizeLineFeed;
    else if (c == ';' || c == ' ' || c == '\t')
        m_state = State::Extension;
    else
        refuse(400, "bad_request", "a chunk size is not a hexadecimal number");
}

void ChunkDecoder::endSizeLine()
{
    m_sizeDigits = 0;
    m_bodyBytes += m_chunkBytes;
    if (m_bodyBytes > m_maxBodyBytes)
        return refuse(413, "body_too_large",
                      "the body is larger than " + std::to_string(m_maxBodyBytes) + " bytes");
    m_state = m_chunkBytes == 0 ? State::TrailerStart : State::Data;
}

void ChunkDecoder::expect(char c, char wanted, State next)
{
    if (c != wanted)
        return refuse(400, "bad_request", "a chunk does not end where its size says");
    m_state = next;
}

void ChunkDecoder::skip(char c, State lineFeed)
{
    if (c == '\r') {
        m_state = lineFeed;
        return;
    }
    if (!isFieldValueCharacter(c))
        return refuse(400, "bad_request", "a chunk extension or trailer has a control character");
    if (++m_skippedBytes > MaxSkippedBytes)
        refuse(431, "head_too_large",
               "chunk extensions and trailers are larger than " + std::to_string(MaxSkippedBytes) +
                   " bytes");
}

void ChunkDecoder::refuse(int status, std::string_view reason, std::string message)
{
    m_refusal = GateRefusal{status, reason, std::move(message)};
}

} // namespace tinyobs::server
