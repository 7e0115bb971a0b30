// The store under several threads at once: two that append, with series that come and go, two that
// read, one that keeps the bounds and one that asks what changed. Meant for ThreadSanitizer; the
// samples say by themselves whether they were read right.

#include "core/storage/store.h"
#include "tests/core/storage/samplerows.h"

#include <QtTest>

#include <atomic>
#include <charconv>
#include <thread>

using namespace tinyobs;

namespace {

constexpr TimeMs Start = 1'700'000'000'000;
constexpr std::size_t Series = 60;
constexpr int Rounds = 400;
constexpr TimeMs LateMs = 2000;

// The value every sample must have: its series' number and its time.
double valueOf(std::size_t number, TimeMs timeMs)
{
    return double(number) + double((timeMs - Start) % 1'000'000) / 1'000'000;
}

// One writer's world: an active set of series that moves on, so that the ones behind expire.
void appendRounds(Store &store, ManualClock &clock, std::size_t writer, std::atomic_bool &failed)
{
    for (int round = 0; round < Rounds; ++round) {
        SampleRows rows;
        clock.advance(500);
        const TimeMs nowMs = clock.nowMs();
        for (std::size_t i = 0; i < Series; ++i) {
            const std::size_t number = 100'000 * writer + std::size_t(round / 20) * 10 + i;
            const TimeMs timeMs = i % 7 == 3 ? nowMs - LateMs : nowMs; // some come late
            rows.add(labelsOf({{"__name__", i % 2 ? "odd" : "even"},
                               {"number", std::to_string(number)},
                               {"writer", std::to_string(writer)}}),
                     timeMs, valueOf(number, timeMs));
        }
        AppendReport report = rows.appendTo(store, AppendMode::GoodRows);
        while (report.isUnavailable) // until samples are on disk and memory is free again
            report = rows.appendTo(store, AppendMode::GoodRows);
        if (report.appended + report.refusals.size() != Series)
            failed = true;
    }
}

void readUntil(const std::atomic_bool &done, const Store &store, const ManualClock &clock,
               std::atomic_bool &failed)
{
    const std::vector<Matcher> regex{matcher(Matcher::Op::Match, "number", ".*[0-7]")};
    const std::vector<Matcher> name{equals("__name__", "odd")};
    SampleColumns columns;
    while (!done) {
        for (const auto &matchers : {regex, name}) {
            const TimeMs nowMs = clock.nowMs();
            const Snapshot snapshot = store.snapshot(matchers, nowMs - 20'000, nowMs, 500);
            std::this_thread::yield();
            for (std::size_t i = 0; i < snapshot.size(); ++i) {
                const Labels labels = snapshot.labels(i);
                const std::string_view text = labels.value("number");
                std::size_t number = 0;
                std::from_chars(text.data(), text.data() + text.size(), number);
                snapshot.read(i, columns);
                for (std::size_t at = 0; at < columns.size(); ++at) {
                    if (columns.values[at] != valueOf(number, columns.timesMs[at]))
                        failed = true;
                }
            }
        }
        store.series(name, 50);
        store.labelValues("number", regex);
        store.countSamples(regex);
        store.stats();
    }
}

} // namespace

class TestStoreThreads : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everybodyAtOnce_data();
    void everybodyAtOnce();
};

void TestStoreThreads::everybodyAtOnce_data()
{
    QTest::addColumn<quint64>("memoryBytes");
    QTest::addColumn<quint64>("keepSamples");

    QTest::newRow("series expire") << quint64(64 << 20) << quint64(0);
    QTest::newRow("memory is short") << quint64(192 << 10) << quint64(0);
    QTest::newRow("few samples are kept") << quint64(64 << 20) << quint64(2000);
}

void TestStoreThreads::everybodyAtOnce()
{
    QFETCH(quint64, memoryBytes);
    QFETCH(quint64, keepSamples);
    ManualClock clock(Start);
    StoreOptions options;
    options.retention.keepFor[0] = std::chrono::seconds(30);
    options.memoryBytes = memoryBytes;
    options.retention.keepSamples = keepSamples;
    options.flushInterval = std::chrono::seconds(1);
    const QTemporaryDir folder;
    Store store(options, clock);
    QVERIFY(store.open(folder.path().toStdString()));
    std::atomic_bool failed = false;
    std::atomic_bool done = false;

    std::vector<std::thread> helpers;
    for (int reader = 0; reader < 2; ++reader)
        helpers.emplace_back([&] { readUntil(done, store, clock, failed); });
    helpers.emplace_back([&] {
        while (!done) {
            if (!store.maintain())
                failed = true;
        }
    });
    helpers.emplace_back([&] {
        while (!done) {
            std::size_t more = 0;
            for (const LatestSample &sample : store.takeChanged(20, more)) {
                if (sample.timeMs < Start - LateMs)
                    failed = true;
            }
        }
    });
    std::thread writer([&] { appendRounds(store, clock, 1, failed); });
    appendRounds(store, clock, 2, failed);
    writer.join();
    done = true;
    for (std::thread &helper : helpers)
        helper.join();

    QVERIFY(!failed);
    const StoreStats stats = store.stats();
    QVERIFY(stats.flushes > 0);
    QVERIFY(stats.samples <= stats.samplesAppended);
}

QTEST_APPLESS_MAIN(TestStoreThreads)
#include "tst_storethreads.moc"
