#include "ui/home/servicecard.h"

#include "ui/text/format.h"

#include <utility>

using namespace Qt::StringLiterals;

namespace tinyobs::ui {
namespace {

constexpr TimeMs QuietAfterMs = 30'000;
constexpr TimeMs StoppedAfterMs = 300'000;

} // namespace

ServiceCard::ServiceCard(Engine &engine, const TimeRange &range, std::string name, QObject *parent)
    : QObject(parent)
    , m_name(std::move(name))
    , m_chart(engine, range)
{
}

void ServiceCard::setState(TimeMs ageMs, std::size_t series)
{
    const Health health = ageMs < QuietAfterMs ? Sending : ageMs < StoppedAfterMs ? Quiet : Stopped;
    const QString note =
        health == Sending ? plural(series, u"series"_s) : tr("last seen %1").arg(formatAgo(ageMs));
    if (m_health == health && m_note == note)
        return;
    m_health = health;
    m_note = note;
    Q_EMIT changed();
}

} // namespace tinyobs::ui
