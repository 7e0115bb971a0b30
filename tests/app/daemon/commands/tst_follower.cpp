// What tail prints of overlapping windows, and what push sends.

#include "app/daemon/commands/follower.h"
#include "app/daemon/commands/pushcommand.h"

#include <QTest>

using namespace tinyobs;
using namespace tinyobs::daemon;

namespace {

AnswerSeries seriesOf(const char *name, std::initializer_list<TimeMs> timesMs)
{
    AnswerSeries series{{{"__name__", name}}, {}};
    for (const TimeMs timeMs : timesMs)
        series.points.push_back({timeMs, "1", false});
    return series;
}

QueryAnswer windowOf(std::vector<AnswerSeries> series)
{
    return {.type = AnswerType::Matrix, .series = std::move(series), .remarks = {}, .data = {}};
}

/// "a1 b2": the names and times that were found.
std::string textOf(const std::vector<FollowedSample> &samples)
{
    std::string text;
    for (const FollowedSample &sample : samples) {
        text += text.empty() ? "" : " ";
        text += sample.series->labels.front().second + std::to_string(sample.point->timeMs);
    }
    return text;
}

} // namespace

class TestFollower : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void findsEachSampleOnce();
    void findsLateSamples();
    void tellsJsonFromText_data();
    void tellsJsonFromText();
    void writesSamples_data();
    void writesSamples();
};

void TestFollower::findsEachSampleOnce()
{
    Follower follower;
    const QueryAnswer first = windowOf({seriesOf("a", {1, 3}), seriesOf("b", {2})});
    QCOMPARE(textOf(follower.unseen(first)), std::string("a1 b2 a3"));
    QCOMPARE(textOf(follower.unseen(first)), std::string());
    const QueryAnswer second = windowOf({seriesOf("a", {3, 4}), seriesOf("c", {3})});
    QCOMPARE(textOf(follower.unseen(second)), std::string("c3 a4"));
}

void TestFollower::findsLateSamples()
{
    Follower follower;
    follower.unseen(windowOf({seriesOf("a", {1, 5})}));
    const QueryAnswer late = windowOf({seriesOf("a", {1, 4, 5, 6})});
    QCOMPARE(textOf(follower.unseen(late)), std::string("a4 a6"));
}

void TestFollower::tellsJsonFromText_data()
{
    QTest::addColumn<QByteArray>("document");
    QTest::addColumn<bool>("json");
    QTest::newRow("a document") << QByteArray(" {\"metrics\":[]}") << true;
    QTest::newRow("lines of samples") << QByteArray("{\n \"name\" : \"up\"}\n{}") << true;
    QTest::newRow("an array") << QByteArray("[{}]") << true;
    QTest::newRow("text") << QByteArray("up 1") << false;
    QTest::newRow("text that begins with help") << QByteArray("# HELP up\nup 1") << false;
    QTest::newRow("a name in quotes") << QByteArray("{\"up\",job=\"a\"} 1") << false;
    QTest::newRow("a name in quotes alone") << QByteArray("{\"up\"} 1") << false;
    QTest::newRow("a quote that does not end") << QByteArray("{\"up") << false;
    QTest::newRow("nothing") << QByteArray() << false;
}

void TestFollower::tellsJsonFromText()
{
    QFETCH(const QByteArray, document);
    QFETCH(const bool, json);
    QCOMPARE(looksLikeJson(document.toStdString()), json);
}

void TestFollower::writesSamples_data()
{
    QTest::addColumn<Pairs>("labels");
    QTest::addColumn<double>("value");
    QTest::addColumn<qint64>("timeMs"); // 0: none
    QTest::addColumn<QByteArray>("kind");
    QTest::addColumn<QByteArray>("text");
    QTest::newRow("a name and a value") << Pairs{{"__name__", "up"}} << 1.0 << qint64(0)
                                        << QByteArray() << QByteArray("{\"up\"} 1\n");
    QTest::newRow("all there is")
        << Pairs{{"__name__", "jobs_total"}, {"queue", "mail"}} << 0.5 << qint64(1500)
        << QByteArray("counter")
        << QByteArray("# TYPE jobs_total counter\n{\"jobs_total\",\"queue\"=\"mail\"} 0.5 1500\n");
    QTest::newRow("a name that is none has no kind")
        << Pairs{{"__name__", "a b\nc"}} << 1.0 << qint64(0) << QByteArray("gauge")
        << QByteArray("{\"a b\\nc\"} 1\n");
    QTest::newRow("what needs escapes")
        << Pairs{{"__name__", "up"}, {"a", "b\n\"\\"}} << 1.0 << qint64(0) << QByteArray()
        << QByteArray("{\"up\",\"a\"=\"b\\n\\\"\\\\\"} 1\n");
}

void TestFollower::writesSamples()
{
    QFETCH(const Pairs, labels);
    QFETCH(const double, value);
    QFETCH(const qint64, timeMs);
    QFETCH(const QByteArray, kind);
    QFETCH(const QByteArray, text);
    const auto time = timeMs > 0 ? std::optional<TimeMs>(timeMs) : std::nullopt;
    QCOMPARE(expositionText(labels, value, time, kind.toStdString()), text.toStdString());
}

QTEST_GUILESS_MAIN(TestFollower)
#include "tst_follower.moc"
