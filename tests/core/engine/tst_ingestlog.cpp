#include "core/engine/ingestlog.h"

#include <QTest>

#include <thread>

using namespace tinyobs;

namespace {

constexpr TimeMs Now = 1'795'341'600'000;
constexpr ProtocolId Json = protocolOf(WireFormat::Json);
constexpr IngestOrigin Shop{Json, "/ingest", "10.0.0.1"};

const ProtocolStatus &statusOf(const IngestStatus &status, std::string_view protocol)
{
    static const ProtocolStatus None;
    const auto found = std::ranges::find(status.protocols, protocol, &ProtocolStatus::protocol);
    return found == status.protocols.end() ? None : *found;
}

} // namespace

class TestIngestLog : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void countsByProtocolAndSender()
    {
        ManualClock clock(Now);
        IngestLog log(clock);
        log.countTaken(Shop, 5);
        log.countTaken(Shop, 7);
        clock.advance(1000);
        log.countTaken({protocolOf(WireFormat::RemoteWrite), "/api/v1/write", "10.0.0.1"}, 3);
        const IngestStatus status = log.status();
        QCOMPARE(statusOf(status, "json").requests, 2U);
        QCOMPARE(statusOf(status, "json").samples, 12U);
        QCOMPARE(statusOf(status, "remote_write").samples, 3U);
        QCOMPARE(status.senders.size(), 2U);
        QCOMPARE(status.senders[0].address, std::string("10.0.0.1"));
        QCOMPARE(status.senders[0].samples, 12U);
        QCOMPARE(status.senders[1].protocol, std::string_view("remote_write"));
        QCOMPARE(status.senders[1].lastSeenMs, Now + 1000);
        QCOMPARE(log.lastRefusalMs(), 0);
    }

    void aRefusalHasAllThatHelps()
    {
        const ManualClock clock(Now);
        IngestLog log(clock);
        log.refuseDocument(Shop, RefusalReason::BadValue, "metrics[0].value: is 'x'");
        const IngestStatus status = log.status();
        QCOMPARE(status.refusals.size(), 1U);
        const IngestRefusal &refusal = status.refusals.front();
        QCOMPARE(refusal.timeMs, Now);
        QCOMPARE(refusal.count, 1U);
        QCOMPARE(refusal.protocol, std::string_view("json"));
        QCOMPARE(refusal.path, std::string("/ingest"));
        QCOMPARE(refusal.sender, std::string("10.0.0.1"));
        QCOMPARE(refusal.reason, std::string_view("bad_value"));
        QCOMPARE(refusal.message, std::string("metrics[0].value: is 'x'"));
        QCOMPARE(refusal.hint, infoOf(RefusalReason::BadValue).hint);
        QCOMPARE(statusOf(status, "json").requestsRefused, 1U);
        QCOMPARE(statusOf(status, "json").samplesRefused, 1U);
        QCOMPARE(status.senders.front().refused, 1U);
        QCOMPARE(log.lastRefusalMs(), Now);
    }

    void samplesAndRequestsAreCountedApart()
    {
        const ManualClock clock(Now);
        IngestLog log(clock);
        log.countTaken(Shop, 90);
        log.refuseSamples(Shop, RefusalReason::TooOld, "metrics[3].timestamp: is old", 10);
        log.refuseRequest(Shop, "content_type", "content type is 'x'");
        log.refuseRequest({UnknownProtocol, "/v1/metric", "10.0.0.2"}, "not_found", "no such path");
        const IngestStatus status = log.status();
        const ProtocolStatus &json = statusOf(status, "json");
        QCOMPARE(json.requests, 2U);
        QCOMPARE(json.requestsRefused, 1U);
        QCOMPARE(json.samplesRefused, 10U);
        QCOMPARE(json.byReason.front().reason, std::string_view("too_old"));
        QCOMPARE(json.beforeReading.front().reason, std::string_view("content_type"));
        QCOMPARE(statusOf(status, "http").requestsRefused, 1U);
        QCOMPARE(log.samplesRefused()[std::size_t(RefusalReason::TooOld)], 10U);
        QCOMPARE(log.requestsRefused(), 2U);
        QCOMPARE(log.requestsNotRead(), 2U);
    }

    void refusalsThatDifferInNumbersAreOne()
    {
        ManualClock clock(Now);
        IngestLog log(clock);
        log.refuseDocument(Shop, RefusalReason::BadValue, "metrics[7].value: is 'x'");
        log.refuseDocument(Shop, RefusalReason::BadName, "metrics[7].name: is '-'");
        clock.advance(1000);
        log.refuseDocument(Shop, RefusalReason::BadValue, "metrics[12].value: is 'x'");
        const std::vector<IngestRefusal> refusals = log.status().refusals;
        QCOMPARE(refusals.size(), 2U);
        QCOMPARE(refusals[0].count, 2U);
        QCOMPARE(refusals[0].message, std::string("metrics[12].value: is 'x'"));
        QCOMPARE(refusals[0].timeMs, Now + 1000);
        QCOMPARE(refusals[0].firstMs, Now);
        QCOMPARE(refusals[1].reason, std::string_view("bad_name"));
    }

    void refusalsOfOthersAreOthers_data()
    {
        QTest::addColumn<QByteArray>("path");
        QTest::addColumn<QByteArray>("sender");
        QTest::addColumn<QByteArray>("message");
        QTest::newRow("another path")
            << QByteArray("/v1/ingest") << QByteArray("10.0.0.1") << QByteArray("is 'x'");
        QTest::newRow("another sender")
            << QByteArray("/ingest") << QByteArray("10.0.0.2") << QByteArray("is 'x'");
        QTest::newRow("another message")
            << QByteArray("/ingest") << QByteArray("10.0.0.1") << QByteArray("is 'y'");
    }
    void refusalsOfOthersAreOthers()
    {
        QFETCH(QByteArray, path);
        QFETCH(QByteArray, sender);
        QFETCH(QByteArray, message);
        const ManualClock clock(Now);
        IngestLog log(clock);
        log.refuseDocument(Shop, RefusalReason::BadValue, "is 'x'");
        log.refuseDocument({Json, path.toStdString(), sender.toStdString()},
                           RefusalReason::BadValue, message.toStdString());
        QCOMPARE(log.status().refusals.size(), 2U);
    }

    void keepsTheLastHundred()
    {
        const ManualClock clock(Now);
        IngestLog log(clock);
        for (int i = 0; i < 250; ++i) {
            const std::string name(std::size_t(i) + 1, 'x');
            log.refuseRequest({Json, "/ingest", name.substr(0, 40)}, "content_type", name);
        }
        const std::vector<IngestRefusal> refusals = log.status().refusals;
        QCOMPARE(refusals.size(), IngestLog::MaxRefusals);
        QCOMPARE(refusals.front().message.size(), 250U);
        QCOMPARE(refusals.back().message.size(), 151U);
    }

    void cutsWhatIsLongAndShowsNoControls()
    {
        const ManualClock clock(Now);
        IngestLog log(clock);
        const std::string evil = "\n\x1b[2J" + std::string(10'000, 'x');
        log.refuseRequest({Json, evil, evil}, "content_type", evil);
        const IngestStatus status = log.status();
        for (const std::string &text : {status.refusals[0].message, status.refusals[0].path,
                                        status.refusals[0].sender, status.senders[0].address}) {
            QVERIFY(text.size() < 420);
            QVERIFY(text.ends_with("..."));
            QCOMPARE(text.find_first_of("\n\x1b"), std::string::npos);
        }
    }

    void forgetsTheSenderThatWasSeenFirst()
    {
        ManualClock clock(Now);
        IngestLog log(clock);
        for (int i = 100; i < 1100; ++i) {
            clock.advance(1);
            log.countTaken({Json, "/ingest", "10.0.0." + std::to_string(i)}, 1);
        }
        const IngestStatus status = log.status();
        QCOMPARE(status.senders.size(), IngestLog::MaxSenders);
        const auto [oldest, newest] =
            std::ranges::minmax(status.senders, {}, &SenderStatus::lastSeenMs);
        QCOMPARE(oldest.address, std::string("10.0.0.844"));
        QCOMPARE(newest.address, std::string("10.0.0.1099"));
        QCOMPARE(statusOf(status, "json").requests, 1000U);
    }

    void ratesAreThoseOfTheLastMinute_data()
    {
        QTest::addColumn<int>("everyMs");
        QTest::addColumn<int>("forMs");
        QTest::addColumn<int>("silentMs");
        QTest::addColumn<double>("perSecond");
        QTest::newRow("steady, ten a second") << 1000 << 120'000 << 0 << 10.0;
        QTest::newRow("every fifteen seconds") << 15'000 << 120'000 << 0 << 10.0 / 15;
        QTest::newRow("only just begun") << 1000 << 20'000 << 0 << 10.0;
        QTest::newRow("one request") << 1000 << 1000 << 0 << 1.0;
        QTest::newRow("silent for two minutes") << 1000 << 120'000 << 120'000 << 0.0;
        QTest::newRow("half a minute ago") << 1000 << 120'000 << 30'000 << 5.0;
    }
    void ratesAreThoseOfTheLastMinute()
    {
        QFETCH(int, everyMs);
        QFETCH(int, forMs);
        QFETCH(int, silentMs);
        QFETCH(double, perSecond);
        ManualClock clock(Now);
        IngestLog log(clock);
        for (int at = 0; at < forMs; at += everyMs) {
            log.countTaken(Shop, 10);
            clock.advance(everyMs);
        }
        clock.advance(silentMs);
        const double rate = log.status().senders.front().samplesPerSecond;
        QVERIFY2(std::abs(rate - perSecond) <= 0.1 * perSecond + 0.01, QByteArray::number(rate));
    }

    void survivesAClockThatJumps()
    {
        ManualClock clock(Now);
        IngestLog log(clock);
        log.countTaken(Shop, 10);
        clock.advance(-3'600'000);
        log.countTaken(Shop, 10);
        clock.advance(400LL * 86'400'000);
        log.countTaken(Shop, 10);
        const SenderStatus sender = log.status().senders.front();
        QCOMPARE(sender.samples, 30U);
        QVERIFY(sender.samplesPerSecond >= 0 && sender.samplesPerSecond <= 10);
    }

    void everyReasonSaysWhatToDo()
    {
        for (const RefusalReasonInfo &reason : RefusalReasons)
            QVERIFY2(reason.hint.ends_with('.'), std::string(reason.name).c_str());
        for (const RequestReasonInfo &reason : RequestReasons)
            QVERIFY2(reason.hint.ends_with('.'), std::string(reason.name).c_str());
        QCOMPARE(RequestReasons[requestReasonIndex("never heard of")].name,
                 std::string_view("other"));
    }

    void losesNothingBetweenThreads()
    {
        const ManualClock clock(Now);
        IngestLog log(clock);
        const auto work = [&log](int thread) {
            const std::string sender = "10.0.0." + std::to_string(thread);
            for (int i = 0; i < 2000; ++i) {
                log.countTaken({Json, "/ingest", sender}, 2);
                log.refuseDocument({Json, "/ingest", sender}, RefusalReason::Syntax, "no");
                if (i % 100 == 0)
                    std::ignore = log.status();
            }
        };
        std::vector<std::thread> threads;
        for (int i = 0; i < 4; ++i)
            threads.emplace_back(work, i);
        for (std::thread &thread : threads)
            thread.join();
        const IngestStatus status = log.status();
        QCOMPARE(statusOf(status, "json").requests, 16'000U);
        QCOMPARE(statusOf(status, "json").samples, 16'000U);
        QCOMPARE(status.refusals.size(), 4U);
        for (const IngestRefusal &refusal : status.refusals)
            QCOMPARE(refusal.count, 2000U);
    }
};

QTEST_APPLESS_MAIN(TestIngestLog)
#include "tst_ingestlog.moc"
