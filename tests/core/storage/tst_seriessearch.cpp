// Which series, label names and values there are within a range of time: in memory, in files, in
// both; what is deleted or expired is not there.

#include "core/storage/store.h"
#include "tests/core/storage/samplerows.h"

#include <QTemporaryDir>
#include <QtTest>

#include <limits>

using namespace tinyobs;

namespace {

constexpr TimeMs Now = 1'700'000'000'000;
constexpr TimeMs Minute = 60'000;
constexpr TimeMs Always = std::numeric_limits<TimeMs>::min();
constexpr TimeMs Forever = std::numeric_limits<TimeMs>::max();

using Selectors = std::vector<std::vector<Matcher>>;

QStringList textOf(const std::vector<std::string> &texts)
{
    QStringList list;
    for (const std::string &text : texts)
        list << QString::fromStdString(text);
    return list;
}

QStringList found(const Store &store, const Selectors &selectors, TimeMs fromMs, TimeMs toMs)
{
    const Snapshot series = store.findSeries(selectors, fromMs, toMs);
    QStringList list;
    for (std::size_t i = 0; i < series.size(); ++i)
        list << QString::fromStdString(series.labels(i).toString());
    list.sort();
    return list;
}

} // namespace

class TestSeriesSearch : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void searches_data();
    void searches();
    void namesAndValues_data();
    void namesAndValues();
    void whatIsDeletedIsGone();
    void whatIsExpiredIsGone();
    void manySeriesAreVisitedInTurns();

private:
    std::optional<QTemporaryDir> m_folder;
    std::optional<Store> m_store;
    ManualClock m_clock{Now};
};

/// old{a="1"} ended half an hour ago, new{a="2",b="x"} began ten minutes ago, both{a="3"} spans
/// all.
void TestSeriesSearch::init()
{
    m_store.reset();
    m_clock.set(Now);
    m_folder.emplace();
    m_store.emplace(StoreOptions(), m_clock);
    QVERIFY(m_store->open(m_folder->path().toStdString()));
    SampleRows rows;
    for (const TimeMs ago : {60, 30, 10, 0}) {
        const TimeMs time = Now - ago * Minute;
        if (ago >= 30)
            rows.add(labelsOf({{"__name__", "old"}, {"a", "1"}}), time, 1);
        if (ago <= 10)
            rows.add(labelsOf({{"__name__", "new"}, {"a", "2"}, {"b", "x"}}), time, 1);
        rows.add(labelsOf({{"__name__", "both"}, {"a", "3"}}), time, 1);
    }
    rows.appendTo(*m_store);
}

void TestSeriesSearch::searches_data()
{
    QTest::addColumn<bool>("flushed");
    QTest::addColumn<int>("from"); // minutes ago, -1: since ever
    QTest::addColumn<int>("to");
    QTest::addColumn<QStringList>("names");
    for (const bool flushed : {false, true}) {
        const auto row = [flushed](const char *name, int from, int to, const char *names) {
            QTest::addRow("%s, %s", name, flushed ? "in files" : "in memory")
                << flushed << from << to
                << QString::fromLatin1(names).split(u' ', Qt::SkipEmptyParts);
        };
        row("all times", -1, 0, "both new old");
        row("since an ended one ended", 30, 0, "both new old");
        row("after it ended", 29, 0, "both new");
        row("nothing yet", 90, 61, "");
    }
    QTest::addRow("before one began, in memory")
        << false << 60 << 11 << QStringList{QStringLiteral("both"), QStringLiteral("old")};
}

void TestSeriesSearch::searches()
{
    QFETCH(bool, flushed);
    QFETCH(int, from);
    QFETCH(int, to);
    QFETCH(QStringList, names);
    if (flushed)
        QVERIFY(m_store->flush());
    const TimeMs fromMs = from < 0 ? Always : Now - from * Minute;
    const TimeMs toMs = from < 0 ? Forever : Now - to * Minute;
    QCOMPARE(textOf(m_store->findLabelValues("__name__", {}, fromMs, toMs)), names);
    QCOMPARE(found(*m_store, {}, fromMs, toMs).size(), names.size());
}

void TestSeriesSearch::namesAndValues_data()
{
    QTest::addColumn<QByteArray>("metrics");
    QTest::addColumn<QStringList>("names");
    QTest::addColumn<QStringList>("values");
    const auto row = [](const char *name, const char *metrics, const char *names,
                        const char *values) {
        QTest::newRow(name) << QByteArray(metrics) << QString::fromLatin1(names).split(u' ')
                            << QString::fromLatin1(values).split(u' ', Qt::SkipEmptyParts);
    };
    row("of all", "", "__name__ a b", "1 2 3");
    row("of one", "old", "__name__ a", "1");
    row("of any of two", "old new", "__name__ a b", "1 2");
}

void TestSeriesSearch::namesAndValues()
{
    QFETCH(QByteArray, metrics);
    QFETCH(QStringList, names);
    QFETCH(QStringList, values);
    Selectors selectors;
    for (const QByteArray &metric : metrics.split(' ')) {
        if (!metric.isEmpty())
            selectors.push_back({equals("__name__", metric.toStdString())});
    }
    QCOMPARE(textOf(m_store->findLabelNames(selectors, Always, Forever)), names);
    QCOMPARE(textOf(m_store->findLabelValues("a", selectors, Always, Forever)), values);
    QVERIFY(m_store->findLabelValues("none", selectors, Always, Forever).empty());
}

void TestSeriesSearch::whatIsDeletedIsGone()
{
    const Selectors old{{equals("__name__", "old")}};
    QVERIFY(m_store->deleteSeries(old, Always, Forever));
    QCOMPARE(textOf(m_store->findLabelValues("__name__", {}, Always, Forever)),
             (QStringList{QStringLiteral("both"), QStringLiteral("new")}));
    SampleRows rows;
    rows.add(labelsOf({{"__name__", "old"}, {"a", "1"}}), Now, 1).appendTo(*m_store);
    QCOMPARE(found(*m_store, old, Always, Forever), QStringList{QStringLiteral("old{a=\"1\"}")});
}

void TestSeriesSearch::whatIsExpiredIsGone()
{
    m_clock.set(Now + m_store->retention().keepRaw().count() - 20 * Minute);
    QCOMPARE(textOf(m_store->findLabelValues("__name__", {}, Always, Forever)),
             (QStringList{QStringLiteral("both"), QStringLiteral("new")}));
}

void TestSeriesSearch::manySeriesAreVisitedInTurns()
{
    constexpr int Count = 10'000;
    SampleRows rows;
    for (int i = 0; i < Count; ++i)
        rows.add(labelsOf({{"__name__", "many"}, {"i", std::to_string(i)}}), Now - Minute, i);
    rows.appendTo(*m_store);
    const Selectors many{{equals("__name__", "many")}};
    // The range cuts the generation, so that each series is looked at.
    QCOMPARE(m_store->findSeries(many, Now - 5 * Minute, Now).size(), std::size_t(Count));
    QCOMPARE(m_store->findLabelNames(many, Now - 5 * Minute, Now).size(), std::size_t(2));
    QCOMPARE(m_store->findSeries(many, Now, Now).size(), std::size_t(0));
}

QTEST_GUILESS_MAIN(TestSeriesSearch)
#include "tst_seriessearch.moc"
