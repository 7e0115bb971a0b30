#pragma once

// Where the answers of calls arrive, from whichever thread: collected, and the listener's thread is
// woken once for all of them. Outlives its listener, as calls may be under way when that goes.

#include "app/listeners/grpc/grpcstatus.h"

#include <QObject>

#include <cstdint>
#include <functional>
#include <mutex>
#include <vector>

namespace tinyobs::listeners {

class GrpcMailbox
{
public:
    struct Letter
    {
        std::uint64_t connection = 0;
        std::int32_t stream = 0;
        GrpcAnswer answer;
    };
    using Deliver = std::function<void(const Letter &)>;

    /// `deliver` is called in the thread of `receiver`, until close().
    GrpcMailbox(QObject &receiver, Deliver deliver);

    /// From any thread.
    void post(Letter letter);
    /// What comes later is dropped. In the receiver's thread.
    void close();

private:
    void deliverAll();

    std::mutex m_mutex; // guards the two below
    QObject *m_receiver;
    std::vector<Letter> m_letters;
    const Deliver m_deliver;
};

} // namespace tinyobs::listeners
