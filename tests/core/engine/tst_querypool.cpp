#include "core/engine/querypool.h"

#include <QTest>

#include <atomic>
#include <future>
#include <memory>

using namespace tinyobs;

class TestQueryPool : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void runsEveryJobOnce()
    {
        std::atomic_int runs = 0;
        std::promise<void> lastDone;
        QueryPool pool(3, 1000);
        for (int i = 0; i < 200; ++i) {
            QVERIFY(pool.submit([&] {
                if (++runs == 200)
                    lastDone.set_value();
            }));
        }
        lastDone.get_future().wait();
        QCOMPARE(runs.load(), 200);
    }

    void refusesBeyondItsQueueAndNamesTheLimit()
    {
        std::promise<void> started;
        std::promise<void> release;
        QueryPool pool(1, 2);
        QVERIFY(pool.submit([&] {
            started.set_value();
            release.get_future().wait();
        }));
        started.get_future().wait();
        QVERIFY(pool.submit([] {}));
        QVERIFY(pool.submit([] {}));
        QCOMPARE(pool.queued(), 2U);

        const Result<void> refused = pool.submit([] {});
        QVERIFY(!refused);
        QCOMPARE(refused.error(),
                 (Error{Error::Code::Unavailable, "2 queries are waiting, limit 2"}));
        release.set_value();
    }

    void stopLetsRunningJobsEndAndDropsWaitingOnes()
    {
        std::promise<void> started;
        std::promise<void> release;
        std::atomic_bool firstEnded = false;
        std::atomic_bool secondRan = false;
        auto held = std::make_shared<int>(1);
        const std::weak_ptr<int> watch = held;

        QueryPool pool(1, 10);
        QVERIFY(pool.submit([&] {
            started.set_value();
            release.get_future().wait();
            firstEnded = true;
        }));
        QVERIFY(pool.submit([&secondRan, held = std::move(held)] { secondRan = true; }));
        started.get_future().wait();

        auto stopped = std::async(std::launch::async, [&] { pool.stop(); });
        QTRY_COMPARE(pool.queued(), 0U);
        release.set_value();
        stopped.get();
        QVERIFY(firstEnded);
        QVERIFY(!secondRan);
        QVERIFY(watch.expired());
        QCOMPARE(pool.submit([] {}).error().code, Error::Code::Unavailable);
        pool.stop();
    }

    void cancelIsSeenThroughEveryCopyOfTheToken()
    {
        const CancelToken token;
        const CancelToken copy = token;
        QVERIFY(!copy.isCancelled());
        token.cancel();
        QVERIFY(copy.isCancelled());
    }
};

QTEST_GUILESS_MAIN(TestQueryPool)
#include "tst_querypool.moc"
