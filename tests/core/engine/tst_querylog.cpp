// The log of queries: what runs, what was slow, and that it stays small.

#include "core/engine/querylog.h"

#include <QtTest>

using namespace tinyobs;

namespace {

constexpr TimeMs Now = 1'700'000'000'000;

} // namespace

class TestQueryLog : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void whatRunsIsActive();
    void whatIsAskedAgainIsOneEntry();
    void theFastestMakesRoom();
    void anHourAgoIsForgotten();
    void longTextsAreCutInFrontOfACharacter();

private:
    ManualClock m_clock{Now};
};

void TestQueryLog::whatRunsIsActive()
{
    QueryLog log(m_clock);
    const std::uint64_t first = log.begin({.text = "up", .origin = "window", .stepMs = 0});
    const std::uint64_t second = log.begin({.text = "down", .origin = "api", .stepMs = 15'000});
    QCOMPARE(log.status().active.size(), std::size_t(2));
    QCOMPARE(log.status().active.front().text, "up");
    log.end(first, {.samples = 7, .series = 2, .points = 2, .error = {}});
    log.end(second, {.samples = 0, .series = 0, .points = 0, .error = "timed out"});
    log.end(second, {});
    const QueryLogStatus status = log.status();
    QVERIFY(status.active.empty());
    QCOMPARE(status.slowest.size(), std::size_t(2));
    QCOMPARE(status.finished, std::uint64_t(2));
    QCOMPARE(status.failed, std::uint64_t(1));
    QCOMPARE(status.samples, std::uint64_t(7));
}

void TestQueryLog::whatIsAskedAgainIsOneEntry()
{
    QueryLog log(m_clock);
    for (const TimeMs step : {0, 0, 15'000})
        log.end(log.begin({.text = "up", .origin = "api", .stepMs = step}), {});
    const QueryLogStatus status = log.status();
    QCOMPARE(status.slowest.size(), std::size_t(2));
    QCOMPARE(status.slowest[0].runs + status.slowest[1].runs, std::uint64_t(3));
}

void TestQueryLog::theFastestMakesRoom()
{
    QueryLog log(m_clock);
    const std::uint64_t slow = log.begin({.text = "slow", .origin = "api"});
    for (std::size_t i = 0; i < 2 * QueryLog::MaxSlowest; ++i)
        log.end(log.begin({.text = std::to_string(i), .origin = "api"}), {});
    log.end(slow, {});
    const QueryLogStatus status = log.status();
    QCOMPARE(status.slowest.size(), QueryLog::MaxSlowest);
    QCOMPARE(status.slowest.front().text, "slow");
}

void TestQueryLog::anHourAgoIsForgotten()
{
    QueryLog log(m_clock);
    log.end(log.begin({.text = "up", .origin = "api"}), {});
    m_clock.advance(QueryLog::SlowestOf.count() + 1);
    QVERIFY(log.status().slowest.empty());
    QCOMPARE(log.status().finished, std::uint64_t(1));
}

void TestQueryLog::longTextsAreCutInFrontOfACharacter()
{
    QueryLog log(m_clock);
    const std::string text = std::string(QueryLog::MaxTextBytes - 1, 'a') + "\xc3\xbc";
    const std::uint64_t number = log.begin({.text = text, .origin = "api"});
    QCOMPARE(log.status().active.front().text, std::string(QueryLog::MaxTextBytes - 1, 'a'));
    log.end(number, {});
}

QTEST_GUILESS_MAIN(TestQueryLog)
#include "tst_querylog.moc"
