// What an export and an import hold does not grow with what goes through them.

#include "tests/bench/workload.h"
#include "tests/core/ingest/heapbytes.h"
#include "tests/core/transfer/documents.h"

#include <QTemporaryDir>
#include <QTest>

using namespace tinyobs;
using namespace tinyobs::test;

class TestTransferMemory : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void exportStaysFlat_data();
    void exportStaysFlat();
    void importStaysFlat_data() { exportStaysFlat_data(); }
    void importStaysFlat();
};

namespace {

constexpr std::size_t Series = 50;
constexpr std::size_t AllowedBytes = 3u << 20;

void fill(Store &store, ManualClock &clock, std::size_t ticks)
{
    bench::Workload workload({.series = Series, .stepMs = 2000});
    SampleBatch batch;
    for (std::size_t i = 0; i < ticks; ++i) {
        clock.set(workload.tickMs());
        workload.nextTick(batch);
        store.append(batch, workload, AppendMode::WholeBatch);
    }
}

} // namespace

void TestTransferMemory::exportStaysFlat_data()
{
    QTest::addColumn<QByteArray>("format");
    for (const TransferFormat &format : transferFormats())
        QTest::newRow(format.name.data()) << QByteArray::fromStdString(std::string(format.name));
}

void TestTransferMemory::exportStaysFlat()
{
    QFETCH(QByteArray, format);
    if (heapBytes() == 0)
        QSKIP("the allocator does not say what it has handed out");
    ManualClock clock(0);
    Store store({}, clock);
    fill(store, clock, 40'000);
    const std::size_t before = heapBytes();
    std::size_t most = before;
    std::uint64_t bytes = 0;
    const auto sink = [&](std::string_view piece) -> Result<void> {
        bytes += piece.size();
        most = std::max(most, heapBytes());
        return {};
    };
    const auto report = exportSamples(store, *findTransferFormat(format.toStdString()), {}, sink);
    QVERIFY(report);
    QCOMPARE(report->samples, std::uint64_t(Series * 40'000));
    QCOMPARE(report->bytes, bytes);
    QVERIFY(bytes > 10 * AllowedBytes);
    qInfo("%llu bytes written, at most %zu held", static_cast<unsigned long long>(bytes),
          most - before);
    QVERIFY(most - before < AllowedBytes);
}

void TestTransferMemory::importStaysFlat()
{
    QFETCH(QByteArray, format);
    if (heapBytes() == 0)
        QSKIP("the allocator does not say what it has handed out");
    const TransferFormat &row = *findTransferFormat(format.toStdString());
    ManualClock clock(0);
    Store from({}, clock);
    fill(from, clock, 500);
    const std::string text = *exportText(from, row);

    // The same document again and again, into a store that holds little in memory.
    StoreOptions options;
    options.memoryBytes = 8u << 20;
    const QTemporaryDir folder;
    Store to(options, clock);
    QVERIFY(to.open(folder.path().toStdString()));
    importText(to, row, text);
    const std::size_t before = heapBytes();
    std::size_t most = before;
    Importer importer(to, row);
    std::string_view body = text;
    if (body.ends_with("# EOF\n"))
        body.remove_suffix(std::string_view("# EOF\n").size());
    constexpr std::size_t Piece = 64 * 1024;
    for (int round = 0; round < 30; ++round) {
        for (std::size_t at = 0; at < body.size(); at += Piece) {
            QVERIFY(importer.add(body.substr(at, Piece)));
            most = std::max(most, heapBytes());
        }
    }
    qInfo("%llu bytes read, at most %zu held",
          static_cast<unsigned long long>(importer.report().bytes), most - before);
    QVERIFY(most < before + AllowedBytes + options.memoryBytes);
}

QTEST_APPLESS_MAIN(TestTransferMemory)
#include "tst_transfermemory.moc"
