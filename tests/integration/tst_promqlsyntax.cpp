// What our parser accepts and how it writes it, against Debian's Prometheus 2.42: random texts go
// to both. Skipped where there is no Prometheus.

#include "core/promql/syntax/parser.h"
#include "core/promql/syntax/printer.h"
#include "tests/integration/httpclient.h"
#include "tests/integration/promqltexts.h"

#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QRegularExpression>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <array>
#include <memory>

using namespace tinyobs;
using namespace tinyobs::test;
using namespace Qt::StringLiterals;

namespace {

constexpr int WaitMs = 60'000;
constexpr int Texts = 3000;

/// What 2.42 says about texts that the language has learnt since.
constexpr std::array LearntSince{
    "missing unit character in duration",        // [300]: seconds
    "expected duration",                         // offset 300, [5m:10]
    "unexpected duration",                       // 5m as a number
    "duration must be greater than 0",           // offset 0s
    "in grouping opts, expected label",          // by ("a.b"), by (a:b)
    "in label matching, expected identifier or", // {"a.b"}
};

bool hasLearntSince(const QByteArray &message)
{
    return std::ranges::any_of(LearntSince,
                               [&message](const char *part) { return message.contains(part); });
}

/// 2.42 does not indent a subquery that fits on its line; which lines there are is the same.
QList<QByteArray> linesOf(const QByteArray &text)
{
    QList<QByteArray> lines = text.split('\n');
    for (QByteArray &line : lines)
        line = line.trimmed();
    return lines;
}

} // namespace

class TestPromqlSyntax : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void cleanupTestCase();
    void agrees_data();
    void agrees();

private:
    /// Empty when it was refused; then `message` says why.
    QByteArray formatted(const std::string &text, QByteArray &message);

    QTemporaryDir m_folder;
    QProcess m_prometheus;
    std::unique_ptr<HttpClient> m_client;
};

void TestPromqlSyntax::initTestCase()
{
    const QString program = QStandardPaths::findExecutable(u"prometheus"_s);
    if (program.isEmpty())
        QSKIP("Prometheus is not installed");
    QFile config(m_folder.filePath(u"prometheus.yml"_s));
    QVERIFY(config.open(QIODevice::WriteOnly));
    config.write("global: {}\n");
    config.close();
    m_prometheus.setProcessChannelMode(QProcess::MergedChannels);
    m_prometheus.start(program, {u"--config.file="_s + config.fileName(),
                                 u"--storage.tsdb.path="_s + m_folder.filePath(u"data"_s),
                                 u"--web.listen-address=127.0.0.1:0"_s});
    QByteArray log;
    // The port that was chosen, once it listens there.
    static const QRegularExpression Listening(uR"("Listening on" address=127\.0\.0\.1:(\d+))"_s);
    QRegularExpressionMatch match;
    QTRY_VERIFY_WITH_TIMEOUT((log += m_prometheus.readAll(),
                              match = Listening.match(QString::fromUtf8(log)), match.hasMatch()),
                             WaitMs);
    m_client = std::make_unique<HttpClient>(static_cast<quint16>(match.captured(1).toUShort()));
    QTRY_COMPARE_WITH_TIMEOUT(m_client->get("/-/ready").status, 200, WaitMs);
}

void TestPromqlSyntax::cleanupTestCase()
{
    m_prometheus.kill();
    m_prometheus.waitForFinished();
}

QByteArray TestPromqlSyntax::formatted(const std::string &text, QByteArray &message)
{
    const QByteArray query = QByteArray::fromStdString(text).toPercentEncoding();
    const Answer answer = m_client->get("/api/v1/format_query?query=" + query);
    const QJsonObject body = QJsonDocument::fromJson(answer.body).object();
    message = body["error"_L1].toString().toUtf8();
    return body["data"_L1].toString().toUtf8();
}

void TestPromqlSyntax::agrees_data()
{
    QTest::addColumn<bool>("isBroken");
    QTest::newRow("on sensible texts") << false;
    QTest::newRow("on broken texts") << true;
}

void TestPromqlSyntax::agrees()
{
    QFETCH(bool, isBroken);
    PromqlTexts texts(42);
    int accepted = 0;
    int refused = 0;
    for (int i = 0; i < Texts; ++i) {
        std::string text = texts.expression(i % 6);
        if (isBroken)
            text = texts.broken(std::move(text));
        QByteArray message;
        QByteArray theirs = formatted(text, message);
        theirs.replace("+Inf", "Inf");
        QVERIFY(!theirs.isEmpty() || !message.isEmpty());
        const auto ours = promql::parse(text);
        if (theirs.isEmpty()) {
            QVERIFY2(!ours || hasLearntSince(message),
                     (text.c_str() + (" " + message)).constData());
            refused += ours ? 0 : 1;
            continue;
        }
        QVERIFY2(ours, (text + " " + (ours ? "" : ours.error().message)).c_str());
        ++accepted;
        QByteArray pretty = QByteArray::fromStdString(promql::prettyText(**ours));
        // Before a power theirs reads back as +(Inf ^ x), ours has no sign there.
        pretty.replace("+Inf", "Inf");
        if (linesOf(pretty) != linesOf(theirs))
            QCOMPARE(pretty, theirs);
    }
    QVERIFY2(accepted > Texts / 10 && refused > Texts / 10,
             qPrintable(u"%1 accepted, %2 refused"_s.arg(accepted).arg(refused)));
}

QTEST_GUILESS_MAIN(TestPromqlSyntax)
#include "tst_promqlsyntax.moc"
