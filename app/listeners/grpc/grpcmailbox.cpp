#include "app/listeners/grpc/grpcmailbox.h"

#include <utility>

namespace tinyobs::listeners {

GrpcMailbox::GrpcMailbox(QObject &receiver, Deliver deliver)
    : m_receiver(&receiver)
    , m_deliver(std::move(deliver))
{
}

void GrpcMailbox::post(Letter letter)
{
    const std::lock_guard lock(m_mutex);
    if (!m_receiver)
        return;
    m_letters.push_back(std::move(letter));
    if (m_letters.size() == 1)
        QMetaObject::invokeMethod(
            m_receiver, [this] { deliverAll(); }, Qt::QueuedConnection);
}

void GrpcMailbox::close()
{
    const std::lock_guard lock(m_mutex);
    m_receiver = nullptr;
    m_letters.clear();
}

// The receiver's queued calls go with it, and it holds the mailbox.
void GrpcMailbox::deliverAll()
{
    std::vector<Letter> letters;
    {
        const std::lock_guard lock(m_mutex);
        letters.swap(m_letters);
    }
    for (const Letter &letter : letters)
        m_deliver(letter);
}

} // namespace tinyobs::listeners
