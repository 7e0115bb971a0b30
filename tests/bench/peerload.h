#pragma once

// The workload as bodies of remote write, a few ticks at a time: every tick is one sample of every
// series, in requests of some thousand samples, as a sender's queue cuts them. One thread.

#include "tests/bench/workload.h"

#include <QByteArray>

#include <string>
#include <vector>

namespace tinyobs::bench {

class PeerLoad
{
public:
    PeerLoad(const WorkloadOptions &options, std::size_t samplesPerRequest);

    std::vector<QByteArray> next(std::size_t ticks);

private:
    Workload m_workload;
    const std::size_t m_samplesPerRequest;
    std::vector<std::string> m_labels; // of each series, as they stand in a request
};

} // namespace tinyobs::bench
