#pragma once

// Packed bodies for tests.

#include <QByteArray>

namespace tinyobs::test {

QByteArray gzipOf(const QByteArray &plain);
QByteArray zstdOf(const QByteArray &plain);

} // namespace tinyobs::test
