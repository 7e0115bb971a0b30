#include "app/startup/process.h"

#include <QByteArray>
#include <QtGlobal>

#include <csignal>

#ifdef __GLIBC__
#include <malloc.h>
#endif

namespace tinyobs::startup {

void prepareProcess()
{
    qputenv("QT_NO_GLIB", QByteArrayLiteral("1"));
#ifdef SIGXFSZ
    std::signal(SIGXFSZ, SIG_IGN);
#endif
#ifdef __GLIBC__
    // One heap per thread, eight per core by default, would keep what a burst has left. Fixed
    // thresholds stop the allocator from raising them after the first large body.
    constexpr int LargeBytes = 512 * 1024;
    mallopt(M_ARENA_MAX, 2);
    mallopt(M_MMAP_THRESHOLD, LargeBytes);
    mallopt(M_TRIM_THRESHOLD, LargeBytes);
#endif
}

} // namespace tinyobs::startup
