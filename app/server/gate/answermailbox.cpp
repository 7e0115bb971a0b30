#include "app/server/gate/answermailbox.h"

#include "app/server/gate/networkworker.h"

namespace tinyobs::server {

AnswerMailbox::AnswerMailbox(NetworkWorker &worker)
    : m_thread(std::this_thread::get_id())
    , m_worker(&worker)
{
}

void AnswerMailbox::answer(std::uint64_t requestId, HttpResponse response)
{
    if (std::this_thread::get_id() == m_thread) {
        if (m_worker)
            m_worker->deliverAnswer(requestId, std::move(response));
        return;
    }
    // A std::function must be copyable; the response inside is implicitly shared and cheap to copy.
    post([this, requestId, response = std::move(response)] {
        m_worker->deliverAnswer(requestId, response);
    });
}

std::shared_ptr<StreamChannel> AnswerMailbox::stream(std::uint64_t requestId,
                                                     const HttpResponse &head)
{
    Q_ASSERT(std::this_thread::get_id() == m_thread);
    return m_worker ? m_worker->openStream(requestId, head) : nullptr;
}

void AnswerMailbox::runInNetworkThread(std::function<void()> work)
{
    if (std::this_thread::get_id() == m_thread)
        work();
    else
        post(std::move(work));
}

void AnswerMailbox::close()
{
    std::vector<std::function<void()>> dropped;
    const std::lock_guard lock(m_mutex);
    m_worker = nullptr;
    std::swap(dropped, m_posted);
}

void AnswerMailbox::post(std::function<void()> work)
{
    const std::lock_guard lock(m_mutex);
    if (!m_worker)
        return;
    m_posted.push_back(std::move(work));
    if (m_posted.size() == 1)
        QMetaObject::invokeMethod(
            m_worker, [this] { runPosted(); }, Qt::QueuedConnection);
}

void AnswerMailbox::runPosted()
{
    std::vector<std::function<void()>> posted;
    {
        const std::lock_guard lock(m_mutex);
        std::swap(posted, m_posted);
    }
    for (const std::function<void()> &work : posted) {
        if (m_worker)
            work();
    }
}

} // namespace tinyobs::server
