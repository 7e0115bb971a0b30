#pragma once

// Where answers for the requests of one network thread arrive. From the thread itself they are
// delivered at once; from others they are collected and the thread is woken once for all of them.
// Outlives its worker: Responders may be held longer than the server lives.

#include "app/server/gate/responderstate.h"

#include <thread>

namespace tinyobs::server {

class NetworkWorker;

class AnswerMailbox : public AnswerSink
{
public:
    /// In the worker's thread.
    explicit AnswerMailbox(NetworkWorker &worker);

    void answer(std::uint64_t requestId, HttpResponse response) override;
    std::shared_ptr<StreamChannel> stream(std::uint64_t requestId,
                                          const HttpResponse &head) override;
    void runInNetworkThread(std::function<void()> work) override;

    /// The worker is going: what comes later is dropped. In the worker's thread.
    void close();

private:
    void post(std::function<void()> work);
    void runPosted();

    const std::thread::id m_thread;
    std::mutex m_mutex;      // guards both below
    NetworkWorker *m_worker; // null once closed; written in its own thread only
    std::vector<std::function<void()>> m_posted;
};

} // namespace tinyobs::server
