#include "core/ingest/deltatotals.h"

#include <QTest>

using namespace tinyobs;

namespace {

constexpr TimeMs NowMs = 1795341600000;
constexpr unsigned char Ordered = DeltaRow | OrderedRow;
constexpr unsigned char Part = DeltaRow | PartRow;

struct Row
{
    std::uint64_t series = 0;
    TimeMs timeMs = 0;
    double value = 0;
    unsigned char flags = Ordered;
};

SampleBatch batchOf(const std::vector<Row> &rows)
{
    SampleBatch batch;
    for (const Row &row : rows) {
        batch.hashes.push_back({.high = row.series, .low = row.series});
        batch.timesMs.push_back(row.timeMs);
        batch.values.push_back(row.value);
        batch.flags.push_back(row.flags);
    }
    return batch;
}

bool isLeftOut(const SampleBatch &batch, std::size_t row)
{
    return (batch.flags[row] & LeftOutRow) != 0;
}

/// The values, NaN for what is left out.
QByteArray valuesOf(const SampleBatch &batch)
{
    QByteArrayList values;
    for (std::size_t row = 0; row < batch.size(); ++row)
        values << (isLeftOut(batch, row) ? QByteArray("-") : QByteArray::number(batch.values[row]));
    return values.join(' ');
}

/// Applies a batch on its own.
QByteArray applied(DeltaTotals &totals, const std::vector<Row> &rows, TimeMs nowMs = NowMs)
{
    SampleBatch batch = batchOf(rows);
    DeltaTotals::Applied done;
    totals.apply(batch, nowMs, done);
    QByteArray text = valuesOf(batch);
    for (const Refusal &refusal : done.refusals)
        text += " | " + QByteArray::number(qulonglong(refusal.row)) + " " +
                QByteArray(infoOf(refusal.reason).name.data());
    return text;
}

} // namespace

class TestDeltaTotals : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void addsUp_data()
    {
        QTest::addColumn<QByteArray>("before");
        QTest::addColumn<QByteArray>("after");
        QTest::newRow("one after the other") << QByteArray("1@10 2@20") << QByteArray("1 3");
        QTest::newRow("a difference below zero") << QByteArray("5@10 -7@20") << QByteArray("5 -2");
        QTest::newRow("the same time again is refused")
            << QByteArray("1@10 2@10") << QByteArray("1 - | 1 delta_order");
        QTest::newRow("an earlier time is refused")
            << QByteArray("1@10 2@9 4@11") << QByteArray("1 - 5 | 1 delta_order");
        QTest::newRow("a total that a double cannot hold counts anew")
            << QByteArray("1.5e308@10 1e308@20") << QByteArray("1.5e+308 1e+308");
    }

    void addsUp()
    {
        QFETCH(QByteArray, before);
        QFETCH(QByteArray, after);
        std::vector<Row> rows;
        for (const QByteArray &each : before.split(' '))
            rows.push_back({.series = 1,
                            .timeMs = each.split('@')[1].toLongLong(),
                            .value = each.split('@')[0].toDouble()});
        DeltaTotals totals;
        QCOMPARE(applied(totals, rows), after);
    }

    void keepsTotalsBetweenBatches()
    {
        DeltaTotals totals;
        QCOMPARE(applied(totals, {{1, 10, 5}, {2, 10, 1}}), QByteArray("5 1"));
        QCOMPARE(applied(totals, {{1, 20, 5}, {2, 20, 1}}), QByteArray("10 2"));
        QCOMPARE(totals.streams(), std::size_t(2));
    }

    void leavesOtherRowsAlone()
    {
        DeltaTotals totals;
        QCOMPARE(applied(totals, {{1, 10, 5, PlainRow}, {1, 10, 5, StartRow}}), QByteArray("5 5"));
        QCOMPARE(totals.streams(), std::size_t(0));
        QVERIFY(!DeltaTotals::hasDeltas(batchOf({{1, 10, 5, PartRow}})));
        QVERIFY(DeltaTotals::hasDeltas(batchOf({{1, 10, 5, Part}})));
    }

    void takesAnyOrderWhereTheSenderHasNone()
    {
        DeltaTotals totals;
        QCOMPARE(applied(totals, {{1, 10, 1, DeltaRow}, {1, 10, 2, DeltaRow}, {1, 5, 3, DeltaRow}}),
                 QByteArray("1 3 6"));
    }

    void keepsAStartWhereTheStreamIsNew()
    {
        DeltaTotals totals;
        const unsigned char start = DeltaRow | StartRow;
        const std::vector<Row> first{{1, 5, 0, start}, {1, 10, 4}};
        const std::vector<Row> second{{1, 11, 0, start}, {1, 20, 4}};
        QCOMPARE(applied(totals, first), QByteArray("0 4"));
        QCOMPARE(applied(totals, second), QByteArray("- 8"));
        QCOMPARE(applied(totals, second), QByteArray("- - | 1 delta_order"));
    }

    void takesOrRefusesAHistogramAsOne()
    {
        DeltaTotals totals;
        const std::vector<Row> rows{
            {1, 10, 3}, {2, 10, 1, Part}, {3, 10, 8, PartRow}, {4, 10, 2, Part}};
        QCOMPARE(applied(totals, rows), QByteArray("3 1 8 2"));
        QCOMPARE(applied(totals, rows), QByteArray("- - - - | 0 delta_order"));
    }

    void isBounded()
    {
        DeltaTotals totals(3);
        QCOMPARE(applied(totals, {{1, 10, 1}, {2, 10, 1, Part}}), QByteArray("1 1"));
        QCOMPARE(applied(totals, {{3, 10, 1}, {4, 10, 1, Part}}),
                 QByteArray("- - | 0 delta_limit"));
        QCOMPARE(applied(totals, {{1, 20, 1}, {2, 20, 1, Part}, {3, 20, 1}}), QByteArray("2 2 1"));
        QCOMPARE(totals.streams(), std::size_t(3));
        // Those that have been silent make room.
        const TimeMs later = NowMs + DeltaTotals::IdleMs;
        QCOMPARE(applied(totals, {{3, 30, 1}}, later), QByteArray("2"));
        QCOMPARE(applied(totals, {{5, 30, 1}}, later + 1), QByteArray("1"));
        QCOMPARE(totals.streams(), std::size_t(2));
    }

    void takesBackWhatWasNotStored()
    {
        DeltaTotals totals;
        applied(totals, {{1, 10, 5}});
        SampleBatch batch = batchOf({{1, 20, 3}, {1, 30, 4}, {2, 20, 1}});
        DeltaTotals::Applied done;
        totals.apply(batch, NowMs, done);
        QCOMPARE(valuesOf(batch), QByteArray("8 12 1"));
        totals.takeBack(done.steps, {1, 2});
        QCOMPARE(applied(totals, {{1, 30, 4}, {2, 20, 2}}), QByteArray("12 2"));
    }

    void keepsWhatLaterTotalsHold()
    {
        DeltaTotals totals;
        SampleBatch batch = batchOf({{1, 20, 3}, {1, 30, 4}});
        DeltaTotals::Applied done;
        totals.apply(batch, NowMs, done);
        totals.takeBack(done.steps, {0}); // 7 is stored: less would look like a reset
        QCOMPARE(applied(totals, {{1, 40, 1}}), QByteArray("8"));
    }

    void takesBackAWholeBatch()
    {
        DeltaTotals totals;
        applied(totals, {{1, 10, 5}});
        SampleBatch batch = batchOf({{1, 20, 3}, {1, 30, 4}, {2, 20, 1}});
        DeltaTotals::Applied done;
        totals.apply(batch, NowMs, done);
        totals.takeBack(done.steps);
        QCOMPARE(totals.streams(), std::size_t(1));
        QCOMPARE(applied(totals, {{1, 20, 3}, {1, 30, 4}}), QByteArray("8 12"));
    }

    void forgetsAStreamThatWentOnAfterWhatFailed()
    {
        DeltaTotals totals;
        SampleBatch batch = batchOf({{1, 20, 3}});
        DeltaTotals::Applied done;
        totals.apply(batch, NowMs, done);
        applied(totals, {{1, 30, 4}});
        totals.takeBack(done.steps);
        QCOMPARE(applied(totals, {{1, 20, 3}}), QByteArray("3"));
    }
};

QTEST_APPLESS_MAIN(TestDeltaTotals)

#include "tst_deltatotals.moc"
