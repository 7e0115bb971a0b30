#include "ui/chart/typedtime.h"

#include "core/ingest/timeparser.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QRegularExpression>

#include <array>
#include <utility>

using namespace Qt::StringLiterals;

namespace tinyobs::ui {
namespace {

constexpr qsizetype MaxTyped = 64;

QDateTime toDateTime(TimeMs timeMs, const QTimeZone &zone)
{
    return QDateTime::fromMSecsSinceEpoch(timeMs, zone);
}

TimeMs unitMs(QStringView unit)
{
    constexpr std::array<std::pair<const char16_t *, TimeMs>, 7> Units{{
        {u"ms", 1},
        {u"s", 1000},
        {u"m", 60'000},
        {u"h", 3'600'000},
        {u"d", 86'400'000},
        {u"w", 7 * TimeMs(86'400'000)},
        {u"y", 365 * TimeMs(86'400'000)},
    }};
    for (const auto &[name, ms] : Units) {
        if (unit == QStringView(name))
            return ms;
    }
    return 0;
}

/// Back to where the second, minute, hour, day, week (Monday), month or year began.
QDateTime floored(QDateTime time, QChar unit)
{
    const QDate day = time.date();
    const QTime clock = time.time();
    switch (unit.unicode()) {
    case u's':
        time.setTime(QTime(clock.hour(), clock.minute(), clock.second()));
        break;
    case u'm':
        time.setTime(QTime(clock.hour(), clock.minute()));
        break;
    case u'h':
        time.setTime(QTime(clock.hour(), 0));
        break;
    case u'w':
        return day.addDays(1 - day.dayOfWeek()).startOfDay(time.timeZone());
    case u'M':
        return QDate(day.year(), day.month(), 1).startOfDay(time.timeZone());
    case u'y':
        return QDate(day.year(), 1, 1).startOfDay(time.timeZone());
    default:
        return day.startOfDay(time.timeZone());
    }
    return time;
}

/// What follows "now": any number of "-1h30m" and at most one "/d" at the end.
std::optional<TypedTime> relative(QStringView rest, TimeMs nowMs, const QTimeZone &zone)
{
    static const QRegularExpression shift(u"^([+-])((?:[0-9]{1,9}(?:ms|[smhdwy]))+)"_s);
    static const QRegularExpression part(u"([0-9]+)(ms|[smhdwy])"_s);
    TypedTime typed{nowMs, true, rest.isEmpty()};
    while (true) {
        const QRegularExpressionMatch match = shift.match(rest.toString());
        if (!match.hasMatch())
            break;
        TimeMs sum = 0;
        QRegularExpressionMatchIterator parts = part.globalMatch(match.captured(2));
        while (parts.hasNext()) {
            const QRegularExpressionMatch one = parts.next();
            sum += one.captured(1).toLongLong() * unitMs(one.captured(2));
        }
        typed.timeMs += match.captured(1) == "-"_L1 ? -sum : sum;
        rest = rest.mid(match.capturedLength());
    }
    if (rest.size() == 2 && rest.front() == u'/' && QStringView(u"smhdwMy").contains(rest.back())) {
        typed.timeMs = floored(toDateTime(typed.timeMs, zone), rest.back()).toMSecsSinceEpoch();
        return typed;
    }
    return rest.isEmpty() ? std::optional(typed) : std::nullopt;
}

std::optional<TimeMs> clockOf(const QDate &day, const QString &text, const QTimeZone &zone)
{
    for (const QString &format : {u"H:mm"_s, u"H:mm:ss"_s, u"H:mm:ss.zzz"_s}) {
        const QTime time = QTime::fromString(text, format);
        if (time.isValid())
            return QDateTime(day, time, zone).toMSecsSinceEpoch();
    }
    return std::nullopt;
}

std::optional<TimeMs> absolute(const QString &text, TimeMs nowMs, const QTimeZone &zone)
{
    const QDate today = toDateTime(nowMs, zone).date();
    const QStringList words = text.split(QRegularExpression(u"[ T]+"_s), Qt::SkipEmptyParts);
    if (words.isEmpty() || words.size() > 2)
        return std::nullopt;
    QDate day = QDate::fromString(words[0], Qt::ISODate);
    if (words[0] == "today"_L1)
        day = today;
    else if (words[0] == "yesterday"_L1)
        day = today.addDays(-1);
    if (!day.isValid())
        return words.size() == 1 ? clockOf(today, text, zone) : std::nullopt;
    if (words.size() == 1)
        return day.startOfDay(zone).toMSecsSinceEpoch();
    return clockOf(day, words[1], zone);
}

} // namespace

Result<TypedTime> parseTypedTime(const QString &text, TimeMs nowMs, const QTimeZone &zone)
{
    const QString typed = text.trimmed();
    if (typed.size() <= MaxTyped) {
        if (typed.startsWith("now"_L1)) {
            QString rest = typed.mid(3);
            rest.remove(u' ');
            if (const auto time = relative(rest, nowMs, zone))
                return *time;
        }
        if (const auto time = absolute(typed, nowMs, zone))
            return TypedTime{*time};
        if (const Result<TimeMs> time = parseTimestamp(typed.toStdString()))
            return TypedTime{*time};
    }
    return fail(Error::Code::InvalidArgument,
                QCoreApplication::translate("TypedTime", "'%1' is no time: try now-1h, now/d, "
                                                         "yesterday 15:00 or 2026-11-22 10:00")
                    .arg(typed.left(MaxTyped))
                    .toStdString());
}

QString formatTyped(TimeMs timeMs, const QTimeZone &zone)
{
    return toDateTime(timeMs, zone).toString(u"yyyy-MM-dd HH:mm:ss"_s);
}

} // namespace tinyobs::ui
