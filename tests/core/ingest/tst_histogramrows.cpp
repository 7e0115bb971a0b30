// Any native histogram through a batch and a store on disk and back: the same histogram.

#include "core/ingest/histogramrows.h"

#include "tests/core/storage/samplerows.h"

#include <QTemporaryDir>
#include <QTest>

#include <map>
#include <random>

using namespace tinyobs;

namespace {

constexpr TimeMs Now = 1'795'341'600'000;
constexpr TimeMs StepMs = 15'000;

const Labels Series = labelsOf({{MetricNameLabel, "request_seconds"}, {"job", "shop"}});

/// What a decoder of histograms of one series would be.
class Histograms : public BatchSource
{
public:
    tl::expected<void, Refusal> append(TimeMs timeMs, const NativeHistogram &histogram)
    {
        return m_rows.append(batch, {.high = 1, .low = 2}, timeMs, histogram);
    }
    tl::expected<Labels, Refusal> labels(std::size_t row) const override
    {
        return m_rows.labelsOf(row, Series);
    }
    std::string path(std::size_t row) const override { return std::to_string(row); }
    std::optional<HistogramComponent> componentOf(std::size_t row) const
    {
        return m_rows.componentOf(row);
    }

    SampleBatch batch;

private:
    HistogramRows m_rows;
};

class RandomHistograms
{
public:
    explicit RandomHistograms(unsigned seed)
        : m_random(seed)
    {
    }

    NativeHistogram next()
    {
        if (below(10) == 0)
            return NativeHistogram::stale();
        NativeHistogram histogram;
        histogram.isFloat = below(3) == 0;
        histogram.resetHint = static_cast<ResetHint>(below(4));
        histogram.sum = below(8) == 0 ? std::numeric_limits<double>::infinity() : number() - 50;
        if (below(4) == 0) {
            fillCustom(histogram);
        } else {
            histogram.schema = below(31) - 10;
            histogram.zeroThreshold = below(2) == 0 ? 0 : 0x1p-128;
            histogram.zeroCount = count(histogram);
            fill(histogram, histogram.positive);
            if (below(2) == 0)
                fill(histogram, histogram.negative);
        }
        histogram.count = histogram.zeroCount;
        for (const auto *buckets : {&histogram.positive, &histogram.negative}) {
            for (const HistogramBucket &bucket : *buckets)
                histogram.count += bucket.count;
        }
        return histogram;
    }

private:
    int below(int end) { return std::uniform_int_distribution<int>(0, end - 1)(m_random); }
    double number() { return std::uniform_real_distribution<double>(0, 100)(m_random); }
    double count(const NativeHistogram &histogram)
    {
        if (below(4) == 0)
            return 0;
        return histogram.isFloat ? number() : below(1'000'000);
    }
    void fill(const NativeHistogram &histogram, std::vector<HistogramBucket> &buckets)
    {
        std::int32_t index = below(2000) - 1000;
        for (int i = below(12); i > 0; --i) {
            buckets.push_back({index, count(histogram)});
            index += below(3) == 0 ? 1 + below(100) : 1; // a gap between two spans
        }
    }
    void fillCustom(NativeHistogram &histogram)
    {
        histogram.schema = NativeHistogram::CustomSchema;
        double bound = number() - 50;
        for (int i = below(12); i > 0; --i) {
            histogram.bounds.push_back(bound);
            bound += 0.001 + number();
        }
        for (std::size_t i = 0; i <= histogram.bounds.size(); ++i)
            histogram.positive.push_back({std::int32_t(i), count(histogram)});
    }

    std::mt19937 m_random;
};

bool isSame(const NativeHistogram &a, const NativeHistogram &b)
{
    return a == b || (a.isStale() && b.isStale());
}

std::map<TimeMs, std::vector<HistogramValue>> valuesIn(const Store &store)
{
    const std::vector<Matcher> matchers{equals("__name__", "request_seconds"),
                                        equals("job", "shop")};
    const Snapshot snapshot = store.snapshot(matchers, 0, Now + 1, 1'000'000);
    std::map<TimeMs, std::vector<HistogramValue>> values;
    SampleColumns columns;
    for (std::size_t i = 0; i < snapshot.size(); ++i) {
        const Labels labels = snapshot.labels(i);
        const auto component = histogramComponentOf(labels.value(HistogramLabel));
        if (!component || !snapshot.read(i, columns))
            qFatal("%s", labels.toString().c_str());
        for (std::size_t row = 0; row < columns.timesMs.size(); ++row)
            values[columns.timesMs[row]].push_back({*component, columns.values[row]});
    }
    return values;
}

} // namespace

class TestHistogramRows : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void comeBackFromTheStore()
    {
        const unsigned seed = std::random_device()();
        const auto fail = "seed " + std::to_string(seed);
        RandomHistograms random(seed);
        QTemporaryDir folder;
        const ManualClock clock(Now);
        std::map<TimeMs, NativeHistogram> written;
        {
            Store store({}, clock);
            QVERIFY(store.open(folder.path().toStdString()));
            for (int i = 0; i < 300; ++i) {
                const TimeMs timeMs = Now - (300 - i) * StepMs;
                Histograms histograms;
                written[timeMs] = random.next();
                const auto appended = histograms.append(timeMs, written[timeMs]);
                QVERIFY2(appended, appended ? "" : (fail + appended.error().message).c_str());
                const AppendReport report =
                    store.append(histograms.batch, histograms, AppendMode::WholeBatch);
                QVERIFY(report.refusals.empty() && store.waitDurable(report.ticket));
            }
            QVERIFY(store.flush());
        }
        Store store({}, clock);
        QVERIFY(store.open(folder.path().toStdString()));
        const auto values = valuesIn(store);
        QCOMPARE(values.size(), written.size());
        for (const auto &[timeMs, histogram] : written) {
            const auto assembled = assemble(values.at(timeMs));
            QVERIFY2(assembled && isSame(*assembled, histogram), fail.c_str());
        }
    }

    void areOneThing()
    {
        NativeHistogram histogram;
        histogram.count = 2;
        histogram.positive = {{5, 2}};
        Histograms histograms;
        QVERIFY(histograms.append(Now, histogram));
        QVERIFY(histograms.append(Now + 1, NativeHistogram::stale()));
        const SampleBatch &batch = histograms.batch;
        QCOMPARE(batch.flags,
                 (std::vector<unsigned char>{HistogramRow, PartRow, PartRow, PartRow, PartRow,
                                             PartRow, HistogramRow, PartRow}));
        QCOMPARE(batch.timesMs.front(), Now);
        QCOMPARE(batch.timesMs.back(), Now + 1);
        QVERIFY(batch.hashes[0] == batch.hashes[6]);
        for (std::size_t row = 1; row < 6; ++row)
            QVERIFY(!(batch.hashes[row] == batch.hashes[0]));
        QCOMPARE(histograms.labels(5)->toString(),
                 std::string(R"(request_seconds{__histogram__="+0:5",job="shop"})"));
    }

    void differencesAreMarkedWhereTheyAddUp()
    {
        NativeHistogram histogram;
        histogram.isAccumulated = true;
        histogram.count = 2;
        histogram.positive = {{5, 2}};
        Histograms histograms;
        QVERIFY(histograms.append(Now, histogram));
        for (std::size_t row = 0; row < histograms.batch.size(); ++row) {
            const bool isDelta = (histograms.batch.flags[row] & DeltaRow) != 0;
            QCOMPARE(isDelta, isCounted(histograms.componentOf(row)->part));
        }
    }

    void plainRowsBeforeAreNotTouched()
    {
        Histograms histograms;
        histograms.batch.hashes.push_back({.high = 7, .low = 7});
        histograms.batch.timesMs.push_back(Now);
        histograms.batch.values.push_back(1);
        QVERIFY(histograms.append(Now, NativeHistogram()));
        QCOMPARE(histograms.batch.flags[0], PlainRow);
        QVERIFY(!histograms.componentOf(0));
        QVERIFY(*histograms.labels(0) == Series);
        QCOMPARE(histograms.batch.flags.size(), histograms.batch.size());
    }

    void aBadOneLeavesNothing()
    {
        NativeHistogram histogram;
        histogram.count = 1;
        Histograms histograms;
        const auto appended = histograms.append(Now, histogram);
        QVERIFY(!appended);
        QCOMPARE(appended.error().reason, RefusalReason::BadValue);
        QCOMPARE(appended.error().message,
                 std::string(": has 0 observations in buckets, its count is 1"));
        QCOMPARE(histograms.batch.size(), std::size_t(0));
    }

    void countsBeyondADoubleAreRefused()
    {
        QVERIFY(!refusalOfCount(std::uint64_t(1) << 53));
        const auto refusal = refusalOfCount((std::uint64_t(1) << 53) + 1);
        QVERIFY(refusal);
        QCOMPARE(refusal->reason, RefusalReason::BadValue);
        QCOMPARE(refusal->message, std::string(": has a count of 9007199254740993, limit 2^53"));
    }
};

QTEST_GUILESS_MAIN(TestHistogramRows)
#include "tst_histogramrows.moc"
