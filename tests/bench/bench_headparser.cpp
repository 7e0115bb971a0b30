// Our head parser on the head of an ordinary SDK, and, where its library is installed, http-parser
// 2.9.4 on the same bytes: nanoseconds per head, and which requests with a disputed end each takes.

#include "app/server/gate/chunkdecoder.h"

#ifdef TINYOBS_HAS_HTTP_PARSER
#include <http_parser.h>
#endif

#include <array>
#include <cstdio>
#include <ctime>
#include <limits>

using namespace tinyobs::server;

namespace {

const QByteArray SdkHead = "POST /ingest HTTP/1.1\r\n"
                           "Host: 127.0.0.1:8080\r\n"
                           "User-Agent: python-requests/2.31.0\r\n"
                           "Accept-Encoding: gzip, deflate, br\r\n"
                           "Accept: */*\r\n"
                           "Connection: keep-alive\r\n"
                           "Content-Type: application/json\r\n"
                           "X-Request-Id: 6f1c2f0a-58b7-4f11-9f0c-0a4a8a1f2b6d\r\n"
                           "Content-Length: 300\r\n\r\n";

struct Disputed
{
    const char *name;
    QByteArray bytes;
};

const std::array Disputes{
    Disputed{"two equal lengths", "Content-Length: 3\r\nContent-Length: 3\r\n\r\nabc"},
    Disputed{"two lengths", "Content-Length: 3\r\nContent-Length: 4\r\n\r\nabc"},
    Disputed{"length and chunks",
             "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"},
    Disputed{"space before the colon", "Content-Length : 3\r\n\r\nabc"},
    Disputed{"gzip, chunked", "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n"},
    Disputed{"xchunked", "Transfer-Encoding: xchunked\r\n\r\n"},
    Disputed{"two encodings",
             "Transfer-Encoding: chunked\r\nTransfer-Encoding: x\r\n\r\n0\r\n\r\n"},
    Disputed{"LF alone", "Content-Length: 3\n\nabc"},
    Disputed{"folded header", "X: a\r\n b\r\n\r\n"},
    Disputed{"chunk size with a sign", "Transfer-Encoding: chunked\r\n\r\n+0\r\n\r\n"},
    Disputed{"chunk lines with LF alone", "Transfer-Encoding: chunked\r\n\r\n1\na\n0\n\n"},
};

QByteArray whole(const Disputed &disputed)
{
    return "POST / HTTP/1.1\r\nHost: h\r\n" + disputed.bytes;
}

bool weAccept(const QByteArray &bytes)
{
    const std::string_view input(bytes.constData(), std::size_t(bytes.size()));
    std::size_t scanned = 0;
    const HeadEnd end = findHeadEnd(input, scanned);
    RequestHead head;
    if (!end.position || parseHead(input.substr(0, *end.position), head))
        return false;
    ChunkDecoder decoder(100);
    QByteArray body;
    if (head.isChunked)
        decoder.feed(input.substr(*end.position), body);
    return !decoder.refusal();
}

// CPU time, the best of several runs: other programs on the machine must not count.
template <typename Work>
void time(const char *name, Work work)
{
    constexpr int Runs = 7;
    constexpr int Rounds = 50000;
    std::clock_t best = std::numeric_limits<std::clock_t>::max();
    for (int run = 0; run < Runs; ++run) {
        const std::clock_t start = std::clock();
        for (int i = 0; i < Rounds; ++i)
            work();
        best = std::min(best, std::clock() - start);
    }
    std::printf("%-24s %8.0f ns per head of %d bytes\n", name,
                double(best) / CLOCKS_PER_SEC * 1e9 / Rounds, int(SdkHead.size()));
}

#ifdef TINYOBS_HAS_HTTP_PARSER

// Collects the fields as the gate needs them.
struct Collected
{
    std::vector<HeaderView> fields;
    std::string_view url;
};

int onUrl(http_parser *parser, const char *at, std::size_t length)
{
    static_cast<Collected *>(parser->data)->url = {at, length};
    return 0;
}

int onField(http_parser *parser, const char *at, std::size_t length)
{
    static_cast<Collected *>(parser->data)->fields.push_back({{at, length}, {}});
    return 0;
}

int onValue(http_parser *parser, const char *at, std::size_t length)
{
    static_cast<Collected *>(parser->data)->fields.back().value = {at, length};
    return 0;
}

http_parser_settings theirSettings()
{
    http_parser_settings settings;
    http_parser_settings_init(&settings);
    settings.on_url = onUrl;
    settings.on_header_field = onField;
    settings.on_header_value = onValue;
    return settings;
}

bool theyAccept(const QByteArray &bytes, Collected &collected)
{
    static const http_parser_settings settings = theirSettings();
    collected.fields.clear();
    http_parser parser;
    http_parser_init(&parser, HTTP_REQUEST);
    parser.data = &collected;
    http_parser_execute(&parser, &settings, bytes.constData(), std::size_t(bytes.size()));
    return parser.http_errno == HPE_OK;
}

#endif

} // namespace

int main()
{
    RequestHead head;
    time("ours", [&] {
        const std::string_view input(SdkHead.constData(), std::size_t(SdkHead.size()));
        std::size_t scanned = 0;
        const HeadEnd end = findHeadEnd(input, scanned);
        if (!end.position || parseHead(input.substr(0, *end.position), head))
            std::abort();
    });
#ifdef TINYOBS_HAS_HTTP_PARSER
    Collected collected;
    time("http-parser 2.9.4", [&] {
        if (!theyAccept(SdkHead, collected))
            std::abort();
    });
#endif
    std::printf("\n%-28s %8s %12s\n", "disputed request", "ours", "http-parser");
    for (const Disputed &disputed : Disputes) {
        const char *theirs = "-";
#ifdef TINYOBS_HAS_HTTP_PARSER
        theirs = theyAccept(whole(disputed), collected) ? "accepts" : "refuses";
#endif
        std::printf("%-28s %8s %12s\n", disputed.name,
                    weAccept(whole(disputed)) ? "accepts" : "refuses", theirs);
    }
    return 0;
}
