#include "app/listeners/lines/homecalls.h"

#include <QTest>

#include <memory>
#include <thread>

using namespace tinyobs::listeners;

class TestHomeCalls : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void callsComeHome()
    {
        HomeCalls calls;
        std::thread::id where;
        std::thread([post = calls.poster(), &where] {
            post([&where] { where = std::this_thread::get_id(); });
        }).join();
        QCOMPARE(where, std::thread::id());
        QTRY_VERIFY(where == std::this_thread::get_id());
    }

    void noneComesAfterTheEnd()
    {
        bool isCalled = false;
        auto calls = std::make_unique<HomeCalls>();
        const HomeCalls::Post post = calls->poster();
        post([&isCalled] { isCalled = true; });
        calls.reset();
        post([&isCalled] { isCalled = true; });
        QCoreApplication::processEvents();
        QVERIFY(!isCalled);
    }
};

QTEST_GUILESS_MAIN(TestHomeCalls)
#include "tst_homecalls.moc"
