#pragma once

// Where tests that sync thousands of times put their folders: in memory where the system has such a
// place. A template for QTemporaryDir.

#include <QDir>
#include <QFileInfo>

namespace tinyobs::test {

inline QString memoryFolder()
{
    const QString memory = QStringLiteral("/dev/shm");
    return (QFileInfo(memory).isWritable() ? memory : QDir::tempPath()) +
           QStringLiteral("/tinyobs-test-XXXXXX");
}

} // namespace tinyobs::test
