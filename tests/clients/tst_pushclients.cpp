// The real tinyobsd as a Pushgateway, and prom-client as the batch job that pushes.

#include "tests/integration/httpclient.h"
#include "tests/integration/serverprocess.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTest>

#include <memory>

using namespace tinyobs::test;
using namespace Qt::StringLiterals;

class TestPushClients : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        QVERIFY(m_server.start());
        m_client = std::make_unique<HttpClient>(m_server.port());
    }

    void promClientAddsReplacesAndDeletes()
    {
        QCOMPARE(push(u"add"_s), QByteArray("200"));
        QCOMPARE(newest("backup_files_total", "kind", u"table"_s), QJsonValue(3));
        QCOMPARE(newest("backup_files_total", "kind", u"log \"x\""_s), QJsonValue(4));
        QCOMPARE(newest("backup_seconds_bucket", "le", u"1"_s), QJsonValue(1));
        QCOMPARE(newest("backup_files_total", "host", u"db1"_s), QJsonValue(3));

        QCOMPARE(push(u"push"_s), QByteArray("200"));
        QCOMPARE(newest("backup_files_total", "kind", u"table"_s), QJsonValue(5));
        QCOMPARE(newest("backup_files_total", "kind", u"log \"x\""_s), QJsonValue(u"NaN"_s));
        QCOMPARE(newest("backup_seconds_bucket", "le", u"1"_s), QJsonValue(u"NaN"_s));

        QCOMPARE(push(u"delete"_s), QByteArray("202"));
        QCOMPARE(newest("backup_files_total", "kind", u"table"_s), QJsonValue(u"NaN"_s));
        QCOMPARE(newest("push_time_seconds", "job", u"nightly"_s), QJsonValue(u"NaN"_s));
    }

    void whatItSaidIsKnown()
    {
        const QJsonDocument answer = QJsonDocument::fromJson(
            m_client->get("/api/v1/metadata?metric=backup_files_total").body);
        const QJsonValue said = answer["data"_L1]["backup_files_total"_L1][0];
        QCOMPARE(said["type"_L1].toString(), u"counter"_s);
        QCOMPARE(said["help"_L1].toString(), u"Files saved."_s);
    }

private:
    QByteArray push(const QString &action)
    {
        QProcess process;
        process.start(QStringLiteral(TINYOBS_NODE),
                      {QStringLiteral(TINYOBS_CLIENTS) + u"/pushgateway.mjs"_s,
                       QString::number(m_server.port()), action});
        if (!process.waitForFinished(60'000) || process.exitCode() != 0)
            return process.readAllStandardError();
        return process.readAllStandardOutput().trimmed();
    }

    /// Of the first series with that label.
    QJsonValue newest(const QByteArray &metric, const char *label, const QString &value)
    {
        const QJsonDocument answer =
            QJsonDocument::fromJson(m_client->get("/api/series?name=" + metric).body);
        const QJsonArray list = answer["series"_L1].toArray();
        for (const QJsonValue &series : list) {
            if (series["labels"_L1][QLatin1StringView(label)].toString() == value)
                return series["last_value"_L1];
        }
        return {};
    }

    ServerProcess m_server;
    std::unique_ptr<HttpClient> m_client;
};

QTEST_GUILESS_MAIN(TestPushClients)
#include "tst_pushclients.moc"
