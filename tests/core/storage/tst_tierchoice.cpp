// Which tier answers where, and what is said about it.

#include "core/storage/tierchoice.h"

#include <QtTest>

using namespace tinyobs;
using namespace Qt::StringLiterals;

namespace {

constexpr TimeMs Second = 1000;
constexpr TimeMs Minute = 60 * Second;
constexpr TimeMs Hour = 60 * Minute;
constexpr Day Today = 20'000; // 2024-10-04

TierSpan days(Tier tier, Day first, Day last)
{
    return {tier, dayStartMs(first), dayStartMs(last + 1) - 1};
}

using Spans = QList<TierSpan>;

} // namespace

class TestTierChoice : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void choosesTheFinestTier_data()
    {
        QTest::addColumn<Spans>("coverage");
        QTest::addColumn<int>("firstDay");
        QTest::addColumn<int>("lastDay");
        QTest::addColumn<Spans>("spans");
        const Spans usual{days(Tier::Hour, Today - 700, Today - 1),
                          days(Tier::Minute, Today - 90, Today - 1),
                          days(Tier::Raw, Today - 15, Today)};
        QTest::newRow("samples where they are")
            << usual << Today - 3 << Today << Spans{days(Tier::Raw, Today - 3, Today)};
        QTest::newRow("minutes before samples") << usual << Today - 20 << Today
                                                << Spans{days(Tier::Minute, Today - 20, Today - 16),
                                                         days(Tier::Raw, Today - 15, Today)};
        QTest::newRow("hours before minutes") << usual << Today - 100 << Today - 10
                                              << Spans{days(Tier::Hour, Today - 100, Today - 91),
                                                       days(Tier::Minute, Today - 90, Today - 16),
                                                       days(Tier::Raw, Today - 15, Today - 10)};
        QTest::newRow("nothing before everything")
            << usual << Today - 800 << Today - 690
            << Spans{days(Tier::Hour, Today - 700, Today - 690)};
        QTest::newRow("nothing at all") << Spans{} << Today - 1 << Today << Spans{};
        QTest::newRow("files next to each other are one span")
            << Spans{days(Tier::Raw, Today, Today), days(Tier::Raw, Today - 1, Today - 1),
                     days(Tier::Raw, Today - 1, Today - 1)}
            << Today - 2 << Today << Spans{days(Tier::Raw, Today - 1, Today)};
        QTest::newRow("rollups fill a gap of samples")
            << Spans{days(Tier::Raw, Today - 4, Today - 4), days(Tier::Raw, Today, Today),
                     days(Tier::Hour, Today - 9, Today)}
            << Today - 5 << Today
            << Spans{days(Tier::Hour, Today - 5, Today - 5), days(Tier::Raw, Today - 4, Today - 4),
                     days(Tier::Hour, Today - 3, Today - 1), days(Tier::Raw, Today, Today)};
        QTest::newRow("an empty range") << usual << Today << Today - 1 << Spans{};
    }
    void choosesTheFinestTier()
    {
        QFETCH(const Spans, coverage);
        QFETCH(const int, firstDay);
        QFETCH(const int, lastDay);
        QFETCH(const Spans, spans);
        const std::vector<TierSpan> chosen =
            chooseTiers(std::vector<TierSpan>(coverage.begin(), coverage.end()),
                        dayStartMs(firstDay), dayStartMs(lastDay + 1) - 1);
        QCOMPARE(Spans(chosen.begin(), chosen.end()), spans);
    }

    void saysWhatIsCoarse_data()
    {
        QTest::addColumn<qint64>("stepMs");
        QTest::addColumn<QStringList>("warnings");
        QTest::newRow("finer than both")
            << qint64(15 * Second)
            << QStringList{u"before 2024-09-19T00:00:00Z only 1m rollups are kept, the step of 15s "
                           "is finer"_s,
                           u"before 2024-07-06T00:00:00Z only 1h rollups are kept, the step of 15s "
                           "is finer"_s};
        QTest::newRow("a minute is finer than an hour")
            << qint64(Minute)
            << QStringList{u"before 2024-07-06T00:00:00Z only 1h rollups are kept, the step of 1m "
                           "is finer"_s};
        QTest::newRow("not a multiple")
            << qint64(90 * Minute)
            << QStringList{u"before 2024-07-06T00:00:00Z only 1h rollups are kept, the step of 90m "
                           "is not a multiple"_s};
        QTest::newRow("a multiple of both") << qint64(6 * Hour) << QStringList{};
        QTest::newRow("samples as they are")
            << qint64(0)
            << QStringList{u"before 2024-09-19T00:00:00Z only 1m rollups are kept, samples are "
                           "not: ask with a step of at least 1m"_s,
                           u"before 2024-07-06T00:00:00Z only 1h rollups are kept, samples are "
                           "not: ask with a step of at least 1h"_s};
    }
    void saysWhatIsCoarse()
    {
        QFETCH(const qint64, stepMs);
        QFETCH(const QStringList, warnings);
        const std::vector<TierSpan> spans{days(Tier::Hour, Today - 100, Today - 91),
                                          days(Tier::Minute, Today - 90, Today - 16),
                                          days(Tier::Raw, Today - 15, Today)};
        QStringList said;
        for (const std::string &warning : coarsenessWarnings(spans, stepMs))
            said << QString::fromStdString(warning);
        QCOMPARE(said, warnings);
    }
};

QTEST_GUILESS_MAIN(TestTierChoice)
#include "tst_tierchoice.moc"
