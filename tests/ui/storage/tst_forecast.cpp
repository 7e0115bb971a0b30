#include "ui/storage/forecast.h"

#include <QTest>

#include <cmath>

using namespace tinyobs;
using namespace tinyobs::ui;
using namespace Qt::StringLiterals;

namespace {

constexpr TimeMs DayMs = 86'400'000;
constexpr std::uint64_t Gib = 1ull << 30;

/// Two bytes a sample, a thousand samples a second: 165 MiB a day.
StorageState busy(TimeMs heldMs = DayMs)
{
    return {
        .diskBytes = 2'000'000, .samples = 1'000'000, .samplesPerSecond = 1000, .heldMs = heldMs};
}

} // namespace

class TestForecast : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void tellsHowLongTheBudgetLasts()
    {
        const Forecast forecast =
            forecastOf(busy(), {.keepBytes = 2 * Gib, .keepRawMs = 30 * DayMs});
        QCOMPARE(forecast.bytesPerDay, 172'800'000.0);
        QVERIFY(std::abs(forecast.daysInBudget - 12.43) < 0.01);
        QVERIFY(forecast.endsByBudget);
        QCOMPARE(forecast.daysKept, forecast.daysInBudget);
        QCOMPARE(forecast.shareToGo, 0.0);
        QCOMPARE(toWords(forecast, {.keepBytes = 2 * Gib, .keepRawMs = 30 * DayMs}),
                 u"At 165\u2009MiB a day 2\u2009GiB hold 12 days: less than the 30 d that raw "
                 "samples may stay."_s);
    }

    void tellsWhenTimeEndsFirst()
    {
        const StorageLimits limits{.keepBytes = 20 * Gib, .keepRawMs = 15 * DayMs};
        const Forecast forecast = forecastOf(busy(), limits);
        QVERIFY(!forecast.endsByBudget);
        QCOMPARE(forecast.daysKept, 15.0);
        QVERIFY(toWords(forecast, limits).contains(u"not reached"_s));
    }

    void knowsNoBound()
    {
        const StorageLimits limits{.keepBytes = 0, .keepRawMs = 15 * DayMs};
        const Forecast forecast = forecastOf(busy(), limits);
        QVERIFY(std::isinf(forecast.daysInBudget));
        QVERIFY(toWords(forecast, limits).contains(u"without a bound"_s));
    }

    void saysWhenThereIsTooLittleToTell()
    {
        const StorageLimits limits{.keepBytes = Gib, .keepRawMs = DayMs};
        for (const StorageState &state :
             {StorageState{}, StorageState{.diskBytes = 5000, .samples = 10, .samplesPerSecond = 1},
              StorageState{.diskBytes = 5'000'000, .samples = 1'000'000}})
            QVERIFY(toWords(forecastOf(state, limits), limits).contains(u"Too little"_s));
    }

    void saysWhatHasToGo()
    {
        QCOMPARE(forecastOf(busy(10 * DayMs), {.keepBytes = Gib, .keepRawMs = 5 * DayMs}).shareToGo,
                 0.5);
        QCOMPARE(forecastOf(busy(), {.keepBytes = 500'000, .keepRawMs = 5 * DayMs}).shareToGo,
                 0.75);
    }
};

QTEST_APPLESS_MAIN(TestForecast)
#include "tst_forecast.moc"
