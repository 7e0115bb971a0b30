#include "app/server/handlers/pacedanswer.h"

#include "app/server/serverlog.h"

#include <utility>

namespace tinyobs::server {

/// Travels with a piece and comes back when the client has taken it. Lost on its way, because the
/// client or the server has gone, it closes the answer.
class PacedAnswer::Turn
{
public:
    explicit Turn(std::shared_ptr<PacedAnswer> answer)
        : m_answer(std::move(answer))
    {
    }
    ~Turn()
    {
        if (m_answer)
            m_answer->close();
    }
    Turn(const Turn &) = delete;
    Turn &operator=(const Turn &) = delete;
    void give() { std::exchange(m_answer, nullptr)->giveTurn(); }

private:
    std::shared_ptr<PacedAnswer> m_answer;
};

PacedAnswer::PacedAnswer(Responder responder, HttpResponse head)
    : m_responder(std::move(responder))
    , m_head(std::move(head))
{
    m_head.isChunked = true;
}

std::shared_ptr<PacedAnswer> PacedAnswer::make(Responder responder, HttpResponse head)
{
    const std::shared_ptr<PacedAnswer> answer(
        new PacedAnswer(std::move(responder), std::move(head)));
    answer->m_responder.onAbandoned([weak = answer->weak_from_this()] {
        if (const auto gone = weak.lock())
            gone->close();
    });
    return answer;
}

Result<void> PacedAnswer::write(std::string_view bytes)
{
    QByteArray piece(bytes.data(), qsizetype(bytes.size()));
    if (!m_isStreaming && m_held.isEmpty()) {
        m_held = std::move(piece);
        return {};
    }
    if (!std::exchange(m_isStreaming, true)) {
        if (Result<void> sent = sendPiece(std::exchange(m_held, {})); !sent)
            return sent;
    }
    return sendPiece(std::move(piece));
}

Result<void> PacedAnswer::waitForTurn()
{
    std::unique_lock lock(m_mutex);
    m_turned.wait(lock, [this] { return m_isOurTurn || m_isClosed; });
    if (m_isClosed)
        return fail(Error::Code::Unavailable, "the client has gone");
    return {};
}

Result<void> PacedAnswer::sendPiece(QByteArray piece)
{
    if (Result<void> ready = waitForTurn(); !ready)
        return ready;
    {
        const std::lock_guard lock(m_mutex);
        m_isOurTurn = false;
    }
    const auto turn = std::make_shared<Turn>(shared_from_this());
    m_responder.post([self = shared_from_this(), turn, piece = std::move(piece)] {
        self->writePiece(piece, turn);
    });
    return {};
}

void PacedAnswer::writePiece(const QByteArray &piece, std::shared_ptr<Turn> turn)
{
    if (isClosed())
        return;
    if (!m_channel) {
        m_channel = m_responder.stream(m_head);
        if (!m_channel)
            return;
        m_channel->onClosed([weak = weak_from_this()] {
            if (const auto gone = weak.lock())
                gone->close();
        });
    }
    if (m_channel->write(piece))
        m_channel->onDrained([turn = std::move(turn)] { turn->give(); });
}

void PacedAnswer::finish(const Result<void> &outcome)
{
    if (!m_isStreaming) {
        m_head.body = std::exchange(m_held, {});
        m_responder.send(outcome ? m_head : HttpResponse::error(outcome.error()));
        return;
    }
    const bool isWhole = outcome.has_value() && waitForTurn().has_value();
    if (!outcome && !isClosed())
        qCWarning(serverLog, "an answer was cut off: %s", outcome.error().message.c_str());
    m_responder.post([self = shared_from_this(), isWhole] {
        if (const auto channel = std::exchange(self->m_channel, nullptr); channel && isWhole)
            channel->close();
    });
}

bool PacedAnswer::isClosed() const
{
    const std::lock_guard lock(m_mutex);
    return m_isClosed;
}

void PacedAnswer::giveTurn()
{
    const std::lock_guard lock(m_mutex);
    m_isOurTurn = true;
    m_turned.notify_one();
}

void PacedAnswer::close()
{
    const std::lock_guard lock(m_mutex);
    m_isClosed = true;
    m_turned.notify_one();
}

} // namespace tinyobs::server
