#include "app/server/gate/foreignpaths.h"
#include "app/server/livehub.h"
#include "app/server/routes.h"
#include "core/engine/engine.h"

#include <QFile>
#include <QRegularExpression>
#include <QSet>
#include <QTest>

#include <algorithm>

using namespace tinyobs;
using namespace tinyobs::server;

namespace {

QByteArray bytesOf(std::string_view text)
{
    return {text.data(), static_cast<qsizetype>(text.size())};
}

} // namespace

/// Laws that every row of the table keeps; over the wire they are tested in tests/integration.
class TestRoutes : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyRowKeepsTheLaws_data()
    {
        QTest::addColumn<QByteArray>("path");
        QTest::addColumn<QByteArray>("summary");
        QTest::addColumn<bool>("hasHandler");
        for (const Route &route : makeRoutes(m_engine, m_hub)) {
            QTest::newRow(route.path.data())
                << bytesOf(route.path) << bytesOf(route.summary) << bool(route.handler);
        }
    }
    void everyRowKeepsTheLaws()
    {
        QFETCH(QByteArray, path);
        QFETCH(QByteArray, summary);
        QFETCH(bool, hasHandler);
        QVERIFY(path.startsWith('/'));
        QVERIFY(!summary.isEmpty());
        QVERIFY(hasHandler);
        QVERIFY2(isDocumented(path), "resources/docs/api.md does not name " + path);
    }

    void everyRowStandsThereOnce()
    {
        QSet<QByteArray> seen;
        for (const Route &route : makeRoutes(m_engine, m_hub)) {
            const QByteArray row = bytesOf(toText(route.method)) + ' ' + bytesOf(route.path);
            QVERIFY2(!seen.contains(row), row);
            seen.insert(row);
        }
    }

    void whatIsSuggestedForForeignPathsIsARoute_data()
    {
        QTest::addColumn<QByteArray>("path");
        for (const ForeignPath &each : foreignPaths())
            QTest::newRow(each.path.data()) << bytesOf(each.ours);
    }
    void whatIsSuggestedForForeignPathsIsARoute()
    {
        QFETCH(QByteArray, path);
        const std::vector<Route> routes = makeRoutes(m_engine, m_hub);
        QVERIFY2(std::ranges::any_of(routes,
                                     [&](const Route &route) {
                                         return route.method == Method::Post &&
                                                bytesOf(route.path) == path;
                                     }),
                 path);
    }

private:
    /// The path as a word of its own.
    static bool isDocumented(const QByteArray &path)
    {
        QFile file(QStringLiteral(TINYOBS_SOURCE_DIR "/resources/docs/api.md"));
        if (!file.open(QIODevice::ReadOnly))
            return false;
        const QRegularExpression word(QStringLiteral("(?<![\\w/])") +
                                      QRegularExpression::escape(QString::fromUtf8(path)) +
                                      QStringLiteral("(?![\\w/])"));
        return QString::fromUtf8(file.readAll()).contains(word);
    }

    SystemClock m_clock;
    Engine m_engine{Settings(), m_clock};
    LiveHub m_hub{m_engine};
};

QTEST_GUILESS_MAIN(TestRoutes)
#include "tst_routes.moc"
