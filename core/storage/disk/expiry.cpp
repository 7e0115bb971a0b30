#include "core/storage/disk/expiry.h"

#include "core/base/units.h"

#include <algorithm>
#include <cstdio>
#include <set>

namespace tinyobs {
namespace {

bool byAge(const DataFilePtr &a, const DataFilePtr &b)
{
    const auto keyOf = [](const DataFilePtr &file) {
        return std::tuple(file->name().lastDay, file->name());
    };
    return keyOf(a) < keyOf(b);
}

/// "2.1 GiB"
std::string roundSize(std::uint64_t bytes)
{
    constexpr std::array<const char *, 5> Units{"B", "KiB", "MiB", "GiB", "TiB"};
    double number = static_cast<double>(bytes);
    std::size_t unit = 0;
    for (; number >= 1024 && unit + 1 < Units.size(); ++unit)
        number /= 1024;
    std::array<char, 32> text{};
    std::snprintf(text.data(), text.size(), unit == 0 ? "%.0f %s" : "%.1f %s", number, Units[unit]);
    return text.data();
}

/// Goes through files from the oldest to the newest and marks which go.
class Sweep
{
public:
    Sweep(DataFileList files, TimeMs nowMs)
        : m_files(std::move(files))
        , m_nowMs(nowMs)
    {
        std::ranges::sort(m_files, byAge);
    }

    void byTime(const RetentionLimits &limits)
    {
        std::erase_if(m_files, [&](const DataFilePtr &file) {
            const FileName &name = file->name();
            const auto keepFor = limits.keepFor[static_cast<std::size_t>(name.tier)];
            const TimeMs overSinceMs = m_nowMs - (dayStartMs(name.lastDay) + DayMs);
            if (overSinceMs < keepFor.count())
                return false;
            m_expired.push_back({file, "older than " + formatDuration(keepFor)});
            return true;
        });
    }

    std::uint64_t bytes() const
    {
        std::uint64_t sum = 0;
        for (const DataFilePtr &file : m_files)
            sum += file->bytes();
        return sum;
    }

    std::uint64_t rawSamples() const
    {
        std::uint64_t sum = 0;
        for (const DataFilePtr &file : m_files)
            sum += isRaw(file) ? file->samples() : 0;
        return sum;
    }

    /// Drops the oldest period of raw files or of rollups, except a period that is not over.
    bool dropOldest(bool raw, const std::string &reason)
    {
        const auto isOld = [&](const DataFilePtr &file) {
            return isRaw(file) == raw && file->name().lastDay < dayOf(m_nowMs);
        };
        const auto oldest = std::ranges::find_if(m_files, isOld);
        if (oldest == m_files.end())
            return false;
        const Day last = (*oldest)->name().lastDay;
        std::erase_if(m_files, [&](const DataFilePtr &file) {
            if (!isOld(file) || file->name().lastDay != last)
                return false;
            m_expired.push_back({file, reason});
            return true;
        });
        return true;
    }

    std::vector<Expiry> result()
    {
        std::ranges::stable_sort(
            m_expired, [](const Expiry &a, const Expiry &b) { return byAge(a.file, b.file); });
        return std::move(m_expired);
    }

private:
    static bool isRaw(const DataFilePtr &file) { return file->name().tier == Tier::Raw; }

    DataFileList m_files; // the oldest first
    TimeMs m_nowMs;
    std::vector<Expiry> m_expired;
};

} // namespace

std::vector<Expiry> findExpired(const DataFileList &files, const RetentionLimits &limits,
                                TimeMs nowMs, std::uint64_t otherBytes, std::uint64_t headSamples)
{
    Sweep sweep(files, nowMs);
    sweep.byTime(limits);
    while (limits.keepSamples > 0 && sweep.rawSamples() + headSamples > limits.keepSamples) {
        const std::string reason = std::to_string(sweep.rawSamples() + headSamples) +
                                   " samples, limit " + std::to_string(limits.keepSamples);
        if (!sweep.dropOldest(true, reason))
            break;
    }
    while (limits.keepBytes > 0 && sweep.bytes() + otherBytes > limits.keepBytes) {
        const std::string reason = "folder is " + roundSize(sweep.bytes() + otherBytes) +
                                   ", limit " + roundSize(limits.keepBytes);
        if (!sweep.dropOldest(true, reason) && !sweep.dropOldest(false, reason))
            break;
    }
    return sweep.result();
}

} // namespace tinyobs
