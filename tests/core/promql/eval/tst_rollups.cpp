// Queries over times of which only rollups are left: what whole rows can say is what the samples
// said, the rest is near it and comes with a warning.

#include "core/base/canceltoken.h"
#include "core/promql/query.h"
#include "tests/core/promql/scripts/scriptdata.h"

#include <QTemporaryDir>
#include <QtTest>

#include <cmath>
#include <map>
#include <random>

using namespace tinyobs;
using namespace tinyobs::promql;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr TimeMs Minute = 60'000;
constexpr TimeMs Hour = 60 * Minute;
constexpr TimeMs DayLength = 24 * Hour;
constexpr TimeMs FirstDay = 20'000 * DayLength;
constexpr TimeMs End = FirstDay + 4 * DayLength - Hour;

RetentionLimits keepRaw(std::chrono::milliseconds duration)
{
    return {.keepFor = {duration, 24h * 90, 24h * 730}};
}

Labels named(std::string_view name)
{
    return Labels::fromPairs({{MetricNameLabel, name}});
}

void maintain(Store &store)
{
    for (int i = 0; i < 8; ++i) {
        const Result<void> done = store.maintain();
        QVERIFY2(done, done ? "" : done.error().message.c_str());
    }
}

ScriptRows fourDays()
{
    std::mt19937_64 random(5);
    ScriptRows rows;
    double counter = 0;
    NativeHistogram sizes;
    sizes.positive = {{0, 0}, {1, 0}};
    for (TimeMs t = FirstDay; t <= End; t += 15'000) {
        counter = random() % 1500 == 0 ? double(random() % 50) : counter + double(random() % 10);
        rows.add(named("count_total"), t, counter, 0);
        rows.add(named("level"), t, 100 * std::sin(double(t - FirstDay) / double(7 * Hour)), 0);
        if (t % Minute == 0) {
            sizes.positive[random() % 2].count += 1;
            sizes.count += 1;
            sizes.sum += 1.5;
            rows.addHistogram(named("sizes"), t, sizes);
        }
    }
    return rows;
}

/// By step.
using Values = std::map<TimeMs, double>;

struct Case
{
    const char *name;
    const char *text;
    double tolerance; // of the value
};

// Steps and windows are whole hours.
const Case Cases[] = {
    {"an instant", "level", 0},
    {"an instant with an offset", "level offset 1h", 0},
    {"a moment", "timestamp(level)", 0},
    {"lowest", "min_over_time(level[1h])", 0},
    {"highest", "max_over_time(level[2h])", 0},
    {"total", "sum_over_time(level[1h])", 1e-9},
    {"number", "count_over_time(level[1h])", 0},
    {"mean", "avg_over_time(level[3h])", 1e-9},
    {"last", "last_over_time(level[1h])", 0},
    {"presence", "present_over_time(level[1h])", 0},
    {"of an aggregation", "sum(max_over_time(level[1h]) + 1)", 0},
    {"rate", "rate(count_total[6h])", 0.01},
    {"increase", "increase(count_total[6h])", 0.01},
    {"resets", "resets(count_total[6h])", 0},
    // Where rows end and samples begin a window has more of these.
    {"quantile, of samples thinned out", "quantile_over_time(0.5, level[6h]) + 200", 0.2},
    {"observations of a histogram", "histogram_count(sizes)", 0},
    {"quantile of a histogram", "histogram_quantile(0.5, sizes)", 1e-9},
    // One sample a minute is kept as rows of an hour: the first one of a window is far from its
    // start, and extrapolated.
    {"rate of a histogram", "histogram_count(rate(sizes[6h]))", 0.2},
};

} // namespace

class TestRollups : public QObject
{
    Q_OBJECT

    QTemporaryDir m_folder;
    ManualClock m_clock{End};
    std::unique_ptr<Store> m_store;
    std::map<std::string, Values> m_before;         // answers while there were samples
    std::map<std::string, QueryAnswer> m_meanwhile; // while there were samples and rollups

    QueryAnswer ask(const std::string &text, TimeMs fromMs, TimeMs toMs, TimeMs stepMs)
    {
        Query query;
        query.text = text;
        query.isRange = true;
        query.grid = {fromMs, stepMs, std::size_t((toMs - fromMs) / stepMs) + 1};
        auto answer = runQuery(*m_store, query, CancelToken());
        if (!answer)
            qFatal("%s", answer.error().message.c_str());
        return *std::move(answer);
    }
    Values valuesOf(const QueryAnswer &answer)
    {
        Values values;
        for (const ResultSeries &series : answer.series) {
            for (std::size_t i = 0; i < series.timesMs.size(); ++i)
                values[series.timesMs[i]] = series.values[i];
        }
        return values;
    }
    QueryAnswer askHourly(const char *text) { return ask(text, FirstDay + 7 * Hour, End, Hour); }

private Q_SLOTS:
    void initTestCase()
    {
        StoreOptions options;
        options.retention = keepRaw(24h * 30);
        m_store = std::make_unique<Store>(options, m_clock);
        QVERIFY(m_store->open(m_folder.path().toStdString()));
        QCOMPARE(fourDays().appendTo(*m_store).refusals.size(), std::size_t(0));
        QVERIFY(m_store->flush());
        for (const Case &each : Cases) {
            const QueryAnswer answer = askHourly(each.text);
            QCOMPARE(answer.series.size(), std::size_t(1));
            QVERIFY2(answer.warnings.empty(), each.text);
            m_before[each.text] = valuesOf(answer);
        }
        maintain(*m_store);
        for (const Case &each : Cases)
            m_meanwhile[each.text] = askHourly(each.text);
        ScriptRows late;
        late.add(named("late"), FirstDay + 90 * Minute, 7, 0);
        QCOMPARE(late.appendTo(*m_store).refusals.size(), std::size_t(0));
        const auto found =
            valuesOf(ask("max_over_time(late[1h])", FirstDay + Hour, FirstDay + 3 * Hour, Hour));
        QCOMPARE(found, (Values{{FirstDay + 2 * Hour, 7}}));
        maintain(*m_store);
        m_store->setRetention(keepRaw(24h)); // the first two days go
        maintain(*m_store);
    }

    void answersAsFromSamples_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<double>("tolerance");
        for (const Case &each : Cases)
            QTest::newRow(each.name) << QByteArray(each.text) << each.tolerance;
    }
    void answersAsFromSamples()
    {
        QFETCH(const QByteArray, text);
        QFETCH(const double, tolerance);
        const QueryAnswer answer = askHourly(text.constData());
        QVERIFY(answer.warnings.empty());
        const Values now = valuesOf(answer);
        const Values &before = m_before.at(text.toStdString());
        QCOMPARE(now.size(), before.size());
        for (const auto &[timeMs, value] : before) {
            QVERIFY(now.contains(timeMs));
            QVERIFY2(std::abs(now.at(timeMs) - value) <= tolerance * std::abs(value),
                     qPrintable(u"%1 instead of %2, %3 h after the start"_s.arg(now.at(timeMs))
                                    .arg(value)
                                    .arg((timeMs - FirstDay) / Hour)));
        }
    }

    void readsRowsWhereTheyAreExact_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<bool>("readsRows");
        for (const char *text : {"level", "min_over_time(level[1h])", "max_over_time(level[2h])",
                                 "sum_over_time(level[1h])", "count_over_time(level[1h])",
                                 "avg_over_time(level[3h])", "last_over_time(level[1h])"})
            QTest::newRow(text) << QByteArray(text) << true;
        for (const char *text : {"rate(count_total[6h])", "resets(count_total[6h])"})
            QTest::newRow(text) << QByteArray(text) << false;
    }
    void readsRowsWhereTheyAreExact()
    {
        QFETCH(const QByteArray, text);
        QFETCH(const bool, readsRows);
        const QueryAnswer &answer = m_meanwhile.at(text.toStdString());
        // Of three days that are over rows of an hour, of the last one samples.
        constexpr std::uint64_t OfADay = DayLength / 15'000;
        QCOMPARE(answer.stats.samplesRead < 2 * OfADay, readsRows);
        QVERIFY(answer.warnings.empty());
        const Values now = valuesOf(answer);
        const Values &before = m_before.at(text.toStdString());
        QCOMPARE(now.size(), before.size());
        for (const auto &[timeMs, value] : before)
            QVERIFY(std::abs(now.at(timeMs) - value) <= 1e-12 * std::abs(value));
    }

    void losesNoIncrease()
    {
        double all = 0;
        for (const auto &[timeMs, value] :
             valuesOf(ask("increase(count_total[1d])", FirstDay + DayLength,
                          FirstDay + 2 * DayLength, DayLength)))
            all += value;
        double counted = 0;
        double before = -1;
        std::mt19937_64 random(5);
        double counter = 0;
        for (TimeMs t = FirstDay; t <= FirstDay + 2 * DayLength; t += 15'000) {
            counter =
                random() % 1500 == 0 ? double(random() % 50) : counter + double(random() % 10);
            if (t % Minute == 0)
                random();
            if (before >= 0)
                counted += counter < before ? counter : counter - before;
            before = counter;
        }
        QVERIFY2(std::abs(all - counted) < counted * 0.001,
                 qPrintable(u"%1, %2"_s.arg(all).arg(counted)));
    }

    void warnsOfWhatIsCoarse_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<TimeMs>("stepMs");
        QTest::addColumn<QByteArray>("end");
        QTest::newRow("a step that is finer")
            << QByteArray("level") << TimeMs(15'000) << QByteArray("the step of 15s is finer");
        QTest::newRow("a window that is finer") << QByteArray("rate(count_total[30s])") << Minute
                                                << QByteArray("the window of 30s is finer");
        QTest::newRow("a window that is no multiple")
            << QByteArray("max_over_time(level[90s])") << Minute
            << QByteArray("the window of 90s is not a multiple");
    }
    void warnsOfWhatIsCoarse()
    {
        QFETCH(const QByteArray, text);
        QFETCH(const TimeMs, stepMs);
        QFETCH(const QByteArray, end);
        const QueryAnswer answer =
            ask(text.toStdString(), FirstDay + Hour, FirstDay + 2 * Hour, stepMs);
        QCOMPARE(answer.warnings.size(), std::size_t(1));
        QVERIFY2(answer.warnings[0].ends_with(end.toStdString()), answer.warnings[0].c_str());
    }
};

QTEST_GUILESS_MAIN(TestRollups)
#include "tst_rollups.moc"
