// Heads and chunked bodies of strangers: whatever comes, the parsers end, stay within the input and
// keep what they promise to the gate. An input is the bytes of one connection.

#include "app/server/gate/chunkdecoder.h"
#include "app/server/gate/originpolicy.h"
#include "app/server/gate/requestpath.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>

using namespace tinyobs;
using namespace tinyobs::server;

namespace {

void require(bool condition)
{
    if (!condition)
        std::abort();
}

bool hasLineBreak(std::string_view text)
{
    return text.find_first_of(std::string_view("\0\r\n", 3)) != std::string_view::npos;
}

void checkHead(const RequestHead &head)
{
    require(head.rawPath.starts_with('/') || head.rawPath == "*");
    require(!hasLineBreak(head.rawPath) && !hasLineBreak(head.rawQuery) &&
            !hasLineBreak(head.host));
    require(!(head.isChunked && head.contentLength));
    require(!head.isHttp11 || !head.host.empty());
    require(head.fields.size() <= MaxHeaderFields);
    for (const HeaderView &field : head.fields)
        require(!field.name.empty() && !hasLineBreak(field.name) && !hasLineBreak(field.value));
}

void checkPath(std::string_view rawPath)
{
    const Result<QByteArray> path = decodePath(rawPath);
    if (!path)
        return;
    require(path->startsWith('/') && !path->contains("//") && !path->contains('\0'));
    require(!path->contains("/../") && !path->endsWith("/..") && !path->endsWith("/."));
    const QByteArray canonical = canonicalPath(*path);
    const Result<QByteArray> again =
        decodePath({canonical.constData(), std::size_t(canonical.size())});
    require(again && *again == *path);
}

void checkChunks(std::string_view input)
{
    constexpr std::size_t MaxBytes = 1000;
    ChunkDecoder whole(MaxBytes);
    QByteArray body;
    const std::size_t used = whole.feed(input, body);
    require(used <= input.size() && std::size_t(body.size()) <= MaxBytes);
    // The same bytes one by one must come to the same.
    ChunkDecoder byByte(MaxBytes);
    QByteArray again;
    std::size_t usedAgain = 0;
    while (usedAgain < input.size() && byByte.feed(input.substr(usedAgain, 1), again) == 1)
        ++usedAgain;
    require(again == body && usedAgain == used && byByte.isComplete() == whole.isComplete());
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    static const OriginPolicy origins("127.0.0.1", {"metrics.example"});
    const std::string_view input(reinterpret_cast<const char *>(data), size);
    std::size_t scanned = 0;
    const HeadEnd end = findHeadEnd(input, scanned);
    require(scanned <= size);
    RequestHead head;
    if (!end.position) {
        // The gate never does this, and it must be harmless all the same.
        require(parseHead(input, head).has_value() ||
                input.find("\r\n\r\n") != std::string_view::npos);
        return 0;
    }
    require(*end.position <= size);
    if (parseHead(input.substr(0, *end.position), head))
        return 0;
    checkHead(head);
    origins.check(head);
    origins.needsCorsHeaders(head);
    checkPath(head.rawPath == "*" ? "/" : head.rawPath);
    checkChunks(input.substr(*end.position));
    return 0;
}
