#pragma once

// Collects samples at a steady interval and posts them to a TinyObs server. Nothing here blocks:
// while the server is away samples wait in a bounded queue and tries are spaced by a back-off. The
// log says once when the server goes away and once when it is back. Lives in the thread that
// created it.

#include "example/client/backoff.h"
#include "example/client/samplequeue.h"

#include <QObject>
#include <QTimer>
#include <QUrl>

#include <functional>

class QNetworkAccessManager;
class QNetworkReply;

namespace tinyobs::client {

struct PusherOptions
{
    QUrl target; ///< the server's base address
    std::chrono::milliseconds interval{2000};
    std::chrono::milliseconds firstRetry{500};
    std::chrono::milliseconds longestRetry{10'000};
    std::chrono::milliseconds answerWithin{10'000};
    std::size_t queueLimit = 100'000;
    std::size_t batchLimit = 5'000;
    std::uint64_t jitterSeed = 1;
};

struct PushState
{
    enum class Link { Starting, Connected, Away };
    Link link = Link::Starting;
    std::uint64_t sent = 0; ///< samples the server stored
    std::uint64_t refused =
        0; ///< samples the server did not want; sending them again would not help
    std::uint64_t dropped = 0; ///< samples lost because the queue was full
    std::uint64_t waiting = 0; ///< samples in the queue or on their way
    TimeMs awaySinceMs = 0;
    QString problem; ///< why the last push failed, empty when it did not
};

class Pusher : public QObject
{
    Q_OBJECT

public:
    using Source = std::function<void(TimeMs nowMs, SampleList &out)>;
    using Clock = std::function<TimeMs()>;

    Pusher(PusherOptions options, Source source, Clock clock, QObject *parent = nullptr);
    ~Pusher() override;

    void start();
    /// Samples that carry their own times, such as those of the past; they go with the next push.
    void enqueue(const SampleList &samples) { m_queue.append(samples); }
    /// Collects once more and tries once to send all of it; finished() follows within the limit.
    void finish(std::chrono::milliseconds limit);
    PushState state() const;

Q_SIGNALS:
    void serverLost();
    void serverFound();
    void finished();

private:
    void collect();
    void send();
    void answered(QNetworkReply *reply);
    void countAnswer(const QByteArray &answer);
    void countRefused(std::size_t count, const QString &why);
    void failed(const QString &problem, std::chrono::milliseconds waitAtLeast);
    void lost();
    void found();
    void endFinishing();

    const PusherOptions m_options;
    const Source m_source;
    const Clock m_clock;
    QNetworkAccessManager *m_network;
    QNetworkReply *m_reply = nullptr;
    QTimer m_collectTimer;
    QTimer m_retryTimer;
    SampleQueue m_queue;
    SampleList m_onTheWay;
    Backoff m_backoff;
    PushState m_state;
    bool m_refusalSaid = false;
    bool m_finishing = false;
};

} // namespace tinyobs::client
