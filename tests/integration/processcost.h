#pragma once

// What another process has cost so far, from /proc; 0 where there is no such file.

#include <QByteArray>

#include <cstdint>

namespace tinyobs::test {

/// Of all its threads, user and system.
double cpuSecondsOf(qint64 process);
/// A field of /proc/PID/status that is given in kB: "VmRSS:", "VmHWM:".
std::uint64_t statusBytesOf(qint64 process, const QByteArray &field);

} // namespace tinyobs::test
