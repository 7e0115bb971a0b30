// Random stores through every format and back, bit by bit.

#include "tests/core/storage/samplerows.h"
#include "tests/core/transfer/documents.h"

#include <QTemporaryDir>
#include <QTest>

#include <bit>
#include <map>
#include <random>

using namespace tinyobs;
using namespace tinyobs::test;

namespace {

constexpr TimeMs Now = 1'795'341'600'000;
constexpr TimeMs KeptMs = 400LL * 24 * 3600 * 1000;

using Contents = std::map<std::string, std::map<TimeMs, std::uint64_t>>; // labels, times, bits

Contents contentsOf(const Store &store)
{
    Contents contents;
    const Snapshot snapshot = store.snapshot({}, 0, Now * 2, 100'000);
    SampleColumns columns;
    for (std::size_t i = 0; i < snapshot.size(); ++i) {
        auto &series = contents[snapshot.labels(i).bytes()];
        snapshot.read(i, columns);
        for (std::size_t k = 0; k < columns.size(); ++k)
            series[columns.timesMs[k]] = std::bit_cast<std::uint64_t>(columns.values[k]);
    }
    return contents;
}

class RandomRows
{
public:
    explicit RandomRows(unsigned seed)
        : m_random(seed)
    {
    }

    void fill(Store &store)
    {
        const int seriesCount = 1 + upTo(60);
        for (int i = 0; i < seriesCount; ++i) {
            const Labels labels = someLabels();
            // Some are long enough for several pieces and lines.
            const int samples = upTo(20) == 0 ? 12'000 + upTo(12'000) : upTo(200);
            TimeMs timeMs = Now - TimeMs(m_random() % KeptMs);
            SampleRows rows;
            for (int k = 0; k < samples && timeMs <= Now; ++k) {
                rows.add(labels, timeMs, someValue());
                timeMs += 1 + upTo(30'000);
            }
            rows.appendTo(store);
        }
    }

private:
    int upTo(int most) { return int(m_random() % unsigned(most + 1)); }

    Labels someLabels()
    {
        constexpr const char *Names[] = {"up",    "x_total", "x_bucket", "x_count",
                                         "x_sum", "x",       "job:y:z"};
        constexpr const char *LabelNames[] = {"a",    "job",   "le", "metric",
                                              "time", "value", "_",  "l9"};
        std::vector<std::string> values;
        for (std::size_t i = 0; i < std::size(LabelNames); ++i)
            values.push_back(upTo(2) == 0 ? hostileText() : std::string());
        std::vector<LabelView> pairs{{MetricNameLabel, Names[upTo(int(std::size(Names)) - 1)]}};
        for (std::size_t i = 0; i < values.size(); ++i)
            pairs.push_back({LabelNames[i], values[i]});
        return Labels::fromPairs(pairs);
    }

    std::string hostileText()
    {
        constexpr const char *Parts[] = {"\"",
                                         "\\",
                                         "\n",
                                         "\r",
                                         "\r\n",
                                         "\t",
                                         ",",
                                         ";",
                                         " ",
                                         "{",
                                         "}",
                                         "=",
                                         "#",
                                         "'",
                                         "\\n",
                                         "\\\"",
                                         "\"\"",
                                         "\x01",
                                         "\x7f",
                                         "caf\xc3\xa9",
                                         "\xe2\x80\xa8",
                                         "\xf0\x9f\x98\x80",
                                         "a",
                                         "0",
                                         "# EOF",
                                         "null"};
        std::string text;
        for (int i = upTo(6); i >= 0; --i)
            text += Parts[upTo(int(std::size(Parts)) - 1)];
        return text;
    }

    double someValue()
    {
        switch (upTo(7)) {
        case 0:
            return std::bit_cast<double>(m_random()); // anything, NaNs rarely
        case 1:
            return std::bit_cast<double>(m_random() | 0x7ff0000000000000u); // NaNs of every kind
        case 2:
            return std::bit_cast<double>(std::uint64_t(0x7ff0000000000002));
        case 3:
            return upTo(1) ? -0.0 : std::numeric_limits<double>::infinity();
        default:
            return double(upTo(1'000'000)) / (upTo(1) ? 1 : 1000);
        }
    }

    std::mt19937_64 m_random;
};

} // namespace

class TestTransferRoundTrip : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everythingComesBack_data();
    void everythingComesBack();
};

void TestTransferRoundTrip::everythingComesBack_data()
{
    QTest::addColumn<QByteArray>("format");
    for (const TransferFormat &format : transferFormats())
        QTest::newRow(format.name.data()) << QByteArray::fromStdString(std::string(format.name));
}

void TestTransferRoundTrip::everythingComesBack()
{
    QFETCH(QByteArray, format);
    const TransferFormat &row = *findTransferFormat(format.toStdString());
    const ManualClock clock(Now);
    StoreOptions options;
    options.retention.keepFor[std::size_t(Tier::Raw)] = std::chrono::milliseconds(KeptMs);
    const unsigned first = std::random_device()();
    for (unsigned seed = first; seed != first + 12; ++seed) {
        const std::string failed = "seed " + std::to_string(seed);
        Store from(options, clock);
        RandomRows(seed).fill(from);
        const Contents before = contentsOf(from);
        const auto text = exportText(from, row);
        QVERIFY2(text, failed.c_str());
        const QTemporaryDir folder;
        Contents after;
        {
            Store to(options, clock);
            QVERIFY2(seed % 2 == 0 || to.open(folder.path().toStdString()), failed.c_str());
            const Import done = importText(to, row, *text, 1 + seed % 70'000);
            QVERIFY2(done.outcome, failed.c_str());
            QVERIFY2(done.report.firstRefusals.empty(), failed.c_str());
            after = contentsOf(to);
            if (seed % 4 == 1)
                QVERIFY(to.flush());
        }
        if (seed % 2 == 1) { // what was imported into a folder is there for the next one, too
            Store again(options, clock);
            QVERIFY2(again.open(folder.path().toStdString()), failed.c_str());
            QVERIFY2(contentsOf(again) == after, failed.c_str());
            const auto secondText = exportText(again, row);
            QVERIFY2(secondText && secondText->size() == text->size(), failed.c_str());
        }
        std::erase_if(after, [](const auto &series) { return series.second.empty(); });
        Contents expected = before;
        std::erase_if(expected, [](const auto &series) { return series.second.empty(); });
        QVERIFY2(after == expected, failed.c_str());
    }
}

QTEST_APPLESS_MAIN(TestTransferRoundTrip)
#include "tst_transferroundtrip.moc"
