#include "tests/bench/peerload.h"

#include "tests/bench/writerequest.h"

namespace tinyobs::bench {

PeerLoad::PeerLoad(const WorkloadOptions &options, std::size_t samplesPerRequest)
    : m_workload(options)
    , m_samplesPerRequest(samplesPerRequest)
{
    m_labels.reserve(options.series);
    for (std::size_t i = 0; i < options.series; ++i)
        m_labels.push_back(labelFields(m_workload.seriesLabels(i)));
}

std::vector<QByteArray> PeerLoad::next(std::size_t ticks)
{
    std::vector<QByteArray> bodies;
    SampleBatch batch;
    std::string message;
    const auto cut = [&] {
        bodies.push_back(QByteArray::fromStdString(snappyOf(message)));
        message.clear();
    };
    for (std::size_t tick = 0; tick < ticks; ++tick) {
        m_workload.nextTick(batch);
        for (std::size_t i = 0; i < batch.size(); ++i) {
            message += seriesField(m_labels[i] + sampleField(batch.values[i], batch.timesMs[i]));
            if ((i + 1) % m_samplesPerRequest == 0)
                cut();
        }
        if (!message.empty())
            cut();
    }
    return bodies;
}

} // namespace tinyobs::bench
