#include "app/server/gate/responderstate.h"

namespace tinyobs::server {

Responder::State::State(std::shared_ptr<AnswerSink> sink, std::uint64_t requestId)
    : m_sink(std::move(sink))
    , m_requestId(requestId)
{
}

Responder::State::~State()
{
    if (!m_answered.load() && !m_abandoned.load())
        m_sink->answer(m_requestId, HttpResponse::error(500, "the request was not answered"));
}

void Responder::State::send(HttpResponse response)
{
    if (m_answered.exchange(true))
        return;
    takeCallbacks();
    if (!isAbandoned())
        m_sink->answer(m_requestId, std::move(response));
}

std::shared_ptr<StreamChannel> Responder::State::stream(const HttpResponse &head)
{
    if (m_answered.exchange(true))
        return nullptr;
    takeCallbacks();
    return isAbandoned() ? nullptr : m_sink->stream(m_requestId, head);
}

void Responder::State::onAbandoned(std::function<void()> callback)
{
    {
        const std::lock_guard lock(m_mutex);
        if (m_answered.load())
            return;
        if (!m_abandoned.load()) {
            m_callbacks.push_back(std::move(callback));
            return;
        }
    }
    m_sink->runInNetworkThread(std::move(callback));
}

bool Responder::State::canBeAbandoned()
{
    const std::lock_guard lock(m_mutex);
    return !m_callbacks.empty();
}

void Responder::State::abandon()
{
    {
        const std::lock_guard lock(m_mutex);
        if (m_answered.load() || m_abandoned.exchange(true))
            return;
    }
    for (const std::function<void()> &callback : takeCallbacks())
        callback();
}

std::vector<std::function<void()>> Responder::State::takeCallbacks()
{
    const std::lock_guard lock(m_mutex);
    return std::exchange(m_callbacks, {});
}

void Responder::send(HttpResponse response) const
{
    m_state->send(std::move(response));
}

std::shared_ptr<StreamChannel> Responder::stream(HttpResponse head) const
{
    return m_state->stream(head);
}

bool Responder::isAbandoned() const
{
    return m_state->isAbandoned();
}

void Responder::onAbandoned(std::function<void()> callback) const
{
    m_state->onAbandoned(std::move(callback));
}

void Responder::post(std::function<void()> work) const
{
    m_state->post(std::move(work));
}

} // namespace tinyobs::server
