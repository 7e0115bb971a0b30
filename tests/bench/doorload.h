#pragma once

// The workload as bodies of each way in, as its senders make them. Plain functions.

#include <QByteArray>

#include <cstddef>
#include <string_view>
#include <vector>

namespace tinyobs::bench {

enum class Door { RemoteWrite, Otlp, VmImport, Text, SeedJson };

/// So many bodies of so many samples, of 10,000 series with labels of realistic length (10 where a
/// request has one sample: what counts then is the request); the newest sample is not later than
/// now.
std::vector<QByteArray> bodiesOf(Door door, std::size_t samplesPerRequest, std::size_t requests);

/// How a request to that program begins, for test::KeepAlive; empty when it does not take such.
QByteArray headOf(Door door, std::string_view program);

} // namespace tinyobs::bench
