#include "example/client/pushmetrics.h"
#include "tests/example/client/receiver.h"

#include <QJsonObject>
#include <QRegularExpression>
#include <QSignalSpy>
#include <QTest>

using namespace std::chrono_literals;
using namespace tinyobs::client;
using Link = PushState::Link;

namespace {

// Counts up by one sample per collection, so that a lost or doubled sample shows.
Pusher::Source counting()
{
    return [series = seriesText("n", {}), count = 0](TimeMs nowMs, SampleList &out) mutable {
        out.push_back({series, double(++count), nowMs});
    };
}

PusherOptions quick(const QUrl &target)
{
    return {.target = target,
            .interval = 10ms,
            .firstRetry = 5ms,
            .longestRetry = 20ms,
            .answerWithin = 5s};
}

TimeMs fixedClock()
{
    return 1795341600000;
}

QList<int> values(const QJsonArray &samples)
{
    QList<int> out;
    for (const QJsonValue &sample : samples)
        out.append(sample[u"value"].toInt());
    return out;
}

QList<int> upTo(qsizetype count)
{
    QList<int> out;
    for (int i = 1; i <= count; ++i)
        out.append(i);
    return out;
}

} // namespace

class tst_Pusher : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void postsWhatItCollects();
    void losesNothingWhileTheServerIsAway();
    void dropsTheOldestWhenTheQueueIsFull();
    void sendsBigQueuesInBatches();
    void treatsAnswers_data();
    void treatsAnswers();
    void waitsAsLongAsTheServerAsks();
    void countsPartialRefusals();
    void givesUpOnASilentServer();
    void tellsAboutItself();
    void finishesWithALastPush();
    void finishesWithinTheLimit();
};

void tst_Pusher::postsWhatItCollects()
{
    Receiver receiver;
    QVERIFY(receiver.start());
    Pusher pusher(quick(receiver.url()), counting(), fixedClock);
    pusher.start();
    QTRY_VERIFY(receiver.bodies().size() >= 3);
    QCOMPARE(receiver.bodies().first(),
             R"({"metrics":[{"name":"n","labels":{},"value":1,"timestamp":1795341600000}]})");
    QVERIFY(receiver.heads().first().startsWith("POST /ingest?partial=1 HTTP/1.1\r\n"));
    // Later releases of Qt write the names of fields in lower case.
    QVERIFY(receiver.heads().first().toLower().contains("content-type: application/json"));
    QCOMPARE(pusher.state().link, Link::Connected);
}

void tst_Pusher::losesNothingWhileTheServerIsAway()
{
    Receiver receiver;
    QVERIFY(receiver.start());
    Pusher pusher(quick(receiver.url()), counting(), fixedClock);
    QSignalSpy lost(&pusher, &Pusher::serverLost);
    QSignalSpy found(&pusher, &Pusher::serverFound);
    pusher.start();
    QTRY_COMPARE(found.size(), 1);

    QTest::ignoreMessage(QtWarningMsg, QRegularExpression(QStringLiteral("^cannot push to http:")));
    receiver.stop();
    QTRY_VERIFY(pusher.state().waiting > 20);
    QCOMPARE(pusher.state().link, Link::Away);
    QVERIFY(!pusher.state().problem.isEmpty());

    QTest::ignoreMessage(QtInfoMsg,
                         QRegularExpression(QStringLiteral("is back after .* were dropped$")));
    QVERIFY(receiver.start());
    QTRY_COMPARE(found.size(), 2);
    QTRY_VERIFY(pusher.state().waiting <= 1);
    QCOMPARE(lost.size(), 1);
    QCOMPARE(pusher.state().dropped, std::uint64_t(0));
    QCOMPARE(pusher.state().problem, QString());

    // A request whose answer broke off is sent again, so a value may come twice but none is
    // missing.
    QList<int> seen = values(receiver.samples());
    std::ranges::sort(seen);
    seen.erase(std::unique(seen.begin(), seen.end()), seen.end());
    QCOMPARE(seen, upTo(seen.size()));
}

void tst_Pusher::dropsTheOldestWhenTheQueueIsFull()
{
    Receiver receiver;
    QVERIFY(receiver.start());
    receiver.stop();
    PusherOptions options = quick(receiver.url());
    options.interval = 1ms;
    options.queueLimit = 10;
    Pusher pusher(options, counting(), fixedClock);
    QTest::ignoreMessage(QtWarningMsg, QRegularExpression(QStringLiteral("^cannot push to")));
    pusher.start();
    QTRY_VERIFY(pusher.state().dropped >= 20);
    QVERIFY(pusher.state().waiting <= 10);
}

void tst_Pusher::sendsBigQueuesInBatches()
{
    Receiver receiver;
    QVERIFY(receiver.start());
    PusherOptions options = quick(receiver.url());
    options.interval = 1h;
    options.batchLimit = 40;
    const Pusher::Source hundred = [series = seriesText("n", {})](TimeMs now, SampleList &out) {
        for (int i = 1; i <= 100; ++i)
            out.push_back({series, double(i), now});
    };
    Pusher pusher(options, hundred, fixedClock);
    pusher.start();
    QTRY_COMPARE(pusher.state().sent, std::uint64_t(100));
    QCOMPARE(receiver.bodies().size(), 3);
    QCOMPARE(values(receiver.samples()), upTo(100));
}

void tst_Pusher::treatsAnswers_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<bool>("triesAgain");
    QTest::newRow("200 is stored") << 200 << false;
    QTest::newRow("400 would fail again") << 400 << false;
    QTest::newRow("404 is another server") << 404 << false;
    QTest::newRow("413 would fail again") << 413 << false;
    QTest::newRow("408 is worth another try") << 408 << true;
    QTest::newRow("429 is worth another try") << 429 << true;
    QTest::newRow("500 is worth another try") << 500 << true;
    QTest::newRow("503 is worth another try") << 503 << true;
}

void tst_Pusher::treatsAnswers()
{
    QFETCH(int, status);
    QFETCH(bool, triesAgain);
    Receiver receiver;
    QVERIFY(receiver.start());
    receiver.answerWith(status, R"({"status":"error","error":"as the test wants it"})");
    PusherOptions options = quick(receiver.url());
    options.interval = 1h;
    Pusher pusher(options, counting(), fixedClock);
    if (triesAgain)
        QTest::ignoreMessage(QtWarningMsg,
                             QRegularExpression(QStringLiteral("cannot push .*as the test wants")));
    else if (status != 200)
        QTest::ignoreMessage(QtWarningMsg,
                             QRegularExpression(QStringLiteral("refused .*as the test wants it")));
    pusher.start();
    QTRY_VERIFY(pusher.state().link != Link::Starting);
    if (triesAgain) {
        QTRY_VERIFY(receiver.bodies().size() >= 3);
        QCOMPARE(values(receiver.samples()).first(3), QList<int>({1, 1, 1}));
        QCOMPARE(pusher.state().sent + pusher.state().refused, std::uint64_t(0));
    } else {
        QCOMPARE(pusher.state().link, Link::Connected);
        QCOMPARE(pusher.state().sent, std::uint64_t(status == 200));
        QCOMPARE(pusher.state().refused, std::uint64_t(status != 200));
        QCOMPARE(pusher.state().waiting, std::uint64_t(0));
    }
}

void tst_Pusher::waitsAsLongAsTheServerAsks()
{
    Receiver receiver;
    QVERIFY(receiver.start());
    receiver.answerWith(503, "{}", "Retry-After: 60\r\n");
    Pusher pusher(quick(receiver.url()), counting(), fixedClock);
    QTest::ignoreMessage(QtWarningMsg, QRegularExpression(QStringLiteral("answered 503")));
    pusher.start();
    // Ten more collections pass, far more than the back-off of 20 ms alone would wait.
    QTRY_VERIFY(pusher.state().waiting > 10);
    QCOMPARE(receiver.bodies().size(), 1);
}

void tst_Pusher::countsPartialRefusals()
{
    Receiver receiver;
    QVERIFY(receiver.start());
    receiver.answerWith(200, R"({"status":"success","count":0,"refused":1,)"
                             R"("errors":[{"index":0,"error":"metrics[0].name: bad"}]})");
    PusherOptions options = quick(receiver.url());
    options.interval = 1h;
    Pusher pusher(options, counting(), fixedClock);
    QTest::ignoreMessage(QtWarningMsg,
                         "samples were refused and are not sent again: metrics[0].name: bad");
    pusher.start();
    QTRY_COMPARE(pusher.state().refused, std::uint64_t(1));
    QCOMPARE(pusher.state().sent, std::uint64_t(0));
}

void tst_Pusher::givesUpOnASilentServer()
{
    QTcpServer silent;
    QVERIFY(silent.listen(QHostAddress::LocalHost));
    PusherOptions options =
        quick(QUrl(QStringLiteral("http://127.0.0.1:%1").arg(silent.serverPort())));
    options.answerWithin = 20ms;
    Pusher pusher(options, counting(), fixedClock);
    QTest::ignoreMessage(QtWarningMsg, QRegularExpression(QStringLiteral("no answer in time")));
    pusher.start();
    QTRY_COMPARE(pusher.state().problem, QStringLiteral("no answer in time"));
    QCOMPARE(pusher.state().link, Link::Away);
}

void tst_Pusher::tellsAboutItself()
{
    Receiver receiver;
    QVERIFY(receiver.start());
    Registry registry;
    Pusher pusher(
        quick(receiver.url()),
        [&registry](TimeMs nowMs, SampleList &out) { registry.collect(nowMs, out); }, fixedClock);
    addPushMetrics(registry, pusher);
    Counter &sent = registry.counter("tinyobs_client_samples_total", Labels{{"result", "sent"}});
    pusher.start();
    QTRY_VERIFY(sent.value() >= 8); // four series, two pushes
    QCOMPARE(registry.seriesCount(), std::size_t(4));
}

void tst_Pusher::finishesWithALastPush()
{
    Receiver receiver;
    QVERIFY(receiver.start());
    PusherOptions options = quick(receiver.url());
    options.interval = 1h;
    Pusher pusher(options, counting(), fixedClock);
    QSignalSpy finished(&pusher, &Pusher::finished);
    pusher.start();
    pusher.finish(1h);
    QTRY_COMPARE(finished.size(), 1);
    QCOMPARE(values(receiver.samples()), QList<int>({1, 2}));
}

void tst_Pusher::finishesWithinTheLimit()
{
    QTcpServer silent; // accepts and never answers
    QVERIFY(silent.listen(QHostAddress::LocalHost));
    Pusher pusher(quick(QUrl(QStringLiteral("http://127.0.0.1:%1").arg(silent.serverPort()))),
                  counting(), fixedClock);
    QSignalSpy finished(&pusher, &Pusher::finished);
    pusher.start();
    pusher.finish(20ms);
    QTRY_COMPARE(finished.size(), 1);
    QCOMPARE(pusher.state().sent, std::uint64_t(0));
}

QTEST_GUILESS_MAIN(tst_Pusher)
#include "tst_pusher.moc"
