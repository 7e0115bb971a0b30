// Rows of a rollup against their definition, midnight before all.

#include "core/storage/disk/rollup.h"
#include "tests/core/storage/disk/datafilerows.h"

#include <QtTest>

#include <algorithm>
#include <cmath>
#include <limits>
#include <random>

using namespace tinyobs;
using namespace Qt::StringLiterals;

namespace {

constexpr TimeMs Minute = 60'000;
constexpr TimeMs Hour = 3'600'000;
constexpr TimeMs Midnight = dayStartMs(20'000);
constexpr double NaN = std::numeric_limits<double>::quiet_NaN();

struct Row
{
    TimeMs timeMs = 0;
    std::uint64_t count = 0;
    std::uint64_t min = 0, max = 0, sum = 0, last = 0, increase = 0; // bits
    TimeMs lastMs = 0;

    bool operator==(const Row &) const = default;
};

std::vector<Row> rowsOf(const encoding::RollupColumns &columns)
{
    std::vector<Row> rows;
    for (std::size_t i = 0; i < columns.size(); ++i) {
        rows.push_back({columns.timesMs[i], columns.counts[i], bitsOf(columns.min[i]),
                        bitsOf(columns.max[i]), bitsOf(columns.sum[i]), bitsOf(columns.last[i]),
                        bitsOf(columns.increase[i]), columns.lastMs[i]});
    }
    return rows;
}

/// One row for each window and day, every sample asked for each of them.
std::vector<Row> naive(const SeriesRows &samples, TimeMs stepMs, std::optional<double> before)
{
    std::map<std::pair<Day, TimeMs>, std::vector<std::pair<TimeMs, double>>> windows;
    for (const auto &[timeMs, bits] : samples) {
        TimeMs end = timeMs / stepMs * stepMs - stepMs;
        while (end < timeMs)
            end += stepMs;
        windows[{dayOf(timeMs), end}].emplace_back(timeMs, std::bit_cast<double>(bits));
    }
    std::vector<Row> rows;
    for (const auto &[key, members] : windows) {
        std::vector<double> numbers;
        double sum = 0;
        double increase = 0;
        for (const auto &[timeMs, value] : members) {
            sum += value;
            if (std::isnan(value))
                continue;
            numbers.push_back(value);
            if (before)
                increase += value < *before ? value : value - *before;
            before = value;
        }
        const double min = numbers.empty() ? members[0].second : *std::ranges::min_element(numbers);
        const double max = numbers.empty() ? members[0].second : *std::ranges::max_element(numbers);
        rows.push_back({std::min(key.second, dayStartMs(key.first + 1) - 1), members.size(),
                        bitsOf(min), bitsOf(max), bitsOf(sum), bitsOf(members.back().second),
                        bitsOf(increase), members.back().first});
    }
    return rows;
}

std::vector<Row> rolled(const SeriesRows &samples, TimeMs stepMs, std::optional<double> before = {})
{
    encoding::RollupColumns rows;
    rollUp(columnsOf(samples), stepMs, before, rows);
    return rowsOf(rows);
}

SeriesRows randomSamples(std::mt19937_64 &random, TimeMs fromMs, TimeMs distanceMs)
{
    SeriesRows samples;
    double value = 0;
    for (TimeMs t = fromMs; t < fromMs + 3 * DayMs;) {
        // Onto the borders of windows and days more often than chance would.
        const TimeMs at = random() % 4 == 0 ? t - t % Minute : t;
        value = random() % 50 == 0 ? 0 : value + double(random() % 100);
        samples[at] = bitsOf(random() % 20 == 0 ? NaN : value);
        t += 1 + TimeMs(random() % std::uint64_t(2 * distanceMs));
    }
    return samples;
}

} // namespace

class TestRollup : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void putsASampleIntoItsRow_data()
    {
        QTest::addColumn<qint64>("timeMs");
        QTest::addColumn<qint64>("stepMs");
        QTest::addColumn<qint64>("rowMs");
        QTest::addColumn<qint64>("rowStartMs");
        QTest::newRow("within a window")
            << qint64(Minute + 1) << qint64(Minute) << qint64(2 * Minute) << qint64(Minute + 1);
        QTest::newRow("at the end of a window")
            << qint64(2 * Minute) << qint64(Minute) << qint64(2 * Minute) << qint64(Minute + 1);
        QTest::newRow("at midnight, alone")
            << qint64(Midnight) << qint64(Hour) << qint64(Midnight) << qint64(Midnight);
        QTest::newRow("just before midnight, without it")
            << qint64(Midnight - 1) << qint64(Hour) << qint64(Midnight - 1)
            << qint64(Midnight - Hour + 1);
        QTest::newRow("just after midnight") << qint64(Midnight + 1) << qint64(Hour)
                                             << qint64(Midnight + Hour) << qint64(Midnight + 1);
        QTest::newRow("before 1970")
            << qint64(-1) << qint64(Minute) << qint64(-1) << qint64(-Minute + 1);
        QTest::newRow("before 1970, end of a window")
            << qint64(-Minute) << qint64(Minute) << qint64(-Minute) << qint64(-2 * Minute + 1);
        QTest::newRow("1970") << qint64(0) << qint64(Minute) << qint64(0) << qint64(0);
    }
    void putsASampleIntoItsRow()
    {
        QFETCH(const qint64, timeMs);
        QFETCH(const qint64, stepMs);
        QFETCH(const qint64, rowMs);
        QFETCH(const qint64, rowStartMs);
        QCOMPARE(rollupRowTime(timeMs, stepMs), rowMs);
        QCOMPARE(rollupRowTime(rowMs, stepMs), rowMs);
        QCOMPARE(rollupRowStart(rowMs, stepMs), rowStartMs);
    }

    void countsIncreasesFromTheSampleBefore_data()
    {
        QTest::addColumn<QList<double>>("values");
        QTest::addColumn<double>("before"); // NaN: none
        QTest::addColumn<double>("increase");
        QTest::newRow("the first sample of all") << QList<double>{7} << NaN << 0.0;
        QTest::newRow("since the day before") << QList<double>{7} << 5.0 << 2.0;
        QTest::newRow("a restart is counted from zero") << QList<double>{3} << 5.0 << 3.0;
        QTest::newRow("a restart within") << QList<double>{7, 2, 4} << 5.0 << 6.0;
        QTest::newRow("NaN is left out") << QList<double>{NaN, 9, NaN} << 5.0 << 4.0;
        QTest::newRow("nothing but NaN") << QList<double>{NaN} << 5.0 << 0.0;
    }
    void countsIncreasesFromTheSampleBefore()
    {
        QFETCH(const QList<double>, values);
        QFETCH(const double, before);
        QFETCH(const double, increase);
        SampleColumns samples;
        for (const double value : values)
            samples.append(Midnight + 1 + TimeMs(samples.size()), value);
        encoding::RollupColumns rows;
        rollUp(samples, Minute, before, rows);
        QCOMPARE(rows.size(), std::size_t(1));
        QCOMPARE(rows.increase[0], increase);
    }

    void carriesNaNAcrossRows()
    {
        SampleColumns samples;
        samples.append(Midnight + Minute, 5);
        samples.append(Midnight + 2 * Minute, NaN);
        samples.append(Midnight + 3 * Minute, 8);
        encoding::RollupColumns rows;
        rollUp(samples, Minute, {}, rows);
        QVERIFY((rows.increase == std::vector<double>{0, 0, 3}));
        QVERIFY(std::isnan(rows.min[1]) && std::isnan(rows.max[1]) && std::isnan(rows.last[1]));
    }

    void isWhatItsDefinitionSays_data()
    {
        QTest::addColumn<int>("seed");
        for (int seed = 1; seed <= 12; ++seed)
            QTest::addRow("seed %d", seed) << seed;
    }
    void isWhatItsDefinitionSays()
    {
        QFETCH(const int, seed);
        std::mt19937_64 random(static_cast<unsigned>(seed));
        const TimeMs fromMs = seed % 3 == 0 ? -2 * DayMs : Midnight - TimeMs(random() % DayMs);
        const SeriesRows samples = randomSamples(random, fromMs, seed % 2 == 0 ? 20'000 : 300'000);
        for (const TimeMs stepMs : {Minute, Hour}) {
            const std::optional<double> before =
                seed % 2 == 0 ? std::optional(double(seed)) : std::nullopt;
            QVERIFY(rolled(samples, stepMs, before) == naive(samples, stepMs, before));
        }
    }

    void madeByDaysIsMadeAtOnce_data() { isWhatItsDefinitionSays_data(); }
    void madeByDaysIsMadeAtOnce()
    {
        QFETCH(const int, seed);
        std::mt19937_64 random(static_cast<unsigned>(seed));
        const SeriesRows samples =
            randomSamples(random, seed % 3 == 0 ? -2 * DayMs : Midnight, 100'000);
        for (const TimeMs stepMs : {Minute, Hour}) {
            std::map<Day, SeriesRows> days;
            for (const auto &[timeMs, bits] : samples)
                days[dayOf(timeMs)][timeMs] = bits;
            encoding::RollupColumns rows;
            std::optional<double> before;
            for (const auto &[day, part] : days) {
                const std::size_t begin = rows.size();
                rollUp(columnsOf(part), stepMs, before, rows);
                for (std::size_t i = begin; i < rows.size(); ++i)
                    QCOMPARE(dayOf(rows.timesMs[i]), day);
                for (const auto &[timeMs, bits] : part) {
                    if (const double value = std::bit_cast<double>(bits); !std::isnan(value))
                        before = value;
                }
            }
            QVERIFY(std::ranges::is_sorted(rows.timesMs, std::less_equal<>())); // none twice
            QVERIFY(rowsOf(rows) == rolled(samples, stepMs));
        }
    }

    // What makes midnight's two rows one window for those who read them.
    void holdsTheSamplesOfEveryMultipleOfTheStep()
    {
        std::mt19937_64 random(7);
        const SeriesRows samples = randomSamples(random, Midnight - DayMs, 40'000);
        encoding::RollupColumns rows;
        rollUp(columnsOf(samples), Minute, {}, rows);
        for (const TimeMs widthMs : {Minute, 5 * Minute, Hour, DayMs, 2 * DayMs}) {
            for (TimeMs end = Midnight - DayMs; end < Midnight + 3 * DayMs; end += widthMs) {
                std::uint64_t inRows = 0;
                for (std::size_t i = 0; i < rows.size(); ++i) {
                    if (rows.timesMs[i] > end - widthMs && rows.timesMs[i] <= end)
                        inRows += rows.counts[i];
                }
                const auto inSamples =
                    std::distance(samples.upper_bound(end - widthMs), samples.upper_bound(end));
                QCOMPARE(inRows, std::uint64_t(inSamples));
                if (end % DayMs != 0)
                    end += 17 * widthMs; // midnights all, the rest in part
            }
        }
    }
};

QTEST_GUILESS_MAIN(TestRollup)
#include "tst_rollup.moc"
