#include "core/ingest/compress.h"

#include <zlib.h>
#include <zstd.h>

namespace tinyobs {

std::string gzip(std::string_view plain)
{
    constexpr int Level = 1;
    constexpr int GzipWindow = 15 + 16; // the largest, in gzip's frame
    constexpr int Memory = 8;
    z_stream stream{};
    if (deflateInit2(&stream, Level, Z_DEFLATED, GzipWindow, Memory, Z_DEFAULT_STRATEGY) != Z_OK)
        return {};
    std::string out(deflateBound(&stream, static_cast<uLong>(plain.size())), '\0');
    // zlib does not write to it, whatever its type says.
    stream.next_in = reinterpret_cast<Bytef *>(const_cast<char *>(plain.data()));
    stream.avail_in = static_cast<uInt>(plain.size());
    stream.next_out = reinterpret_cast<Bytef *>(out.data());
    stream.avail_out = static_cast<uInt>(out.size());
    const bool whole = deflate(&stream, Z_FINISH) == Z_STREAM_END;
    out.resize(whole ? stream.total_out : 0);
    deflateEnd(&stream);
    return out;
}

std::string zstd(std::string_view plain)
{
    constexpr int Level = 1;
    std::string out(ZSTD_compressBound(plain.size()), '\0');
    const std::size_t size =
        ZSTD_compress(out.data(), out.size(), plain.data(), plain.size(), Level);
    out.resize(ZSTD_isError(size) ? 0 : size);
    return out;
}

} // namespace tinyobs
