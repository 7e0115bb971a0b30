#pragma once

// An answer of any length, made in a thread of its own at the client's pace: at most one piece is
// on its way while the next one is made. What fits into one piece is sent as an ordinary answer,
// and an error before the second piece is a proper status; a later one cuts the body off, which the
// client sees. write() and finish() are for the thread that makes it; shared with the network
// thread that sends.

#include "app/server/httpmessage.h"
#include "core/base/result.h"

#include <condition_variable>
#include <memory>
#include <mutex>
#include <string_view>

namespace tinyobs::server {

class PacedAnswer : public std::enable_shared_from_this<PacedAnswer>
{
public:
    /// The head's body is ignored.
    static std::shared_ptr<PacedAnswer> make(Responder responder, HttpResponse head);

    /// Waits until the client has taken what was written before. An error when it has gone.
    Result<void> write(std::string_view bytes);
    /// After the last write(): ends the body, or answers with the error.
    void finish(const Result<void> &outcome);
    /// The client has gone.
    bool isClosed() const;

private:
    class Turn;

    PacedAnswer(Responder responder, HttpResponse head);
    Result<void> sendPiece(QByteArray piece);
    Result<void> waitForTurn();
    void writePiece(const QByteArray &piece, std::shared_ptr<Turn> turn); // network thread
    void giveTurn();
    void close();

    const Responder m_responder;
    HttpResponse m_head;
    QByteArray m_held; // the first piece, until there is a second one
    bool m_isStreaming = false;
    std::shared_ptr<StreamChannel> m_channel; // network thread
    mutable std::mutex m_mutex;               // guards both below
    bool m_isOurTurn = true;
    bool m_isClosed = false;
    std::condition_variable m_turned;
};

} // namespace tinyobs::server
