// Native histograms back from their components: what takeApart() made of them comes together again.

#include "core/promql/histogram/histogramreader.h"
#include "tests/core/promql/histogram/samplehistograms.h"

#include <QTest>

#include <cmath>
#include <map>
#include <string>

using namespace tinyobs;
using namespace tinyobs::promql;

namespace {

/// The component series of a histogram, as the store gives them back.
class Stored
{
public:
    void write(TimeMs timeMs, const NativeHistogram &histogram)
    {
        std::vector<HistogramValue> values;
        takeApart(histogram, values);
        for (const auto &[component, value] : values) {
            auto &[known, samples] = m_series[toText(component)];
            known = component;
            samples.append(timeMs, value);
        }
    }
    SeriesSamples read(TimeMs fromMs, TimeMs toMs) const
    {
        std::vector<ComponentColumn> columns;
        for (const auto &[text, series] : m_series)
            columns.push_back({series.first, &series.second});
        SeriesSamples samples;
        readComponents(columns, fromMs, toMs, samples);
        return samples;
    }

private:
    std::map<std::string, std::pair<HistogramComponent, SampleColumns>> m_series;
};

} // namespace

class TestHistogramReader : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void putsTogetherWhatWasTakenApart();
    void readsOnlyTheRange();
    void tellsStaleMarkers();
    void carriesRunningTotals();
    void readsNothingWithoutACount();
};

void TestHistogramReader::putsTogetherWhatWasTakenApart()
{
    constexpr unsigned Seed = 7;
    std::mt19937 random(Seed);
    Stored stored;
    std::vector<NativeHistogram> written;
    for (int i = 0; i < 200; ++i) {
        NativeHistogram histogram =
            i % 5 == 4 ? custom({1, 2.5}, i, {1, 0, double(i)}) : randomHistogram(random);
        histogram.resetHint = static_cast<ResetHint>(i % 4);
        stored.write(1000 * i, histogram);
        written.push_back(std::move(histogram));
    }
    const SeriesSamples samples = stored.read(0, 1000 * 200);
    QCOMPARE(samples.histograms.size(), written.size());
    QVERIFY(samples.timesMs.empty());
    for (std::size_t i = 0; i < written.size(); ++i) {
        QCOMPARE(samples.histogramTimesMs[i], TimeMs(1000 * i));
        QVERIFY2(*samples.histograms[i] == written[i], qPrintable(QString::number(i)));
    }
}

void TestHistogramReader::readsOnlyTheRange()
{
    Stored stored;
    for (TimeMs timeMs = 0; timeMs < 10; ++timeMs)
        stored.write(timeMs, exponential(0, 1, {double(timeMs)}));
    const SeriesSamples samples = stored.read(3, 5);
    QVERIFY(samples.histogramTimesMs == (std::vector<TimeMs>{3, 4, 5}));
    QCOMPARE(samples.histograms[0]->count, 3.0);
}

void TestHistogramReader::tellsStaleMarkers()
{
    Stored stored;
    stored.write(1, exponential(0, 1, {1}));
    stored.write(2, NativeHistogram::stale());
    stored.write(3, exponential(0, 1, {2}));
    const SeriesSamples samples = stored.read(0, 9);
    QVERIFY(samples.histogramTimesMs == (std::vector<TimeMs>{1, 2, 3}));
    QVERIFY(samples.histograms[0] && samples.histograms[2]);
    QVERIFY(!samples.histograms[1]);
}

void TestHistogramReader::carriesRunningTotals()
{
    // Of a running total only the components that a difference has are written.
    Stored stored;
    NativeHistogram total = exponential(1, 1, {1, 2, 4});
    total.isAccumulated = true;
    stored.write(1, total);
    NativeHistogram later = exponential(0, 2, {0, 9});
    later.positive.erase(later.positive.begin());
    later.count = 16;
    later.isAccumulated = true;
    stored.write(2, later);
    const SeriesSamples samples = stored.read(2, 2);
    QCOMPARE(samples.histograms.size(), std::size_t(1));
    const NativeHistogram &read = *samples.histograms[0];
    QCOMPARE(read.schema, 0);
    QCOMPARE(read.count, 16.0);
    // Of schema 1 bucket 0 stays bucket 0, 1 and 2 become bucket 1.
    QVERIFY(read.positive == (std::vector<HistogramBucket>{{0, 1}, {1, 15}}));
}

void TestHistogramReader::readsNothingWithoutACount()
{
    const SampleColumns samples{{1}, {2}};
    const std::vector<ComponentColumn> columns{
        {{.part = HistogramPart::Sum, .schema = 0, .index = 0, .upperBound = 0}, &samples}};
    SeriesSamples out;
    readComponents(columns, 0, 9, out);
    QVERIFY(!out.hasHistograms());
}

QTEST_APPLESS_MAIN(TestHistogramReader)
#include "tst_histogramreader.moc"
