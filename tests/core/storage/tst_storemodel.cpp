// The store against a std::map: random appends in and out of order, duplicates, clock jumps over
// midnight, flushes, merges, rollups, retention, deletions, restarts, and snapshots that are read
// long after they were taken.

#include "core/storage/store.h"
#include "tests/core/storage/samplerows.h"

#include <QtTest>

#include <algorithm>
#include <bit>
#include <deque>
#include <limits>
#include <map>
#include <optional>
#include <random>

using namespace tinyobs;
using namespace Qt::StringLiterals;

namespace {

constexpr TimeMs Start = 1'700'000'000'000;
constexpr TimeMs KeepForMs = 600'000;

// Values by their bits, so that NaN and -0.0 compare.
using ModelSeries = std::map<TimeMs, std::uint64_t>;
using Model = std::map<std::string, ModelSeries>; // by encoded labels

struct HeldSnapshot
{
    Snapshot snapshot;
    Model expected;
};

Model contents(const Snapshot &snapshot)
{
    Model model;
    SampleColumns columns;
    for (std::size_t i = 0; i < snapshot.size(); ++i) {
        snapshot.read(i, columns);
        ModelSeries &series = model[snapshot.labels(i).bytes()];
        for (std::size_t at = 0; at < columns.size(); ++at)
            series[columns.timesMs[at]] = std::bit_cast<std::uint64_t>(columns.values[at]);
        if (series.size() != columns.size() || !std::ranges::is_sorted(columns.timesMs))
            model["not ascending and unique"];
        if (series.empty())
            model.erase(snapshot.labels(i).bytes());
    }
    return model;
}

Model clipped(const Model &model, TimeMs fromMs, TimeMs toMs)
{
    Model part;
    for (const auto &[labels, series] : model) {
        const ModelSeries samples(series.lower_bound(fromMs), series.upper_bound(toMs));
        if (!samples.empty())
            part[labels] = samples;
    }
    return part;
}

class Run
{
public:
    enum class Order { Shuffled, Ascending };

    Run(std::uint64_t seed, const StoreOptions &options, Order order)
        : m_random(seed)
        , m_options(options)
    {
        restart();
        const std::size_t series = 1 + m_random() % 12;
        for (std::size_t i = 0; i < series; ++i) {
            m_labels.push_back(labelsOf({{"__name__", i % 2 ? "odd" : "even"},
                                         {"number", std::to_string(i)},
                                         {"third", i % 3 ? "" : "yes"}}));
        }
        m_disorder = order == Order::Ascending || m_random() % 3 == 0 ? 0 : m_random() % 30;
        m_rowsPerTick = m_random() % 2 ? 1 : 8; // 1: no two samples of one time
        m_maxStepMs = 1 + m_random() % 1000;
    }

    void append()
    {
        SampleRows rows;
        const std::size_t count = 1 + m_random() % 400;
        for (std::size_t i = 0; i < count; ++i) {
            const Labels &labels = m_labels[m_random() % m_labels.size()];
            TimeMs timeMs = m_clock.nowMs();
            if (m_random() % 100 < m_disorder)
                timeMs -= TimeMs(m_random() % (KeepForMs / 4));
            const double value = nextValue();
            rows.add(labels, timeMs, value);
            m_model[labels.bytes()][timeMs] = std::bit_cast<std::uint64_t>(value);
            if (m_random() % m_rowsPerTick == 0)
                m_clock.advance(1 + TimeMs(m_random() % (m_maxStepMs * m_rowsPerTick)));
        }
        QCOMPARE(rows.appendTo(*m_store).appended, count);
    }

    void restart()
    {
        m_held.clear();
        m_store.reset();
        m_store.emplace(m_options, m_clock);
        const Result<OpenReport> opened = m_store->open(m_folder.path().toStdString());
        QVERIFY2(opened, opened ? "" : opened.error().message.c_str());
        for (const std::string &warning : opened->warnings)
            QFAIL(warning.c_str());
    }

    void flush() { QVERIFY(m_store->flush()); }
    void clean() { QVERIFY(m_store->cleanTombstones()); }

    void deleteSome()
    {
        const auto [fromMs, toMs] = randomRange();
        const std::string name = m_random() % 2 ? "odd" : "even";
        const std::vector<std::vector<Matcher>> selectors{{equals("__name__", name)}};
        const auto deleted = m_store->deleteSeries(selectors, fromMs, toMs);
        QVERIFY2(deleted, deleted ? "" : deleted.error().message.c_str());
        for (const Labels &labels : m_labels) {
            if (labels.metricName() != name)
                continue;
            ModelSeries &series = m_model[labels.bytes()];
            series.erase(series.lower_bound(fromMs), series.upper_bound(toMs));
        }
        m_hasDeleted = true;
    }

    void advance() { m_clock.advance(TimeMs(m_random() % (KeepForMs / 2))); }
    void maintain()
    {
        const Result<void> done = m_store->maintain();
        QVERIFY2(done, done ? "" : done.error().message.c_str());
    }

    std::pair<TimeMs, TimeMs> randomRange()
    {
        const TimeMs toMs = m_clock.nowMs() - TimeMs(m_random() % KeepForMs);
        return {toMs - TimeMs(m_random() % KeepForMs), toMs + TimeMs(m_random() % KeepForMs)};
    }

    Model kept(TimeMs fromMs, TimeMs toMs) const
    {
        return clipped(m_model, std::max(fromMs, m_clock.nowMs() - KeepForMs), toMs);
    }

    void readExactly()
    {
        const auto [fromMs, toMs] = randomRange();
        QVERIFY(contents(m_store->snapshot({}, fromMs, toMs, 100)) == kept(fromMs, toMs));
    }

    void holdSnapshot()
    {
        const auto [fromMs, toMs] = randomRange();
        m_held.push_back({m_store->snapshot({}, fromMs, toMs, 100), kept(fromMs, toMs)});
        if (m_held.size() > 5)
            readHeld();
    }

    void readHeld()
    {
        if (m_held.empty())
            return;
        QVERIFY(contents(m_held.front().snapshot) == m_held.front().expected);
        m_held.pop_front();
    }

    // Series that are listed have their true newest sample.
    void listSeries()
    {
        if (m_hasDeleted) // lists may show what is deleted until it is cleaned up
            return;
        for (const SeriesInfo &info : m_store->series({}, 100).series) {
            const ModelSeries &series = m_model[info.labels.bytes()];
            QVERIFY(info.samples > 0);
            QCOMPARE(info.lastTimeMs, series.rbegin()->first);
            QCOMPARE(std::bit_cast<std::uint64_t>(info.lastValue), series.rbegin()->second);
        }
    }

    std::uint64_t pick(std::uint64_t count) { return m_random() % count; }

private:
    double nextValue()
    {
        switch (m_random() % 10) {
        case 0:
            return std::bit_cast<double>(std::uint64_t(m_random()));
        case 1:
            return -0.0;
        case 2:
            return double(m_random() % 100'000) / 1000;
        case 3:
        case 4:
            return double(m_counter += m_random() % 100);
        default:
            return double(m_counter);
        }
    }

    std::mt19937_64 m_random;
    StoreOptions m_options;
    ManualClock m_clock{Start};
    QTemporaryDir m_folder;
    std::optional<Store> m_store;
    std::vector<Labels> m_labels;
    std::uint64_t m_disorder = 0; // percent of samples that come late
    std::uint64_t m_rowsPerTick = 1;
    std::uint64_t m_maxStepMs = 1; // per row
    std::uint64_t m_counter = 0;
    bool m_hasDeleted = false;
    Model m_model;
    std::deque<HeldSnapshot> m_held;
};

} // namespace

class TestStoreModel : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void readsWhatTheModelHolds();

private:
    // TINYOBS_MODEL_RUNS: thousands for a long campaign.
    static std::uint64_t runs()
    {
        bool isSet = false;
        const int runs = qEnvironmentVariableIntValue("TINYOBS_MODEL_RUNS", &isSet);
        return isSet ? std::uint64_t(runs) : 40;
    }
};

void TestStoreModel::readsWhatTheModelHolds()
{
    const std::uint64_t seed = std::random_device()();
    qInfo("seeds from %llu", static_cast<unsigned long long>(seed));
    StoreOptions options;
    options.flushInterval = std::chrono::minutes(1);
    options.durability = Durability::Relaxed; // what is tested here does not depend on it
    options.retention.keepFor[0] = std::chrono::milliseconds(KeepForMs);
    for (std::uint64_t run = 0; run < runs(); ++run) {
        Run test(seed + run, options, Run::Order::Shuffled);
        for (int step = 0; step < 60; ++step) {
            switch (test.pick(20)) {
            case 0:
                test.advance();
                break;
            case 1:
            case 2:
                test.maintain();
                break;
            case 3:
            case 4:
                test.readExactly();
                break;
            case 5:
                test.holdSnapshot();
                break;
            case 6:
                test.readHeld();
                break;
            case 7:
                test.listSeries();
                break;
            case 8:
                test.restart();
                break;
            case 9:
                test.flush();
                break;
            case 10:
                if (test.pick(4) == 0)
                    test.deleteSome();
                break;
            case 11:
                test.clean();
                break;
            default:
                test.append();
            }
            if (QTest::currentTestFailed())
                QFAIL(qPrintable(u"seed %1, step %2"_s.arg(seed + run).arg(step)));
        }
    }
}

QTEST_APPLESS_MAIN(TestStoreModel)
#include "tst_storemodel.moc"
