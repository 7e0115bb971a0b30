// The live stream over a real socket: what a browser's EventSource sees.

#include "tests/integration/httpclient.h"
#include "tests/integration/testserver.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

using namespace tinyobs;
using namespace tinyobs::test;
using namespace Qt::StringLiterals;

namespace {

struct Event
{
    QByteArray name;
    QJsonObject data;
};

/// A subscriber: collects what comes in.
class Subscriber
{
public:
    explicit Subscriber(quint16 port)
        : m_client(port)
        , m_reply(m_client.open("/api/live"))
    {
        QObject::connect(m_reply.get(), &QIODevice::readyRead, m_reply.get(), [this] { read(); });
    }
    QNetworkReply &reply() { return *m_reply; }
    const QByteArray &raw() const { return m_raw; }

    std::vector<Event> eventsOf(const QByteArray &name) const
    {
        std::vector<Event> found;
        for (const Event &event : m_events) {
            if (event.name == name)
                found.push_back(event);
        }
        return found;
    }
    std::size_t count() const { return m_events.size(); }
    const Event &first() const { return m_events.front(); }

private:
    void read()
    {
        m_raw += m_reply->readAll();
        for (qsizetype end = m_raw.indexOf("\n\n", m_read); end >= 0;
             end = m_raw.indexOf("\n\n", m_read)) {
            Event event;
            for (const QByteArray &line : m_raw.mid(m_read, end - m_read).split('\n')) {
                if (line.startsWith("event: "))
                    event.name = line.mid(7);
                if (line.startsWith("data: "))
                    event.data = QJsonDocument::fromJson(line.mid(6)).object();
            }
            m_read = end + 2;
            if (!event.name.isEmpty())
                m_events.push_back(event);
        }
    }

    HttpClient m_client;
    std::unique_ptr<QNetworkReply> m_reply;
    QByteArray m_raw;
    qsizetype m_read = 0;
    std::vector<Event> m_events;
};

const QByteArray Sample = R"({"metrics":[{"name":"up","value":7}]})";

} // namespace

class TestLive : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void greetsAtOnceAndSaysHowItIs()
    {
        TestServer server;
        Subscriber subscriber(server.http.port());
        QTRY_VERIFY(subscriber.count() >= 2);
        QCOMPARE(subscriber.reply().rawHeader("Content-Type"), "text/event-stream");
        QVERIFY(subscriber.raw().startsWith("retry: 2000\nevent: hello\n"));
        QCOMPARE(subscriber.first().data["started_ms"_L1].toInteger(), Now);
        QCOMPARE(subscriber.first().data.keys(),
                 (QStringList{u"now_ms"_s, u"started_ms"_s, u"version"_s}));
        QTRY_VERIFY(subscriber.eventsOf("stats").size() >= 2);
        QCOMPARE(subscriber.eventsOf("stats")[1].data["live_clients"_L1], 1);
    }

    void answersHeadWithoutAStream()
    {
        TestServer server;
        HttpClient client(server.http.port());
        const Answer answer = client.send("HEAD", "/api/live", {}, {});
        QCOMPARE(answer.status, 200);
        QCOMPARE(answer.header("Content-Type"), "text/event-stream");
        QCOMPARE(server.hub.clients(), 0U);
    }

    void tellsOfASampleWithinASecond()
    {
        TestServer server;
        Subscriber subscriber(server.http.port());
        QTRY_VERIFY(subscriber.count() >= 2);
        HttpClient client(server.http.port());
        QCOMPARE(client.post("/ingest", Sample).status, 200);
        QTRY_COMPARE_WITH_TIMEOUT(subscriber.eventsOf("update").size(), 1U, 1000);
        const QJsonObject update = subscriber.eventsOf("update")[0].data;
        QCOMPARE(update["time_ms"_L1].toInteger(), Now);
        QCOMPARE(update["generation"_L1], 1);
        QCOMPARE(update["samples_appended"_L1], 1);
        QCOMPARE(update["more"_L1], 0);
        QCOMPARE(update["latest"_L1].toArray(), (QJsonArray{QJsonArray{0, qint64(Now), 7}}));
    }

    void mergesUpdatesWhateverTheRate()
    {
        TestServer server;
        Subscriber subscriber(server.http.port());
        QTRY_VERIFY(subscriber.count() >= 2);
        HttpClient client(server.http.port());
        for (int i = 1; i <= 500; ++i) {
            const QByteArray time = QByteArray::number(Now - 1000 + i);
            QCOMPARE(client
                         .post("/ingest", R"({"metrics":[{"name":"up","timestamp":)" + time +
                                              R"(,"value":)" + QByteArray::number(i) + "}]}")
                         .status,
                     200);
        }
        const auto lastValue = [&] {
            const auto updates = subscriber.eventsOf("update");
            return updates.empty() ? 0 : updates.back().data["latest"_L1][0][2].toInt();
        };
        QTRY_COMPARE(lastValue(), 500);
        QVERIFY(subscriber.eventsOf("update").size() < 100);
    }

    void servesManyClientsAndForgetsThoseWhoLeave()
    {
        TestServer server;
        std::vector<std::unique_ptr<Subscriber>> subscribers;
        for (int i = 0; i < 20; ++i)
            subscribers.push_back(std::make_unique<Subscriber>(server.http.port()));
        QTRY_COMPARE(server.hub.clients(), 20U);
        HttpClient client(server.http.port());
        QCOMPARE(client.post("/ingest", Sample).status, 200);
        for (const auto &subscriber : subscribers)
            QTRY_COMPARE(subscriber->eventsOf("update").size(), 1U);
        subscribers.resize(3);
        QTRY_COMPARE(server.hub.clients(), 3U);
        subscribers.clear();
        QTRY_COMPARE(server.hub.clients(), 0U);
        // And begins again for the next one.
        Subscriber next(server.http.port());
        QTRY_VERIFY(next.eventsOf("stats").size() >= 2);
    }

    void refusesClientsBeyondItsLimit()
    {
        TestServer server;
        std::vector<std::unique_ptr<Subscriber>> subscribers;
        for (std::size_t i = 0; i < server::LiveHub::MaxClients; ++i)
            subscribers.push_back(std::make_unique<Subscriber>(server.http.port()));
        QTRY_COMPARE(server.hub.clients(), server::LiveHub::MaxClients);
        HttpClient client(server.http.port());
        const Answer answer = client.get("/api/live");
        QCOMPARE(answer.status, 503);
        QVERIFY(!answer.header("Retry-After").isEmpty());
        QVERIFY2(answer.body.contains("256 clients"), answer.body);
    }
};

QTEST_GUILESS_MAIN(TestLive)
#include "tst_live.moc"
