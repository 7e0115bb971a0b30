// Queries in several threads over a store that others append to, write to files and merge. Meant
// for ThreadSanitizer; the answers say by themselves whether samples were read right.

#include "core/base/canceltoken.h"
#include "core/promql/query.h"
#include "tests/core/promql/scripts/scriptdata.h"

#include <QTemporaryDir>
#include <QtTest>

#include <algorithm>
#include <array>
#include <atomic>
#include <cmath>
#include <mutex>
#include <thread>

using namespace tinyobs;
using namespace tinyobs::promql;

namespace {

constexpr TimeMs Start = 1'700'000'000'000;
constexpr TimeMs RoundMs = 500;     // by which each writer's round moves the clock
constexpr int RoundsOfFlush = 25;   // at least one flush in so many rounds
constexpr int MaxRounds = 5'000;    // should nothing ever be merged
constexpr std::uint64_t Merges = 2; // to wait for
constexpr int Series = 12;          // of each writer
constexpr TimeMs LateMs = 2000;
constexpr double Slack = 1e-6;

/// The value every sample has: it grows by one each second.
double valueAt(TimeMs timeMs)
{
    return double(timeMs - Start + 100'000) / 1000;
}

/// As many observations as their sum, one in each bucket for each of them.
NativeHistogram histogramAt(TimeMs timeMs)
{
    NativeHistogram histogram;
    histogram.count = std::floor(valueAt(timeMs)) * 3;
    histogram.sum = histogram.count;
    histogram.positive = {{0, histogram.count / 3}, {1, histogram.count / 3 * 2}};
    return histogram;
}

/// What went wrong first.
class Verdict
{
public:
    void note(const std::string &what)
    {
        const std::lock_guard lock(m_mutex);
        if (m_text.empty())
            m_text = what;
    }
    std::string text() const
    {
        const std::lock_guard lock(m_mutex);
        return m_text;
    }

private:
    mutable std::mutex m_mutex;
    std::string m_text;
};

/// Until when the store has all samples: the selectors of a query are not read at one moment.
class Settled
{
public:
    void tell(int writer, TimeMs nowMs) { m_doneMs[std::size_t(writer)] = nowMs; }
    TimeMs untilMs() const { return std::min(m_doneMs[0], m_doneMs[1]) - LateMs; }

private:
    std::array<std::atomic<TimeMs>, 2> m_doneMs{Start, Start};
};

void appendRounds(Store &store, ManualClock &clock, int writer, Settled &settled, Verdict &verdict)
{
    const std::string writerText = std::to_string(writer);
    const auto isDone = [&store](int round) {
        return round >= MaxRounds || store.stats().merges >= Merges;
    };
    for (int round = 0; !isDone(round); ++round) {
        const auto flushes = static_cast<std::uint64_t>(round / RoundsOfFlush);
        while (store.stats().flushes < flushes && verdict.text().empty())
            std::this_thread::yield();
        clock.advance(RoundMs);
        const TimeMs nowMs = clock.nowMs();
        ScriptRows rows;
        for (int i = 0; i < Series; ++i) {
            // Series come and go.
            const std::string number = std::to_string(i % 3 == 0 ? i + 100 * (round / 50 % 4) : i);
            const Labels labels = Labels::fromPairs(
                {{MetricNameLabel, "seconds_total"}, {"number", number}, {"writer", writerText}});
            const TimeMs timeMs = i % 7 == 3 ? nowMs - LateMs : nowMs;
            rows.add(labels, timeMs, valueAt(timeMs), PlainRow);
        }
        rows.addHistogram(Labels::fromPairs({{MetricNameLabel, "sizes"}, {"writer", writerText}}),
                          nowMs, histogramAt(nowMs));
        AppendReport report = rows.appendTo(store);
        while (report.isUnavailable)
            report = rows.appendTo(store);
        if (!report.refusals.empty())
            verdict.note(report.refusals[0].message);
        settled.tell(writer, nowMs);
    }
}

struct Case
{
    const char *text;
    double value; // of every sample of the answer
};

constexpr Case Cases[] = {
    {"seconds_total - timestamp(seconds_total)", 100 - double(Start) / 1000},
    {"resets(seconds_total[20s])", 0},
    {"irate(seconds_total[10s])", 1},
    {"deriv(seconds_total[10s])", 1},
    {"max_over_time(seconds_total[10s]) == bool last_over_time(seconds_total[10s])", 1},
    {"group by (writer) (rate(seconds_total[15s]) > 0)", 1},
    {"max by (writer) (quantile_over_time(1, seconds_total[10s]) - "
     "on (writer, number) max_over_time(seconds_total[10s]))",
     0},
    {"histogram_count(sizes) - histogram_sum(sizes)", 0},
    {"histogram_fraction(0, 1, sizes)", 1.0 / 3},
    {"max_over_time(deriv(seconds_total[10s])[10s:1s])", 1},
    {"topk(3, seconds_total) - timestamp(seconds_total)", 100 - double(Start) / 1000},
};

std::string problemOf(const Case &wanted, const Result<QueryAnswer> &answer)
{
    if (!answer)
        return std::string(wanted.text) + ": " + answer.error().message;
    for (const ResultSeries &series : answer->series) {
        for (std::size_t i = 0; i < series.values.size(); ++i) {
            if (!(std::abs(series.values[i] - wanted.value) < Slack))
                return std::string(wanted.text) + ": " + series.labels.toString() + " is " +
                       std::to_string(series.values[i]) + " at " +
                       std::to_string(series.timesMs[i]);
        }
    }
    return {};
}

/// Returns how many values were looked at.
std::size_t queryUntil(const std::atomic_bool &done, const Store &store, const Settled &settled,
                       Verdict &verdict)
{
    std::size_t values = 0;
    Query query;
    query.isRange = true;
    query.threads = 2;
    query.blockBytes = 1000; // so that there is work for both
    while (!done) {
        for (const Case &wanted : Cases) {
            query.text = wanted.text;
            query.grid = {settled.untilMs() - 20'000, 1000, 21};
            const auto answer = runQuery(store, query, CancelToken());
            if (const std::string problem = problemOf(wanted, answer); !problem.empty())
                return verdict.note(problem), values;
            for (const ResultSeries &series : answer->series)
                values += series.values.size();
        }
    }
    return values;
}

} // namespace

class TestQueriesUnderIngest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void answersAreRightMeanwhile_data();
    void answersAreRightMeanwhile();
};

void TestQueriesUnderIngest::answersAreRightMeanwhile_data()
{
    QTest::addColumn<quint64>("memoryBytes");
    QTest::newRow("memory is plenty") << quint64(64 << 20);
    QTest::newRow("memory is short") << quint64(1 << 20);
}

void TestQueriesUnderIngest::answersAreRightMeanwhile()
{
    QFETCH(quint64, memoryBytes);
    ManualClock clock(Start);
    StoreOptions options;
    options.memoryBytes = memoryBytes;
    options.flushInterval = std::chrono::seconds(5);
    const QTemporaryDir folder;
    Store store(options, clock);
    QVERIFY(store.open(folder.path().toStdString()));
    Verdict verdict;
    Settled settled;
    std::atomic_bool done = false;
    std::atomic_size_t values = 0;

    std::vector<std::thread> others;
    for (int i = 0; i < 3; ++i)
        others.emplace_back([&] { values += queryUntil(done, store, settled, verdict); });
    others.emplace_back([&] {
        while (!done) {
            for (const auto &upkeep : {store.flush(), store.maintain()}) {
                if (!upkeep)
                    verdict.note(upkeep.error().message);
            }
        }
    });
    std::thread writer([&] { appendRounds(store, clock, 0, settled, verdict); });
    appendRounds(store, clock, 1, settled, verdict);
    writer.join();
    done = true;
    for (std::thread &other : others)
        other.join();

    QVERIFY2(verdict.text().empty(), verdict.text().c_str());
    QVERIFY(values > 0);
    const StoreStats stats = store.stats();
    QVERIFY(stats.merges >= Merges);
}

QTEST_APPLESS_MAIN(TestQueriesUnderIngest)
#include "tst_queriesunderingest.moc"
