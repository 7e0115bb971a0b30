#include "core/base/process.h"

#include <QtGlobal>

#ifdef Q_OS_LINUX
#include <cstdio>
#include <memory>

#include <unistd.h>
#endif

namespace tinyobs {

std::uint64_t residentBytes()
{
#ifdef Q_OS_LINUX
    const std::unique_ptr<std::FILE, int (*)(std::FILE *)> file(std::fopen("/proc/self/statm", "r"),
                                                                &std::fclose);
    unsigned long long pages = 0;
    if (file && std::fscanf(file.get(), "%*u %llu", &pages) == 1)
        return pages * static_cast<std::uint64_t>(sysconf(_SC_PAGESIZE));
#endif
    return 0;
}

} // namespace tinyobs
