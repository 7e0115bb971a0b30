#include "example/client/pusher.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QLoggingCategory>
#include <QNetworkAccessManager>
#include <QNetworkReply>
#include <QNetworkRequest>

#include <algorithm>
#include <utility>

namespace tinyobs::client {
namespace {

Q_LOGGING_CATEGORY(lcClient, "tinyobs.client", QtInfoMsg)

using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

constexpr std::chrono::seconds LongestRetryAfter = 60s;
constexpr qint64 LongestAnswerBytes = 1 << 20;

// Asking for a partial store keeps one bad sample from costing the whole batch.
QUrl ingestUrl(const QUrl &target)
{
    QUrl url = target;
    QString path = url.path();
    while (path.endsWith(u'/'))
        path.chop(1);
    url.setPath(path + "/ingest"_L1);
    url.setQuery(u"partial=1"_s);
    return url;
}

bool worthAnotherTry(int status)
{
    return status == 0 || status == 408 || status == 429 || status >= 500;
}

QString reasonOf(const QNetworkReply &reply, int status, const QByteArray &answer)
{
    if (reply.error() == QNetworkReply::OperationCanceledError)
        return u"no answer in time"_s; // what a transfer timeout looks like
    if (status == 0)
        return reply.errorString();
    const QString told = QJsonDocument::fromJson(answer).object()["error"_L1].toString();
    return told.isEmpty() ? u"the server answered %1"_s.arg(status)
                          : u"the server answered %1: %2"_s.arg(status).arg(told);
}

std::chrono::milliseconds retryAfter(const QNetworkReply &reply)
{
    const int seconds = reply.rawHeader("Retry-After").toInt();
    return std::min<std::chrono::milliseconds>(std::chrono::seconds(std::max(seconds, 0)),
                                               LongestRetryAfter);
}

} // namespace

Pusher::Pusher(PusherOptions options, Source source, Clock clock, QObject *parent)
    : QObject(parent)
    , m_options(std::move(options))
    , m_source(std::move(source))
    , m_clock(std::move(clock))
    , m_network(new QNetworkAccessManager(this))
    , m_queue(m_options.queueLimit)
    , m_backoff(m_options.firstRetry, m_options.longestRetry, m_options.jitterSeed)
{
    m_collectTimer.setTimerType(Qt::PreciseTimer);
    m_collectTimer.setInterval(m_options.interval);
    connect(&m_collectTimer, &QTimer::timeout, this, [this] {
        collect();
        send();
    });
    m_retryTimer.setSingleShot(true);
    connect(&m_retryTimer, &QTimer::timeout, this, &Pusher::send);
}

Pusher::~Pusher() = default;

void Pusher::start()
{
    m_collectTimer.start();
    collect();
    send();
}

void Pusher::finish(std::chrono::milliseconds limit)
{
    m_finishing = true;
    m_collectTimer.stop();
    m_retryTimer.stop();
    QTimer::singleShot(limit, this, &Pusher::endFinishing);
    collect();
    send();
}

PushState Pusher::state() const
{
    PushState state = m_state;
    state.dropped = m_queue.dropped();
    state.waiting = m_queue.size() + m_onTheWay.size();
    return state;
}

void Pusher::collect()
{
    SampleList samples;
    m_source(m_clock(), samples);
    m_queue.append(samples);
}

void Pusher::send()
{
    if (m_reply || m_retryTimer.isActive())
        return;
    m_onTheWay = m_queue.take(m_options.batchLimit);
    if (m_onTheWay.empty()) {
        endFinishing();
        return;
    }
    QNetworkRequest request(ingestUrl(m_options.target));
    request.setHeader(QNetworkRequest::ContentTypeHeader, "application/json"_ba);
    request.setTransferTimeout(int(m_options.answerWithin.count()));
    m_reply = m_network->post(request, encodeBatch(m_onTheWay));
    connect(m_reply, &QNetworkReply::finished, this, [this, reply = m_reply] { answered(reply); });
}

void Pusher::answered(QNetworkReply *reply)
{
    m_reply = nullptr;
    reply->deleteLater();
    int status = reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
    if (status < 300 && reply->error() != QNetworkReply::NoError)
        status = 0; // the answer broke off
    const QByteArray answer = reply->read(LongestAnswerBytes);
    if (worthAnotherTry(status)) {
        failed(reasonOf(*reply, status, answer), retryAfter(*reply));
        return;
    }
    const bool stored = status < 300;
    m_state.problem = stored ? QString() : reasonOf(*reply, status, answer);
    if (stored)
        countAnswer(answer);
    else
        countRefused(m_onTheWay.size(), m_state.problem);
    found();
    m_onTheWay.clear();
    send();
}

void Pusher::countAnswer(const QByteArray &answer)
{
    const QJsonObject told = QJsonDocument::fromJson(answer).object();
    const qint64 claimed = std::max<qint64>(told["refused"_L1].toInteger(), 0);
    const std::size_t count = std::min(std::size_t(claimed), m_onTheWay.size());
    m_state.sent += m_onTheWay.size() - count;
    if (count > 0)
        countRefused(count, told["errors"_L1][0]["error"_L1].toString());
}

void Pusher::countRefused(std::size_t count, const QString &why)
{
    m_state.refused += count;
    if (m_refusalSaid)
        return;
    m_refusalSaid = true; // a refusal repeats at every push: once is enough
    qCWarning(lcClient).noquote() << "samples were refused and are not sent again:" << why;
}

void Pusher::failed(const QString &problem, std::chrono::milliseconds waitAtLeast)
{
    m_queue.putBack(m_onTheWay);
    m_onTheWay.clear();
    m_state.problem = problem;
    m_retryTimer.start(std::max(m_backoff.next(), waitAtLeast));
    lost();
    endFinishing();
}

void Pusher::lost()
{
    if (m_state.link == PushState::Link::Away)
        return;
    m_state.link = PushState::Link::Away;
    m_state.awaySinceMs = m_clock();
    qCWarning(lcClient).noquote() << "cannot push to" << m_options.target.toString() << "-"
                                  << m_state.problem << "- trying again, up to"
                                  << m_options.queueLimit << "samples wait here";
    Q_EMIT serverLost();
}

void Pusher::found()
{
    m_backoff.reset();
    const PushState::Link before = std::exchange(m_state.link, PushState::Link::Connected);
    if (before == PushState::Link::Away) {
        const TimeMs awayMs = m_clock() - m_state.awaySinceMs;
        qCInfo(lcClient).noquote() << m_options.target.toString() << "is back after"
                                   << awayMs / 1000 << "s -" << m_onTheWay.size() + m_queue.size()
                                   << "samples had waited," << m_queue.dropped() << "were dropped";
    }
    if (before != PushState::Link::Connected)
        Q_EMIT serverFound();
}

void Pusher::endFinishing()
{
    if (std::exchange(m_finishing, false))
        Q_EMIT finished();
}

} // namespace tinyobs::client
