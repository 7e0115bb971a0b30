#pragma once

// What the copies of one Responder share: whether the request was answered, whether its client has
// gone, and where the answer goes. Safe from any thread; callbacks run in the network thread.

#include "app/server/httpmessage.h"

#include <atomic>
#include <cstdint>
#include <mutex>

namespace tinyobs::server {

/// Takes the answers of requests by their gate id: the mailbox of a network thread, or a test.
class AnswerSink
{
public:
    virtual ~AnswerSink() = default;
    /// From any thread. An id that is no longer known is ignored.
    virtual void answer(std::uint64_t requestId, HttpResponse response) = 0;
    /// Network thread only. Null when the client has gone.
    virtual std::shared_ptr<StreamChannel> stream(std::uint64_t requestId,
                                                  const HttpResponse &head) = 0;
    /// From any thread.
    virtual void runInNetworkThread(std::function<void()> work) = 0;
};

class Responder::State
{
public:
    State(std::shared_ptr<AnswerSink> sink, std::uint64_t requestId);
    ~State();
    State(const State &) = delete;
    State &operator=(const State &) = delete;

    void send(HttpResponse response);
    std::shared_ptr<StreamChannel> stream(const HttpResponse &head);
    bool isAbandoned() const { return m_abandoned.load(std::memory_order_acquire); }
    void onAbandoned(std::function<void()> callback);
    void post(std::function<void()> work) { m_sink->runInNetworkThread(std::move(work)); }
    /// Whether somebody would be told that the client has gone.
    bool canBeAbandoned();
    /// The client has gone: called by the gate, in the network thread.
    void abandon();

private:
    std::vector<std::function<void()>> takeCallbacks();

    std::shared_ptr<AnswerSink> m_sink;
    std::uint64_t m_requestId;
    std::atomic<bool> m_answered = false;
    std::atomic<bool> m_abandoned = false;
    std::mutex m_mutex;                             // guards m_callbacks
    std::vector<std::function<void()>> m_callbacks; // empty once answered or abandoned
};

} // namespace tinyobs::server
