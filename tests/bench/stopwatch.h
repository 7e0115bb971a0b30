#pragma once

// CPU time of the calling thread and memory of the process, for benchmarks.

#include <cstddef>
#include <cstdio>
#include <ctime>

namespace tinyobs::bench {

class Stopwatch
{
public:
    Stopwatch() { restart(); }
    void restart() { m_begin = now(); }
    double cpuSeconds() const { return now() - m_begin; }

private:
    static double now()
    {
        timespec time{};
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
        return double(time.tv_sec) + double(time.tv_nsec) * 1e-9;
    }

    double m_begin = 0;
};

/// Resident bytes of the process, 0 where the system does not say.
inline double residentBytes()
{
    std::FILE *statm = std::fopen("/proc/self/statm", "r");
    if (!statm)
        return 0;
    long long size = 0;
    long long pages = 0;
    const int fields = std::fscanf(statm, "%lld %lld", &size, &pages);
    std::fclose(statm);
    return fields == 2 ? double(pages) * 4096 : 0;
}

} // namespace tinyobs::bench
