// The whole way with the real programs: the example simulates and pushes, the server stores, the
// API answers. The window's leg is tst_windowmodel, the browser's web_e2e.

#include "example/shapes.h"
#include "tests/e2e/programs.h"

#include <QDateTime>
#include <QJsonArray>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;
using tinyobs::example::Shape;
using tinyobs::example::shapeFactor;

namespace {

constexpr int PatienceMs = 30'000;
constexpr double ProductsPerSecond = 420; // of the row in example/workloads.cpp

const QUrlQuery Products{
    {u"service"_s, u"catalog"_s}, {u"route"_s, u"/api/v1/products"_s}, {u"status"_s, u"200"_s}};

QUrlQuery with(QUrlQuery query, const QString &name, const QString &value)
{
    query.addQueryItem(name, value);
    return query;
}

} // namespace

class tst_EndToEnd : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void showsTheServices();
    void answersThePlausibleRate();
    void keepsRatesAcrossACounterReset();
    void acceptsSkewedClocks();
    void showsRealRequests();
    void resumesAfterAServerRestart();
    void storesTheLastPush();

private:
    bool startServer(const QString &port);
    QJsonArray rates();
    double lastValue(const QString &name, const QUrlQuery &labels);
    QJsonObject pushState();

    std::unique_ptr<QTemporaryDir> m_data;
    std::unique_ptr<Program> m_server;
    std::unique_ptr<Program> m_example;
    HttpClient m_http;
};

void tst_EndToEnd::init()
{
    m_data = std::make_unique<QTemporaryDir>();
    QVERIFY(startServer(u"0"_s));
    m_example = std::make_unique<Program>();
    QVERIFY(
        m_example->start(u"tinyobs-example"_s, {u"--port"_s, u"0"_s, u"--interval"_s, u"100ms"_s,
                                                u"--target"_s, m_server->url().toString()}));
}

void tst_EndToEnd::cleanup()
{
    m_example.reset();
    m_server.reset();
}

bool tst_EndToEnd::startServer(const QString &port)
{
    m_server = std::make_unique<Program>();
    return m_server->start(u"tinyobsd"_s, {u"--port"_s, port, u"--data"_s, m_data->path(),
                                           u"--host-metrics"_s, u"off"_s});
}

// Requests per second of one route, one point a second.
QJsonArray tst_EndToEnd::rates()
{
    QUrlQuery query = with(Products, u"metric"_s, u"http_requests_total"_s);
    query.addQueryItem(u"agg"_s, u"rate"_s);
    query.addQueryItem(u"step"_s, u"1s"_s);
    query.addQueryItem(u"start"_s, u"-1m"_s);
    return m_http.get(m_server->url(), u"/api/query_range"_s, query)[u"series"][0][u"points"]
        .toArray();
}

double tst_EndToEnd::lastValue(const QString &name, const QUrlQuery &labels)
{
    return m_http
        .get(m_server->url(), u"/api/series"_s,
             with(labels, u"name"_s, name))[u"series"][0][u"last_value"]
        .toDouble(-1);
}

QJsonObject tst_EndToEnd::pushState()
{
    return m_http.get(m_example->url(), u"/state"_s)[u"push"].toObject();
}

void tst_EndToEnd::showsTheServices()
{
    const auto names = [this] {
        QStringList found;
        const QJsonObject catalog = m_http.get(m_server->url(), u"/api/catalog"_s);
        for (const QJsonValue &service : catalog[u"services"].toArray()) {
            if (!service[u"internal"].toBool())
                found.append(service[u"name"].toString());
        }
        found.sort();
        return found;
    };
    QTRY_COMPARE_WITH_TIMEOUT(
        names(),
        QStringList({u"catalog"_s, u"checkout"_s, u"example"_s, u"payments"_s, u"worker"_s}),
        PatienceMs);

    const QJsonObject series = m_http.get(m_server->url(), u"/api/series"_s,
                                          with(Products, u"name"_s, u"http_requests_total"_s));
    QCOMPARE(series[u"total"].toInt(), 1);
    QCOMPARE(series[u"series"][0][u"kind"].toString(), u"counter"_s);
    QTRY_VERIFY_WITH_TIMEOUT(lastValue(u"http_requests_total"_s, Products) > 100, PatienceMs);
}

void tst_EndToEnd::answersThePlausibleRate()
{
    QTRY_VERIFY_WITH_TIMEOUT(rates().size() >= 4, PatienceMs);
    const QJsonArray points = rates();
    double sum = 0;
    for (qsizetype i = 1; i < points.size() - 1; ++i) // the first and last second are cut off
        sum += points[i][1].toDouble();
    const double measured = sum / double(points.size() - 2);
    const double now = double(QDateTime::currentMSecsSinceEpoch()) / 1000;
    const double expected = ProductsPerSecond * shapeFactor(Shape::Daily, now);
    QVERIFY2(measured > 0.7 * expected && measured < 1.3 * expected,
             qPrintable(u"%1 requests/s, expected about %2"_s.arg(measured).arg(expected)));
}

void tst_EndToEnd::keepsRatesAcrossACounterReset()
{
    const QString name = u"http_requests_total"_s;
    QTRY_VERIFY_WITH_TIMEOUT(lastValue(name, Products) > 300, PatienceMs);
    const double before = lastValue(name, Products);
    QVERIFY(!m_http.post(m_example->url(), u"/faults/counter-reset/start"_s).isEmpty());
    QTRY_VERIFY_WITH_TIMEOUT(lastValue(name, Products) < before, PatienceMs);
    const qsizetype pointsAtReset = rates().size();
    QTRY_VERIFY_WITH_TIMEOUT(rates().size() >= pointsAtReset + 2, PatienceMs);

    const double now = double(QDateTime::currentMSecsSinceEpoch()) / 1000;
    const double expected = ProductsPerSecond * shapeFactor(Shape::Daily, now);
    for (const QJsonValue &point : rates()) {
        const double rate = point[1].toDouble();
        QVERIFY2(rate >= 0 && rate < 3 * expected, qPrintable(QString::number(rate)));
    }
}

void tst_EndToEnd::acceptsSkewedClocks()
{
    QTRY_VERIFY_WITH_TIMEOUT(lastValue(u"http_requests_total"_s, Products) > 0, PatienceMs);
    QVERIFY(!m_http.post(m_example->url(), u"/faults/clock-skew/start"_s).isEmpty());
    const auto sent = [this] { return pushState()[u"sent"].toInteger(); };
    const qint64 before = sent();
    QTRY_VERIFY_WITH_TIMEOUT(sent() > before + 1000, PatienceMs);
    QCOMPARE(pushState()[u"refused"].toInteger(), 0);
}

void tst_EndToEnd::showsRealRequests()
{
    m_http.get(m_example->url(), u"/api/v1/users"_s);
    m_http.get(m_example->url(), u"/api/v1/users"_s);
    const QUrlQuery real{{u"service"_s, u"example"_s}, {u"route"_s, u"/api/v1/users"_s}};
    QTRY_COMPARE_WITH_TIMEOUT(lastValue(u"http_requests_total"_s, real), 2.0, PatienceMs);
    QCOMPARE(lastValue(u"http_request_duration_seconds_count"_s, real), 2.0);
}

void tst_EndToEnd::resumesAfterAServerRestart()
{
    QTRY_VERIFY_WITH_TIMEOUT(lastValue(u"http_requests_total"_s, Products) > 0, PatienceMs);
    const QString port = QString::number(m_server->url().port());
    QVERIFY(m_server->stop());
    QTRY_COMPARE_WITH_TIMEOUT(pushState()[u"link"].toString(), u"away"_s, PatienceMs);
    QTRY_VERIFY_WITH_TIMEOUT(pushState()[u"waiting"].toInteger() > 500, PatienceMs);

    QVERIFY(startServer(port));
    QTRY_COMPARE_WITH_TIMEOUT(pushState()[u"link"].toString(), u"connected"_s, PatienceMs);
    QTRY_VERIFY_WITH_TIMEOUT(lastValue(u"http_requests_total"_s, Products) > 0, PatienceMs);
    QCOMPARE(pushState()[u"dropped"].toInteger(), 0);
    const QByteArray log = m_example->log();
    QCOMPARE(log.count("cannot push to"), 1);
    QCOMPARE(log.count("is back after"), 1);
}

void tst_EndToEnd::storesTheLastPush()
{
    const QUrlQuery own{{u"service"_s, u"example"_s}};
    const auto sent = [&] {
        return lastValue(u"tinyobs_client_samples_total"_s, with(own, u"result"_s, u"sent"_s));
    };
    QTRY_VERIFY_WITH_TIMEOUT(sent() > 0, PatienceMs);
    const double before = sent();
    // A push under way has the count from before it; only what was answered counts up.
    QTRY_VERIFY_WITH_TIMEOUT(pushState()[u"sent"].toDouble() > before, PatienceMs);
    QVERIFY(m_example->stop());
    QVERIFY(sent() > before);
}

QTEST_GUILESS_MAIN(tst_EndToEnd)
#include "tst_endtoend.moc"
