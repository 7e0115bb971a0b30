#include "app/server/handlers/answer.h"

#include "app/server/gate/responderstate.h"

#include <QTest>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <future>
#include <thread>

using namespace tinyobs;
using namespace tinyobs::server;

namespace {

/// Keeps the answer, as the gate would send it.
class TestSink : public AnswerSink
{
public:
    void answer(std::uint64_t, HttpResponse response) override
    {
        m_answer.set_value(std::move(response));
    }
    std::shared_ptr<StreamChannel> stream(std::uint64_t, const HttpResponse &) override
    {
        return nullptr;
    }
    void runInNetworkThread(std::function<void()> work) override { work(); }

    HttpResponse wait() { return m_answer.get_future().get(); }

private:
    std::promise<HttpResponse> m_answer;
};

} // namespace

class TestAnswer : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void sendsWhatTheJobReturns()
    {
        Engine engine(Settings(), m_clock);
        const auto sink = std::make_shared<TestSink>();
        answerFromPool(engine, Responder(std::make_shared<Responder::State>(sink, 1)),
                       [](const CancelToken &) -> Result<QByteArray> { return "[1]"; });
        const HttpResponse response = sink->wait();
        QCOMPARE(response.status, 200);
        QCOMPARE(response.contentType, "application/json");
        QCOMPARE(response.body, "[1]");
    }

    void sendsTheJobsError()
    {
        Engine engine(Settings(), m_clock);
        const auto sink = std::make_shared<TestSink>();
        answerFromPool(engine, Responder(std::make_shared<Responder::State>(sink, 1)),
                       [](const CancelToken &) -> Result<QByteArray> {
                           return fail(Error::Code::LimitExceeded, "too much");
                       });
        QCOMPARE(sink->wait().status, 422);
    }

    void endsTheQueryOfAClientThatHasGone()
    {
        Engine engine(Settings(), m_clock);
        const auto state = std::make_shared<Responder::State>(std::make_shared<TestSink>(), 1);
        std::promise<void> started;
        std::promise<void> ended;
        answerFromPool(engine, Responder(state),
                       [&](const CancelToken &cancel) -> Result<QByteArray> {
                           started.set_value();
                           while (!cancel.isCancelled())
                               std::this_thread::yield();
                           ended.set_value();
                           return QByteArray();
                       });
        started.get_future().wait();
        state->abandon();
        QCOMPARE(ended.get_future().wait_for(std::chrono::seconds(20)), std::future_status::ready);
    }

    void saysToTryAgainWhenTheQueueIsFull()
    {
        Engine engine(Settings(), m_clock);
        std::promise<void> release;
        const std::shared_future<void> released = release.get_future().share();
        // All threads busy first, so that none takes a job from the queue once it is full.
        std::atomic_uint running = 0;
        const unsigned threads = std::max(2U, std::thread::hardware_concurrency());
        const auto block = [&running, released] {
            ++running;
            released.wait();
        };
        for (unsigned i = 0; i < threads; ++i)
            QVERIFY(engine.queries().submit(block));
        QTRY_COMPARE(running.load(), threads);
        while (engine.queries().submit(block))
            continue;
        const auto sink = std::make_shared<TestSink>();
        answerFromPool(engine, Responder(std::make_shared<Responder::State>(sink, 1)),
                       [](const CancelToken &) -> Result<QByteArray> { return QByteArray(); });
        const HttpResponse response = sink->wait();
        release.set_value();
        QCOMPARE(response.status, 503);
        QCOMPARE(response.headers.at(0).name, "Retry-After");
        QVERIFY2(response.body.contains("queries are waiting, limit 256"), response.body);
    }

private:
    SystemClock m_clock;
};

QTEST_GUILESS_MAIN(TestAnswer)
#include "tst_answer.moc"
