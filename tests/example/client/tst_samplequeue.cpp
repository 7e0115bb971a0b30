#include "example/client/samplequeue.h"

#include <QTest>

using namespace tinyobs::client;

namespace {

const SeriesText Series = seriesText("s", {});

SampleList numbered(int first, int last)
{
    SampleList samples;
    for (int i = first; i <= last; ++i)
        samples.push_back({Series, double(i), i});
    return samples;
}

QList<int> numbers(const SampleList &samples)
{
    QList<int> out;
    for (const Sample &sample : samples)
        out.append(int(sample.value));
    return out;
}

} // namespace

class tst_SampleQueue : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void keepsOrder();
    void dropsTheOldest();
    void dropsFromOneHugeAppend();
    void putsBackInFront();
    void dropsWhatWasPutBackFirst();
};

void tst_SampleQueue::keepsOrder()
{
    SampleQueue queue(10);
    queue.append(numbered(1, 3));
    queue.append(numbered(4, 5));
    QCOMPARE(numbers(queue.take(2)), QList<int>({1, 2}));
    QCOMPARE(numbers(queue.take(9)), QList<int>({3, 4, 5}));
    QCOMPARE(queue.size(), std::size_t(0));
    QCOMPARE(queue.dropped(), std::uint64_t(0));
}

void tst_SampleQueue::dropsTheOldest()
{
    SampleQueue queue(4);
    queue.append(numbered(1, 3));
    queue.append(numbered(4, 6));
    QCOMPARE(queue.dropped(), std::uint64_t(2));
    QCOMPARE(numbers(queue.take(10)), QList<int>({3, 4, 5, 6}));
}

void tst_SampleQueue::dropsFromOneHugeAppend()
{
    SampleQueue queue(2);
    queue.append(numbered(1, 100));
    QCOMPARE(queue.size(), std::size_t(2));
    QCOMPARE(queue.dropped(), std::uint64_t(98));
}

void tst_SampleQueue::putsBackInFront()
{
    SampleQueue queue(10);
    queue.append(numbered(1, 4));
    const SampleList taken = queue.take(2);
    queue.append(numbered(5, 5));
    queue.putBack(taken);
    QCOMPARE(numbers(queue.take(10)), QList<int>({1, 2, 3, 4, 5}));
}

void tst_SampleQueue::dropsWhatWasPutBackFirst()
{
    SampleQueue queue(3);
    queue.append(numbered(1, 3));
    const SampleList taken = queue.take(2);
    queue.append(numbered(4, 4));
    queue.putBack(taken);
    QCOMPARE(queue.dropped(), std::uint64_t(1));
    QCOMPARE(numbers(queue.take(10)), QList<int>({2, 3, 4}));
}

QTEST_APPLESS_MAIN(tst_SampleQueue)
#include "tst_samplequeue.moc"
