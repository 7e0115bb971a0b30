#include "app/server/httpmetrics.h"
#include "app/server/httpserver.h"

#include <QTcpSocket>
#include <QTest>

#include <map>
#include <string>

using namespace tinyobs;
using namespace tinyobs::server;
using namespace Qt::StringLiterals;

class TestHttpMetrics : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void followsTheServer();
};

void TestHttpMetrics::followsTheServer()
{
    const auto hello = [](const HttpRequest &, const Responder &responder) {
        responder.send(HttpResponse::text("hello"));
    };
    HttpServer server(HttpLimits(), {}, {{Method::Get, "/hello", "says hello", hello}});
    QVERIFY(server.listen({.host = "127.0.0.1", .port = 0}));

    QTcpSocket socket;
    socket.connectToHost(u"127.0.0.1"_s, server.port());
    QVERIFY(socket.waitForConnected());
    socket.write("GET /hello HTTP/1.1\r\nHost: localhost\r\n\r\n"
                 "GET /absent HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
    QVERIFY(socket.state() == QAbstractSocket::UnconnectedState || socket.waitForDisconnected());

    const auto source = makeHttpMetrics(server);
    QCOMPARE(source->job(), std::string_view("tinyobs"));
    std::map<std::string, double> samples;
    const auto collect = [&] {
        source->collect(
            [&](std::string_view name, std::initializer_list<LabelView> labels, double value) {
                std::string key(name);
                for (const LabelView label : labels)
                    key += "|" + std::string(label.value);
                samples[key] = value;
            });
        return samples["tinyobs_http_requests_total"];
    };
    QTRY_COMPARE(collect(), 2.0); // counted after the answer was written
    QCOMPARE(samples.at("tinyobs_http_connections_accepted_total"), 1.0);
    QCOMPARE(samples.at("tinyobs_http_responses_total|2xx"), 1.0);
    QCOMPARE(samples.at("tinyobs_http_responses_total|4xx"), 1.0);
    QCOMPARE(samples.at("tinyobs_http_request_duration_seconds_bucket|+Inf"),
             samples.at("tinyobs_http_request_duration_seconds_count"));
    QVERIFY(samples.contains("tinyobs_http_request_duration_seconds_bucket|0.0005"));
    QVERIFY(samples.at("tinyobs_http_sent_bytes_total") > 0);
}

QTEST_GUILESS_MAIN(TestHttpMetrics)

#include "tst_httpmetrics.moc"
