#include "core/ingest/decompress.h"

#include "core/base/release.h"
#include "core/ingest/documentdecoder.h"

#include <snappy.h>
#include <zlib.h>
#include <zstd.h>

#include <algorithm>
#include <limits>
#include <string>

namespace tinyobs {
namespace {

using Plain = tl::expected<std::string_view, Refusal>;
using Refused = tl::unexpected<Refusal>;

constexpr std::size_t FirstOutputBytes = 64u << 10;
constexpr std::size_t KeptOutputBytes = 8u << 20;
constexpr int GzipWindowBits = 15 + 16;     // the largest window, gzip header and trailer only
constexpr int ZstdWindowLog = 23;           // 8 MB: the most that RFC 9659 allows over HTTP
constexpr std::size_t SnappyMostRatio = 22; // its best element makes 64 bytes of 3

Refused refuse(RefusalReason reason, std::string message)
{
    return Refused(Refusal{.reason = reason, .row = 0, .message = std::move(message)});
}

Refused tooLarge(std::string_view format, std::size_t limitBytes)
{
    return refuse(RefusalReason::TooLarge, "body is larger than " + std::to_string(limitBytes) +
                                               " bytes after " + std::string(format) +
                                               " decompression, which is the limit");
}

Refused damaged(std::string_view format, std::string_view what)
{
    return refuse(RefusalReason::Syntax,
                  "body is not valid " + std::string(format) + ": " + std::string(what));
}

/// Output that grows by doubling, one byte beyond the limit at most: that byte tells a body which
/// is too large from one which fits exactly.
class Output
{
public:
    Output(std::string &bytes, std::size_t inputBytes, std::size_t limitBytes)
        : m_bytes(bytes)
        , m_limit(limitBytes)
    {
        grow(std::max(FirstOutputBytes, inputBytes * 4));
    }

    bool isFull() const { return m_used == m_bytes.size(); }
    bool isOverLimit() const { return m_used > m_limit; }
    void makeRoom()
    {
        if (isFull())
            grow(m_bytes.size() * 2);
    }
    char *free() { return m_bytes.data() + m_used; }
    std::size_t freeBytes() const { return m_bytes.size() - m_used; }
    void take(std::size_t count) { m_used += count; }
    std::string_view plain() const { return {m_bytes.data(), m_used}; }

private:
    void grow(std::size_t wanted)
    {
        const std::size_t size = std::min(wanted, m_limit + 1);
        m_bytes.reserve(size + DocumentDecoder::Padding);
        m_bytes.resize(size);
    }

    std::string &m_bytes;
    std::size_t m_limit;
    std::size_t m_used = 0;
};

} // namespace

class Decompressor::Impl
{
public:
    ~Impl()
    {
        if (gzipReady)
            inflateEnd(&gzip);
    }

    bool startGzip()
    {
        if (gzipReady)
            return inflateReset(&gzip) == Z_OK;
        gzipReady = inflateInit2(&gzip, GzipWindowBits) == Z_OK;
        return gzipReady;
    }

    bool startZstd()
    {
        if (!zstd) {
            zstd.reset(ZSTD_createDCtx());
            if (zstd)
                ZSTD_DCtx_setParameter(zstd.get(), ZSTD_d_windowLogMax, ZstdWindowLog);
        }
        return zstd && !ZSTD_isError(ZSTD_DCtx_reset(zstd.get(), ZSTD_reset_session_only));
    }

    struct FreeZstd
    {
        void operator()(ZSTD_DCtx *context) const { ZSTD_freeDCtx(context); }
    };

    z_stream gzip{};
    bool gzipReady = false;
    std::unique_ptr<ZSTD_DCtx, FreeZstd> zstd;
    std::string bytes;
};

Decompressor::Decompressor()
    : m_impl(std::make_unique<Impl>())
{
}

Decompressor::~Decompressor() = default;

Plain Decompressor::gunzip(std::string_view body, std::size_t limitBytes)
{
    if (body.size() > std::numeric_limits<uInt>::max())
        return tooLarge("gzip", limitBytes);
    if (!m_impl->startGzip())
        return refuse(RefusalReason::Memory, "no memory to decompress the body");
    z_stream &stream = m_impl->gzip;
    stream.next_in = reinterpret_cast<Bytef *>(const_cast<char *>(body.data()));
    stream.avail_in = static_cast<uInt>(body.size());
    Output out(m_impl->bytes, body.size(), limitBytes);
    for (;;) {
        out.makeRoom();
        const auto room = static_cast<uInt>(
            std::min<std::size_t>(out.freeBytes(), std::numeric_limits<uInt>::max()));
        stream.next_out = reinterpret_cast<Bytef *>(out.free());
        stream.avail_out = room;
        const int status = inflate(&stream, Z_NO_FLUSH);
        out.take(room - stream.avail_out);
        if (out.isOverLimit())
            return tooLarge("gzip", limitBytes);
        if (status == Z_STREAM_END) {
            if (stream.avail_in == 0)
                return out.plain();
            inflateReset(&stream); // a further member follows
        } else if (status == Z_BUF_ERROR || (status == Z_OK && stream.avail_in == 0)) {
            if (stream.avail_out != 0 || status == Z_BUF_ERROR)
                return damaged("gzip", "it is cut off");
        } else if (status != Z_OK) {
            return damaged("gzip", stream.msg ? stream.msg : "its header is wrong");
        }
    }
}

Plain Decompressor::unzstd(std::string_view body, std::size_t limitBytes)
{
    if (!m_impl->startZstd())
        return refuse(RefusalReason::Memory, "no memory to decompress the body");
    const unsigned long long announced = ZSTD_getFrameContentSize(body.data(), body.size());
    if (announced < ZSTD_CONTENTSIZE_ERROR && announced > limitBytes)
        return tooLarge("zstd", limitBytes);
    if (body.empty())
        return damaged("zstd", "it is empty");
    ZSTD_inBuffer input{.src = body.data(), .size = body.size(), .pos = 0};
    Output out(m_impl->bytes, body.size(), limitBytes);
    for (;;) {
        out.makeRoom();
        ZSTD_outBuffer output{.dst = out.free(), .size = out.freeBytes(), .pos = 0};
        const std::size_t status = ZSTD_decompressStream(m_impl->zstd.get(), &output, &input);
        if (ZSTD_isError(status))
            return damaged("zstd", ZSTD_getErrorName(status));
        out.take(output.pos);
        if (out.isOverLimit())
            return tooLarge("zstd", limitBytes);
        if (input.pos < input.size)
            continue;
        if (status == 0) // the last frame is complete and flushed
            return out.plain();
        if (!out.isFull())
            return damaged("zstd", "it is cut off");
    }
}

Plain Decompressor::unsnap(std::string_view body, std::size_t limitBytes)
{
    std::size_t size = 0;
    if (!snappy::GetUncompressedLength(body.data(), body.size(), &size))
        return damaged("snappy", "its length cannot be read");
    if (size > limitBytes)
        return tooLarge("snappy", limitBytes);
    if (size / SnappyMostRatio > body.size())
        return damaged("snappy",
                       "it cannot hold the " + std::to_string(size) + " bytes that it announces");
    std::string &bytes = m_impl->bytes;
    if (bytes.size() < size + DocumentDecoder::Padding) // else nothing is to be zeroed
        bytes.resize(size + DocumentDecoder::Padding);
    if (!snappy::RawUncompress(body.data(), body.size(), bytes.data()))
        return damaged("snappy", "it is damaged or cut off");
    return std::string_view(bytes.data(), size);
}

Plain Decompressor::unpack(BodyEncoding encoding, std::string_view body, std::size_t limitBytes)
{
    switch (encoding) {
    case BodyEncoding::Identity:
        return body;
    case BodyEncoding::Gzip:
        return gunzip(body, limitBytes);
    case BodyEncoding::Zstd:
        return unzstd(body, limitBytes);
    case BodyEncoding::Snappy:
        return unsnap(body, limitBytes);
    }
    return body;
}

void Decompressor::clear()
{
    if (m_impl->bytes.capacity() > KeptOutputBytes)
        release(m_impl->bytes);
}

} // namespace tinyobs
