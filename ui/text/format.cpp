#include "ui/text/format.h"

#include <QDateTime>
#include <QLocale>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>

using namespace Qt::StringLiterals;

namespace tinyobs::ui {
namespace {

constexpr QChar Thin(0x2009);
constexpr QChar Minus(0x2212);

struct ScaleRow
{
    double size;
    const char16_t *text;
};

constexpr std::array<ScaleRow, 10> Si{{{1e18, u"E"},
                                       {1e15, u"P"},
                                       {1e12, u"T"},
                                       {1e9, u"G"},
                                       {1e6, u"M"},
                                       {1e3, u"k"},
                                       {1, u""},
                                       {1e-6, u"µ"},
                                       {1e-9, u"n"},
                                       {1e-12, u"p"}}};
constexpr std::array<ScaleRow, 6> Iec{{{1125899906842624.0, u"PiB"},
                                       {1099511627776.0, u"TiB"},
                                       {1073741824.0, u"GiB"},
                                       {1048576.0, u"MiB"},
                                       {1024.0, u"KiB"},
                                       {1.0, u"B"}}};
constexpr std::array<ScaleRow, 7> Durations{{{86400, u"d"},
                                             {3600, u"h"},
                                             {60, u"min"},
                                             {1, u"s"},
                                             {1e-3, u"ms"},
                                             {1e-6, u"µs"},
                                             {1e-9, u"ns"}}};

template <typename Rows, typename Fits>
Scale pick(const Rows &rows, Fits fits, std::size_t otherwise)
{
    const auto found = std::find_if(rows.begin(), rows.end(), fits);
    const ScaleRow &row = found == rows.end() ? rows[otherwise] : *found;
    return {row.size, QString::fromUtf16(row.text)};
}

QString trimmed(QString text)
{
    if (!text.contains(u'.') || text.contains(u'e'))
        return text;
    while (text.endsWith(u'0'))
        text.chop(1);
    if (text.endsWith(u'.'))
        text.chop(1);
    return text;
}

/// Significant digits without an exponent: 'g' would write 1234 as 1.23e+03.
QString significantText(double value, int digits)
{
    const double size = std::abs(value);
    const int before = size < 1 ? (size == 0 ? 1 : int(std::floor(std::log10(size))) + 1)
                                : int(std::floor(std::log10(size))) + 1;
    return QString::number(value, 'f', std::max(0, digits - before));
}

QString offsetText(const QDateTime &time)
{
    const int minutes = time.offsetFromUtc() / 60;
    if (minutes == 0)
        return u"UTC"_s;
    const int size = std::abs(minutes);
    return (minutes < 0 ? Minus : QChar(u'+')) +
           u"%1:%2"_s.arg(size / 60, 2, 10, QChar(u'0')).arg(size % 60, 2, 10, QChar(u'0'));
}

QDateTime at(TimeMs timeMs, const QTimeZone &zone)
{
    return QDateTime::fromMSecsSinceEpoch(timeMs, zone);
}

} // namespace

Scale scaleFor(double magnitude, const Unit &unit)
{
    const double size = std::abs(magnitude);
    switch (unit.base) {
    case Unit::Base::Percent:
        return {1, u"%"_s};
    case Unit::Base::Bytes:
        return pick(
            Iec, [size](const ScaleRow &row) { return size >= row.size; }, 5);
    case Unit::Base::Seconds:
    case Unit::Base::Instant:
        if (size == 0)
            return {1, u"s"_s};
        // Minutes and longer begin at two of them.
        return pick(
            Durations,
            [size](const ScaleRow &row) { return size >= row.size * (row.size > 1 ? 2 : 1); }, 6);
    case Unit::Base::Number:
        break;
    }
    // Thousandths read better as decimals than as "5m", which looks like five million.
    if (size == 0 || (size >= 1e-3 && size < 1))
        return {1, {}};
    return pick(
        Si, [size](const ScaleRow &row) { return size >= row.size; }, 6);
}

bool isInstant(double value, const Unit &unit)
{
    constexpr double First = 1e9; // in September 2001; no duration is that long
    constexpr double End = 1e11;
    return unit.base == Unit::Base::Instant && value >= First && value < End;
}

QString formatTime(double seconds)
{
    return at(TimeMs(std::floor(seconds)) * 1000, QTimeZone::utc())
        .toString(u"yyyy-MM-dd HH:mm:ss 'UTC'"_s);
}

QString withUnit(const QString &number, const Scale &scale, const Unit &unit)
{
    const bool isPlain = unit.base == Unit::Base::Number;
    const QString suffix = QString::fromStdString(unit.suffix);
    const QString word = isPlain ? suffix : scale.text + suffix;
    QString text = number;
    if (text.startsWith(u'-'))
        text[0] = Minus;
    if (isPlain && number.toDouble() != 0)
        text += scale.text; // "0", not "0k"
    return word.isEmpty() ? text : text + Thin + word;
}

QString formatValue(double value, const Unit &unit, int significant)
{
    if (std::isnan(value))
        return u"NaN"_s;
    if (std::isinf(value))
        return value > 0 ? u"+Inf"_s : Minus + u"Inf"_s;
    if (isInstant(value, unit))
        return formatTime(value);
    const double based = value * unit.factor;
    Scale scale = scaleFor(based, unit);
    double scaled = based / scale.size;
    // 999.7 would be written as 1000: take the next prefix.
    const double rounded = significantText(scaled, significant).toDouble();
    if (std::abs(rounded) >= 1000 && unit.base != Unit::Base::Percent) {
        scale = scaleFor(rounded * scale.size, unit);
        scaled = based / scale.size;
    }
    const double size = std::abs(scaled);
    if (size != 0 && (size < 1e-3 || size >= 1e6))
        return withUnit(QString::number(scaled, 'e', 2), scale, unit);
    return withUnit(trimmed(significantText(scaled, significant)), scale, unit);
}

QString formatCount(std::uint64_t count)
{
    if (count < 100'000)
        return QLocale(QLocale::English).toString(qulonglong(count));
    return formatValue(double(count), {});
}

QString plural(std::uint64_t count, const QString &word)
{
    const bool takesNone = count == 1 || word.endsWith(u's');
    return formatCount(count) + u' ' + word + (takesNone ? QString() : u"s"_s);
}

QString formatBytes(double bytes)
{
    return formatValue(bytes, {Unit::Base::Bytes, 1, {}});
}

QString formatSpan(TimeMs spanMs)
{
    constexpr std::array<std::pair<TimeMs, const char16_t *>, 4> Units{
        {{86'400'000, u"d"}, {3'600'000, u"h"}, {60'000, u"min"}, {1000, u"s"}}};
    for (const auto &[size, text] : Units) {
        if (spanMs >= size && spanMs % size == 0)
            return QString::number(spanMs / size) + u' ' + QString::fromUtf16(text);
    }
    if (spanMs >= 1000)
        return trimmed(QString::number(double(spanMs) / 1000, 'f', 1)) + u" s"_s;
    return QString::number(spanMs) + u" ms"_s;
}

QString formatAgo(TimeMs ageMs)
{
    const TimeMs seconds = std::max<TimeMs>(0, (ageMs + 500) / 1000);
    if (seconds < 2)
        return u"now"_s;
    if (seconds < 120)
        return u"%1 s ago"_s.arg(seconds);
    if (seconds < 7200)
        return u"%1 min ago"_s.arg((seconds + 30) / 60);
    if (seconds < 172'800)
        return u"%1 h ago"_s.arg((seconds + 1800) / 3600);
    return u"%1 d ago"_s.arg((seconds + 43'200) / 86'400);
}

QString formatClock(TimeMs timeMs, const QTimeZone &zone, bool withSeconds)
{
    return at(timeMs, zone).time().toString(withSeconds ? u"HH:mm:ss"_s : u"HH:mm"_s);
}

QString formatDay(TimeMs timeMs, const QTimeZone &zone)
{
    return QLocale::c().toString(at(timeMs, zone).date(), u"d MMM"_s);
}

QString formatInstant(TimeMs timeMs, const QTimeZone &zone)
{
    const QDateTime time = at(timeMs, zone);
    return time.time().toString(u"HH:mm:ss"_s) + u' ' + offsetText(time);
}

} // namespace tinyobs::ui
