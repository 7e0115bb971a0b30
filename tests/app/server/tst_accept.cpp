#include "app/server/accept.h"

#include <QTest>

using namespace tinyobs::server;

class TestAccept : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void weighsTypes_data()
    {
        QTest::addColumn<QByteArray>("header");
        QTest::addColumn<double>("openMetrics");
        QTest::addColumn<double>("text");
        const auto row = [](const char *title, const char *header, double openMetrics,
                            double text) {
            QTest::newRow(title) << QByteArray(header) << openMetrics << text;
        };
        row("no header", "", 1, 1);
        row("anything", "*/*", 1, 1);
        row("a browser", "text/html,application/xhtml+xml;q=0.9,*/*;q=0.8", 0.8, 0.8);
        row("Prometheus 2.42",
            "application/openmetrics-text;version=1.0.0,application/openmetrics-text;"
            "version=0.0.1;q=0.75,text/plain;version=0.0.4;q=0.5,*/*;q=0.1",
            1, 0.5);
        row("Prometheus 3",
            "application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.5,"
            "application/openmetrics-text;version=0.0.1;q=0.4,"
            "text/plain;version=1.0.0;escaping=allow-utf-8;q=0.3,text/plain;version=0.0.4;q=0.2,"
            "*/*;q=0.1",
            0.5, 0.2);
        row("Prometheus 3 that prefers protobuf",
            "application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;"
            "encoding=delimited;q=0.6,application/openmetrics-text;version=1.0.0;q=0.5,"
            "text/plain;version=0.0.4;q=0.2,*/*;q=0.1",
            0.5, 0.2);
        row("text alone", "text/plain", 0, 1);
        row("text of any kind", "text/*;q=0.5", 0, 0.5);
        row("another version of OpenMetrics", "application/openmetrics-text;version=2.0.0", 0, 0);
        row("OpenMetrics without a version", "Application/OpenMetrics-Text ; Q=0.3", 0.3, 0);
        row("a version in quotes", "application/openmetrics-text; version=\"1.0.0\"", 1, 0);
        row("a type that is refused", "application/openmetrics-text;q=0, */*", 0, 1);
        row("nonsense", ";;,q=,=;/", 0, 0);
        row("a weight beyond all", "*/*;q=17", 1, 1);
    }
    void weighsTypes()
    {
        QFETCH(QByteArray, header);
        QTEST(acceptedWeight(header.toStdString(), "application/openmetrics-text", "1.0.0"),
              "openMetrics");
        QTEST(acceptedWeight(header.toStdString(), "text/plain", "0.0.4"), "text");
    }

    void knowsEncodings_data()
    {
        QTest::addColumn<QByteArray>("header");
        QTest::addColumn<bool>("isAccepted");
        QTest::newRow("no header") << QByteArray() << false;
        QTest::newRow("gzip") << QByteArray("gzip") << true;
        QTest::newRow("gzip among others") << QByteArray("br, GZIP;q=0.5") << true;
        QTest::newRow("refused") << QByteArray("*, gzip;q=0") << false;
        QTest::newRow("any") << QByteArray("*") << true;
        QTest::newRow("none") << QByteArray("identity") << false;
    }
    void knowsEncodings()
    {
        QFETCH(QByteArray, header);
        QTEST(acceptsEncoding(header.toStdString(), "gzip"), "isAccepted");
    }
};

QTEST_APPLESS_MAIN(TestAccept)
#include "tst_accept.moc"
