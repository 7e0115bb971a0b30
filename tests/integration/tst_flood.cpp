// Malformed requests of every protocol, as fast as they go, beside good single-sample requests:
// none of the good ones may be lost, and nothing may grow. Linux only, as its client is.

#include "tests/integration/httpclient.h"
#include "tests/integration/keepalive.h"
#include "tests/integration/packing.h"
#include "tests/integration/serverprocess.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QSet>
#include <QTest>

#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <random>
#include <thread>

using namespace tinyobs::test;
using namespace Qt::StringLiterals;

namespace {

constexpr int GoodRequests = 1500;
constexpr int BadRequests = 3000;
constexpr std::size_t BadThreads = 3;
constexpr std::uint64_t MostMemory = 512U << 20;

QByteArray requestOf(const QByteArray &path, const QByteArray &type, const QByteArray &encoding,
                     const QByteArray &body)
{
    return "POST " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n" +
           "Content-Type: " + type + "\r\n" +
           (encoding.isEmpty() ? QByteArray() : "Content-Encoding: " + encoding + "\r\n") +
           "Content-Length: " + QByteArray::number(body.size()) + "\r\n\r\n" + body;
}

QByteArray noise(std::mt19937 &random, int size)
{
    QByteArray bytes(size, '\0');
    for (char &byte : bytes)
        byte = static_cast<char>(random());
    return bytes;
}

/// Every path with every kind of rubbish.
QByteArrayList badRequests()
{
    std::mt19937 random(20261122);
    const QByteArray json = "application/json";
    const QByteArray protobuf = "application/x-protobuf";
    const QByteArray text = "text/plain";
    const QByteArray bomb = gzipOf(QByteArray(10 << 20, ' '));
    struct Door
    {
        QByteArray path;
        QByteArray type;
        QByteArray encoding;
    };
    const std::vector<Door> doors{{"/ingest", json, {}},
                                  {"/ingest?partial=1", json, {}},
                                  {"/api/v1/write", protobuf, "snappy"},
                                  {"/v1/metrics", protobuf, {}},
                                  {"/v1/metrics", json, {}},
                                  {"/api/v1/import", json, {}},
                                  {"/api/v1/import/prometheus", text, {}},
                                  {"/metrics/job/flood", text, {}},
                                  {"/write", text, {}},
                                  {"/api/v2/write", text, {}},
                                  {"/v1/metric", json, {}}};
    QByteArrayList requests;
    for (const Door &door : doors) {
        const auto add = [&](const QByteArray &body) {
            requests.append(requestOf(door.path, door.type, door.encoding, body));
        };
        add("{");
        add("[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[");
        add(R"({"metrics":[{"name":1,"value":{}}]})");
        add(R"({"metrics":[{"name":"a b","value":"x"}]})");
        add(R"({"metric":{"__name__":7},"values":["x"],"timestamps":{}})");
        add("name{label=\"open 1\n# TYPE\nm,tag= f=\n\xff\xfe\x00");
        add(noise(random, 64));
        add(noise(random, 4096));
        requests.append(requestOf(door.path, "application/xml", {}, "<a/>"));
        requests.append(requestOf(door.path, door.type, "br", "x"));
        requests.append(requestOf(door.path, door.type, "gzip", noise(random, 200)));
        // The client leaves in the middle of its body.
        requests.append(
            requestOf(door.path, door.type, door.encoding, QByteArray(500, 'x')).chopped(400));
    }
    requests.append(requestOf("/ingest", json, "gzip", bomb));
    requests.append("hello\r\n\r\n");
    requests.append("\x16\x03\x01\x02\x00\x01");
    return requests;
}

/// One connection: sends it all, reads what comes until the server closes, or not at all when the
/// request is not whole. True when it could be sent.
bool throwAt(quint16 port, const QByteArray &bytes, bool waits)
{
    const int socket = ::socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const bool isConnected =
        ::connect(socket, reinterpret_cast<const sockaddr *>(&address), sizeof address) == 0;
    if (isConnected) {
        qsizetype sent = 0;
        while (sent < bytes.size()) {
            const ssize_t now = ::send(socket, bytes.constData() + sent,
                                       std::size_t(bytes.size() - sent), MSG_NOSIGNAL);
            if (now <= 0)
                break;
            sent += now;
        }
        char answer[4096];
        while (waits && ::recv(socket, answer, sizeof answer, 0) > 0) {
        }
    }
    ::close(socket);
    return isConnected;
}

bool isWhole(const QByteArray &request)
{
    const qsizetype head = request.indexOf("\r\n\r\n");
    const qsizetype length = request.indexOf("Content-Length: ") + 16;
    if (head < 0 || length < 16)
        return head >= 0;
    const int declared = request.mid(length, request.indexOf('\r', length) - length).toInt();
    return request.size() - head - 4 == declared;
}

} // namespace

class TestFlood : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void losesNoGoodRequestBesideBadOnes()
    {
        ServerProcess server;
        QVERIFY(server.start({u"--self-metrics"_s, u"off"_s, u"--host-metrics"_s, u"off"_s,
                              u"--max-decoded-body"_s, u"8MiB"_s}));
        const QByteArrayList requests = badRequests();
        std::atomic_int thrown = 0;
        std::atomic_int unsent = 0;
        std::atomic_bool isOver = false;
        std::vector<std::thread> throwers;
        for (std::size_t thread = 0; thread < BadThreads; ++thread) {
            throwers.emplace_back([&, thread] {
                for (qsizetype i = qsizetype(thread * 7); !isOver; ++i) {
                    const QByteArray &request = requests[i % requests.size()];
                    unsent += throwAt(server.port(), request, isWhole(request)) ? 0 : 1;
                    ++thrown;
                }
            });
        }

        const auto firstMs = std::chrono::duration_cast<std::chrono::milliseconds>(
                                 std::chrono::system_clock::now().time_since_epoch())
                                 .count() -
                             3'600'000;
        int good = 0;
        KeepAlive client(server.port(), 4);
        const std::size_t answered = client.post([&]() -> QByteArray {
            if (good >= GoodRequests && thrown >= BadRequests)
                return {};
            return R"({"metrics":[{"name":"good","value":1,"timestamp":)" +
                   QByteArray::number(qint64(firstMs + good++)) + "}]}";
        });
        isOver = true;
        for (std::thread &thrower : throwers)
            thrower.join();

        QVERIFY2(client.failure().isEmpty(), client.failure());
        QCOMPARE(answered, std::size_t(good));
        QCOMPARE(unsent.load(), 0);
        QVERIFY2(server.isRunning(), server.errors());

        HttpClient reader(server.port());
        const QJsonDocument found =
            QJsonDocument::fromJson(reader.get("/api/metrics?name=good&limit=100000").body);
        QSet<QString> times;
        for (const QJsonValue sample : found[u"metrics"].toArray())
            times.insert(sample[u"timestamp"].toString());
        QCOMPARE(times.size(), std::min(good, 100'000));

        const QJsonDocument status =
            QJsonDocument::fromJson(reader.get("/api/v1/status/ingest").body);
        const QJsonArray refusals = status[u"data"][u"refusals"].toArray();
        QVERIFY(refusals.size() >= 10 && refusals.size() <= 100);
        qint64 refused = 0;
        for (const QJsonValue protocol : status[u"data"][u"protocols"].toArray())
            refused += protocol[u"requests_refused"].toInteger();
        QVERIFY2(refused >= BadRequests / 2, QByteArray::number(refused));
        const std::uint64_t peak = server.peakResidentBytes();
        QVERIFY2(peak < MostMemory, QByteArray::number(qulonglong(peak)));
        qInfo("%d good beside %d bad requests, at most %llu MiB resident", good, thrown.load(),
              static_cast<unsigned long long>(peak >> 20));
    }
};

QTEST_GUILESS_MAIN(TestFlood)
#include "tst_flood.moc"
