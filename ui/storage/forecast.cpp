#include "ui/storage/forecast.h"

#include "ui/text/format.h"

#include <QCoreApplication>

#include <algorithm>
#include <cmath>
#include <limits>

namespace tinyobs::ui {
namespace {

constexpr double DayMs = 86'400'000;
constexpr double SecondsPerDay = 86'400;
constexpr double Infinity = std::numeric_limits<double>::infinity();
constexpr std::uint64_t FewSamples = 1000; // below that the folder is mostly its own frame

QString translated(const char *text)
{
    return QCoreApplication::translate("Forecast", text);
}

QString daysText(double days)
{
    if (days > 3650)
        return translated("more than 10 years");
    if (days >= 2)
        return translated("%1 days").arg(days, 0, 'f', days < 10 ? 1 : 0);
    return formatSpan(TimeMs(std::max(1.0, std::round(days * 24)) * DayMs / 24));
}

} // namespace

Forecast forecastOf(const StorageState &state, const StorageLimits &limits)
{
    Forecast forecast;
    if (state.samples >= FewSamples && state.samplesPerSecond > 0)
        forecast.bytesPerDay = double(state.diskBytes) / double(state.samples) *
                               state.samplesPerSecond * SecondsPerDay;
    forecast.daysInBudget = limits.keepBytes == 0 || forecast.bytesPerDay <= 0
                                ? Infinity
                                : double(limits.keepBytes) / forecast.bytesPerDay;
    const double daysByTime = double(limits.keepRawMs) / DayMs;
    forecast.daysKept = std::min(forecast.daysInBudget, daysByTime);
    forecast.endsByBudget = forecast.daysInBudget < daysByTime;
    const double tooOld = state.heldMs > limits.keepRawMs && state.heldMs > 0
                              ? double(state.heldMs - limits.keepRawMs) / double(state.heldMs)
                              : 0;
    const double tooMuch = limits.keepBytes > 0 && state.diskBytes > limits.keepBytes
                               ? 1 - double(limits.keepBytes) / double(state.diskBytes)
                               : 0;
    forecast.shareToGo = std::max(tooOld, tooMuch);
    return forecast;
}

QString toWords(const Forecast &forecast, const StorageLimits &limits)
{
    const QString keeps = formatSpan(limits.keepRawMs);
    if (forecast.bytesPerDay <= 0)
        return translated("Too little comes in to tell how long the budget lasts; raw samples are "
                          "kept %1.")
            .arg(keeps);
    const QString rate = formatBytes(forecast.bytesPerDay);
    if (limits.keepBytes == 0)
        return translated("It grows by %1 a day, without a bound; raw samples are kept %2.")
            .arg(rate, keeps);
    const QString budget = formatBytes(double(limits.keepBytes));
    if (forecast.endsByBudget)
        return translated("At %1 a day %2 hold %3: less than the %4 that raw samples may stay.")
            .arg(rate, budget, daysText(forecast.daysInBudget), keeps);
    return translated("At %1 a day %2 would hold %3; raw samples go after %4, so the budget is "
                      "not reached.")
        .arg(rate, budget, daysText(forecast.daysInBudget), keeps);
}

} // namespace tinyobs::ui
