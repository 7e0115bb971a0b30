#include "app/daemon/commands/progressline.h"

#include <QCoreApplication>

#include <algorithm>
#include <array>
#include <cstdio>

#ifdef Q_OS_WIN
#include <io.h>
#else
#include <unistd.h>
#endif

namespace tinyobs::daemon {
namespace {

constexpr qint64 UpdateEveryMs = 100;
constexpr std::size_t BarWidth = 24;

bool isTerminal(std::FILE *stream)
{
#ifdef Q_OS_WIN
    return _isatty(_fileno(stream)) != 0;
#else
    return isatty(fileno(stream)) != 0;
#endif
}

std::string bar(double part)
{
    const auto full = static_cast<std::size_t>(part * double(BarWidth));
    std::string text = "[" + std::string(full, '=') + std::string(BarWidth - full, ' ') + "] ";
    return text + std::to_string(static_cast<int>(part * 100)) + " %  ";
}

} // namespace

std::string shortCount(std::uint64_t number)
{
    constexpr std::array<std::string_view, 6> Units{"", "k", "M", "G", "T", "P"};
    auto rest = static_cast<double>(number);
    std::size_t unit = 0;
    for (; rest >= 999.5 && unit + 1 < Units.size(); ++unit)
        rest /= 1000;
    std::array<char, 32> text;
    const int decimals = unit == 0 || rest >= 99.95 ? 0 : 1;
    const int length = std::snprintf(text.data(), text.size(), "%.*f", decimals, rest);
    return std::string(text.data(), std::size_t(length)) + std::string(Units[unit]);
}

ProgressLine::ProgressLine(std::string_view unit)
    : m_unit(unit)
    , m_visible(isTerminal(stderr))
{
    QObject::connect(&m_signals, &startup::StopSignals::stopRequested, &m_signals,
                     [this] { m_interrupted = true; });
    m_sinceStart.start();
    m_sinceUpdate.start();
}

ProgressLine::~ProgressLine()
{
    clear();
}

bool ProgressLine::update(std::uint64_t done, std::uint64_t all, std::uint64_t samples)
{
    QCoreApplication::processEvents(); // where the signal arrives
    if (m_visible && m_sinceUpdate.elapsed() >= UpdateEveryMs) {
        m_sinceUpdate.restart();
        draw(done, all, samples);
    }
    return !m_interrupted;
}

void ProgressLine::draw(std::uint64_t done, std::uint64_t all, std::uint64_t samples)
{
    std::string line = "\r";
    if (all > 0)
        line += bar(std::min(1.0, double(done) / double(all)));
    line += shortCount(done) + " " + m_unit;
    if (samples > 0) {
        const auto perSecond =
            samples * 1000 / std::uint64_t(std::max<qint64>(1, m_sinceStart.elapsed()));
        line += ", " + shortCount(samples) + " samples, " + shortCount(perSecond) + "/s";
    }
    line += "\x1b[K";
    std::fwrite(line.data(), 1, line.size(), stderr);
    std::fflush(stderr);
    m_drawn = true;
}

void ProgressLine::note(std::string_view text)
{
    clear();
    if (m_visible)
        std::fprintf(stderr, "%.*s\n", static_cast<int>(text.size()), text.data());
}

void ProgressLine::clear()
{
    if (!m_drawn)
        return;
    std::fputs("\r\x1b[K", stderr);
    std::fflush(stderr);
    m_drawn = false;
}

} // namespace tinyobs::daemon
