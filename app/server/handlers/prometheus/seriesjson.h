#pragma once

// Many label sets as JSON: each name-value pair is escaped and put in order once, then copied into
// every series that has it. Plain function, for pool threads.

#include "core/storage/snapshot.h"

#include <QByteArray>

#include <cstddef>

namespace tinyobs::server {

/// [{"__name__":"up",...},...] in the order of their labels, at most so many of them. Without what
/// names the component of a native histogram.
void appendSeries(QByteArray &out, const Snapshot &series, std::size_t limit);

} // namespace tinyobs::server
