// Answers of the HTTP API, where a query's error is shown, and addresses of servers.

#include "app/daemon/client/answerreader.h"
#include "app/daemon/client/querymark.h"
#include "app/daemon/client/serversource.h"

#include <QTest>

#include <cmath>

using namespace tinyobs;
using namespace tinyobs::daemon;

class TestAnswerReader : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void readsVectors();
    void readsMatrices();
    void readsScalars();
    void readsNames();
    void readsSeries();
    void refusesWhatIsNoAnswer_data();
    void refusesWhatIsNoAnswer();
    void outlinesHistograms();
    void marksErrors_data();
    void marksErrors();
    void addresses_data();
    void addresses();
};

void TestAnswerReader::readsVectors()
{
    const Result<QueryAnswer> answer = readQueryAnswer(
        "{\"status\":\"success\",\"data\":{\"resultType\":\"vector\",\"result\":[{\"metric\":"
        "{\"__name__\":\"up\",\"job\":\"a\\n\\u00e4\"},\"value\":[1795341600.123,\"1\"]}]},"
        "\"warnings\":[\"w\"],\"infos\":[\"i\",\"j\"]}");
    QVERIFY(answer);
    QCOMPARE(answer->type, AnswerType::Vector);
    QCOMPARE(answer->series.size(), std::size_t(1));
    QCOMPARE(answer->series[0].labels, (Pairs{{"__name__", "up"}, {"job", "a\n\xc3\xa4"}}));
    QCOMPARE(answer->series[0].points, (std::vector<AnswerPoint>{{1'795'341'600'123, "1", false}}));
    QCOMPARE(answer->remarks.warnings, std::vector<std::string>{"w"});
    QCOMPARE(answer->remarks.infos, (std::vector<std::string>{"i", "j"}));
    QVERIFY(answer->data.starts_with("{\"resultType\"") && answer->data.ends_with("]}"));
}

void TestAnswerReader::readsMatrices()
{
    const Result<QueryAnswer> answer = readQueryAnswer(
        "{\"data\":{\"resultType\":\"matrix\",\"result\":[{\"metric\":{},\"values\":[[1,\"NaN\"],"
        "[3,\"+Inf\"]],\"histograms\":[[2,{\"count\":\"3\",\"sum\":\"4\"}]]}]}}");
    QVERIFY(answer);
    QCOMPARE(answer->type, AnswerType::Matrix);
    const std::vector<AnswerPoint> &points = answer->series[0].points;
    QCOMPARE(points.size(), std::size_t(3));
    QVERIFY(std::isnan(numberOf(points[0])));
    QCOMPARE(points[1].timeMs, TimeMs(2000));
    QVERIFY(points[1].isHistogram);
    QCOMPARE(numberOf(points[1]), 3.0);
    QVERIFY(std::isinf(numberOf(points[2])));
}

void TestAnswerReader::readsScalars()
{
    const auto scalar =
        readQueryAnswer("{\"data\":{\"resultType\":\"scalar\",\"result\":[1,\"2\"]}}");
    QVERIFY(scalar);
    QCOMPARE(scalar->type, AnswerType::Scalar);
    QCOMPARE(scalar->series[0].points[0].value, std::string("2"));
    const auto text =
        readQueryAnswer("{\"data\":{\"resultType\":\"string\",\"result\":[1,\"a\"]}}");
    QVERIFY(text);
    QCOMPARE(text->type, AnswerType::String);
}

void TestAnswerReader::readsNames()
{
    const auto answer = readNamesAnswer("{\"data\":[\"a\",\"b\"],\"warnings\":[\"cut\"]}");
    QVERIFY(answer);
    QCOMPARE(answer->names, (std::vector<std::string>{"a", "b"}));
    QCOMPARE(answer->data, std::string("[\"a\",\"b\"]"));
    QCOMPARE(answer->remarks.warnings, std::vector<std::string>{"cut"});
}

void TestAnswerReader::readsSeries()
{
    const auto answer = readSeriesAnswer("{\"data\":[{\"__name__\":\"up\"},{\"a\":\"b\"}]}");
    QVERIFY(answer);
    QCOMPARE(answer->series, (std::vector<Pairs>{{{"__name__", "up"}}, {{"a", "b"}}}));
}

void TestAnswerReader::refusesWhatIsNoAnswer_data()
{
    QTest::addColumn<QByteArray>("body");
    QTest::newRow("nothing") << QByteArray();
    QTest::newRow("a page") << QByteArray("<html></html>");
    QTest::newRow("no data") << QByteArray("{\"status\":\"success\"}");
    QTest::newRow("a list") << QByteArray("[]");
    QTest::newRow("data of another kind") << QByteArray("{\"data\":[]}");
    QTest::newRow("cut off") << QByteArray("{\"data\":{\"resultType\":\"vector\",\"result\":[{");
}

void TestAnswerReader::refusesWhatIsNoAnswer()
{
    QFETCH(const QByteArray, body);
    const auto answer = readQueryAnswer(body.toStdString());
    QVERIFY(!answer);
    QCOMPARE(answer.error().code, Error::Code::Corruption);
}

void TestAnswerReader::outlinesHistograms()
{
    QCOMPARE(histogramText("{\"count\":\"3\",\"sum\":\"4.5\",\"buckets\":[[3,\"-0\",\"0\",\"1\"],"
                           "[0,\"2\",\"2.8284271247461903\",\"2\"]]}"),
             std::string("count 3, sum 4.5, 2 buckets from 0 to 2.82843"));
    QCOMPARE(histogramText("{\"count\":\"0\",\"sum\":\"0\"}"), std::string("count 0, sum 0"));
}

void TestAnswerReader::marksErrors_data()
{
    QTest::addColumn<QString>("query");
    QTest::addColumn<QString>("message");
    QTest::addColumn<QString>("mark");
    QTest::newRow("below the column") << QStringLiteral("up{a=b}") << QStringLiteral("1:6: x")
                                      << QStringLiteral("  up{a=b}\n       ^\n");
    QTest::newRow("the line it is in") << QStringLiteral("sum(\nup}\n)") << QStringLiteral("2:3: x")
                                       << QStringLiteral("  up}\n    ^\n");
    QTest::newRow("characters, not bytes, and wide ones are wide")
        << QString::fromUtf8("\"é東\" x") << QStringLiteral("1:6: x")
        << QString::fromUtf8("  \"é東\" x\n        ^\n");
    QTest::newRow("behind the end")
        << QStringLiteral("up{") << QStringLiteral("1:4: x") << QStringLiteral("  up{\n     ^\n");
    QTest::newRow("no place") << QStringLiteral("up") << QStringLiteral("too much") << QString();
    QTest::newRow("a line there is not")
        << QStringLiteral("up") << QStringLiteral("3:1: x") << QString();
}

void TestAnswerReader::marksErrors()
{
    QFETCH(const QString, query);
    QFETCH(const QString, message);
    QFETCH(const QString, mark);
    QCOMPARE(QString::fromStdString(markedQuery(query.toStdString(), message.toStdString())), mark);
}

void TestAnswerReader::addresses_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("url"); // empty: refused
    const auto row = [](const char *name, const char *text, const char *url) {
        QTest::newRow(name) << QString::fromLatin1(text) << QString::fromLatin1(url);
    };
    row("as it is", "http://127.0.0.1:8080", "http://127.0.0.1:8080");
    row("without its scheme", "localhost:9090", "http://localhost:9090");
    row("with a path in front", "https://a.b/metrics/", "https://a.b/metrics");
    row("IPv6", "http://[::1]:8080", "http://[::1]:8080");
    row("another scheme", "ftp://a.b", "");
    row("no host", "http://", "");
    row("a query", "http://a.b?x=1", "");
    row("no address", "http://a b", "");
}

void TestAnswerReader::addresses()
{
    QFETCH(const QString, text);
    QFETCH(const QString, url);
    const Result<QUrl> parsed = parseServerUrl(text.toStdString());
    QCOMPARE(parsed ? parsed->toString() : QString(), url);
}

QTEST_GUILESS_MAIN(TestAnswerReader)
#include "tst_answerreader.moc"
