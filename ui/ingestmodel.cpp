#include "ui/ingestmodel.h"

#include "ui/text/format.h"

#include <numeric>
#include <utility>

using namespace Qt::StringLiterals;

namespace tinyobs::ui {
namespace {

constexpr TimeMs DayMs = 24 * 60 * 60 * 1000;

QString textOf(std::string_view text)
{
    return QString::fromUtf8(text.data(), qsizetype(text.size()));
}

/// "bad_value" as words.
QString wordsOf(std::string_view name)
{
    return textOf(name).replace(u'_', u' ');
}

} // namespace

IngestModel::IngestModel(QTimeZone zone, QObject *parent)
    : QObject(parent)
    , m_zone(std::move(zone))
{
}

/// "14:20:05", with the day in front of what is older than one.
QString IngestModel::timeText(TimeMs timeMs, TimeMs nowMs) const
{
    const QString clock = formatClock(timeMs, m_zone, true);
    const bool isToday = nowMs - timeMs < DayMs;
    return isToday ? clock : formatDay(timeMs, m_zone) + u' ' + clock;
}

void IngestModel::setStatus(const IngestStatus &status)
{
    std::vector<QStringList> senders;
    for (const SenderStatus &sender : status.senders) {
        senders.push_back({textOf(sender.address), wordsOf(sender.protocol),
                           formatValue(sender.samplesPerSecond, {}),
                           sender.refused > 0 ? formatCount(sender.refused) : u"0"_s,
                           formatAgo(status.nowMs - sender.lastSeenMs)});
    }
    std::vector<QStringList> protocols;
    for (const ProtocolStatus &protocol : status.protocols) {
        const std::uint64_t notRead = std::accumulate(
            protocol.beforeReading.begin(), protocol.beforeReading.end(), std::uint64_t(0),
            [](std::uint64_t sum, const RefusedCount &each) { return sum + each.count; });
        protocols.push_back({wordsOf(protocol.protocol), formatCount(protocol.requests),
                             formatCount(protocol.samples),
                             formatCount(protocol.samplesRefused + notRead)});
    }
    std::vector<QStringList> ports;
    for (const ListenerStatus &listener : status.listeners) {
        const bool isOpen = listener.problem.empty();
        ports.push_back({textOf(listener.name),
                         textOf(isOpen ? listener.address : listener.problem),
                         isOpen ? u"open"_s : u"closed"_s});
    }
    std::vector<QStringList> refusals;
    for (const IngestRefusal &refusal : status.refusals) {
        const QString time = timeText(refusal.timeMs, status.nowMs);
        const QString message = textOf(refusal.message);
        QString details = message + u'\n' + textOf(refusal.hint);
        if (refusal.count > 1)
            details += u'\n' + tr("%1 times since %2")
                                   .arg(formatCount(refusal.count),
                                        timeText(refusal.firstMs, status.nowMs));
        refusals.push_back({time, textOf(refusal.sender),
                            refusal.path.empty() ? wordsOf(refusal.protocol) : textOf(refusal.path),
                            wordsOf(refusal.reason), message, textOf(refusal.hint),
                            formatCount(refusal.count), details});
    }
    m_senders.setRows(std::move(senders));
    m_protocols.setRows(std::move(protocols));
    m_ports.setRows(std::move(ports));
    m_refusals.setRows(std::move(refusals));
    if (!std::exchange(m_isLoaded, true))
        Q_EMIT loaded();
}

} // namespace tinyobs::ui
