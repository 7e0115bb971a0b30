#pragma once

// StatsD's lines: a decoder of its own adds them up, and once a second what has come of them is
// stored. Totals go on whatever the disk does. Lives in the listeners' thread.

#include "app/listeners/lines/homecalls.h"
#include "app/listeners/lines/lineprotocol.h"
#include "core/ingest/statsddecoder.h"

#include <QTimer>

#include <cstddef>

namespace tinyobs {
class Engine;
}

namespace tinyobs::listeners {

class StatsdLines : public LineProtocol
{
public:
    /// The engine must outlive the lines.
    explicit StatsdLines(Engine &engine);

    WireFormat format() const override { return WireFormat::Statsd; }
    void take(std::string_view lines, const LineOrigin &origin,
              std::function<void(bool)> taken) override;
    void finish(std::function<void()> finished) override;

private:
    void send();
    void sent(bool isStored);

    Engine &m_engine;
    StatsdDecoder m_decoder;
    QTimer m_interval;
    std::size_t m_underWay = 0;
    std::function<void()> m_finished;
    HomeCalls m_homeCalls;
};

} // namespace tinyobs::listeners
