#include "example/client/backoff.h"

#include <QTest>

using namespace std::chrono_literals;
using tinyobs::client::Backoff;

class tst_Backoff : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void doublesUpToTheLongest();
    void startsAnewAfterReset();
    void repeatsWithTheSameSeed();
    void differsBetweenSeeds();
};

void tst_Backoff::doublesUpToTheLongest()
{
    for (std::uint64_t seed = 0; seed < 100; ++seed) {
        Backoff backoff(500ms, 3000ms, seed);
        for (const auto full : {500ms, 1000ms, 2000ms, 3000ms, 3000ms, 3000ms}) {
            const auto delay = backoff.next();
            QVERIFY2(delay >= full / 2 && delay <= full,
                     qPrintable(QString::number(delay.count())));
        }
    }
}

void tst_Backoff::startsAnewAfterReset()
{
    Backoff backoff(500ms, 60s, 1);
    for (int i = 0; i < 5; ++i)
        backoff.next();
    backoff.reset();
    QVERIFY(backoff.next() <= 500ms);
}

void tst_Backoff::repeatsWithTheSameSeed()
{
    Backoff one(500ms, 60s, 42);
    Backoff other(500ms, 60s, 42);
    for (int i = 0; i < 10; ++i)
        QCOMPARE(one.next().count(), other.next().count());
}

void tst_Backoff::differsBetweenSeeds()
{
    Backoff one(10s, 60s, 1);
    Backoff other(10s, 60s, 2);
    QVERIFY(one.next() != other.next());
}

QTEST_APPLESS_MAIN(tst_Backoff)
#include "tst_backoff.moc"
