#pragma once

// Graphite's lines: each document is stored as it comes, and answered when it is durable. Lives in
// the listeners' thread.

#include "app/listeners/lines/homecalls.h"
#include "app/listeners/lines/lineprotocol.h"

#include <cstddef>

namespace tinyobs {
class Engine;
}

namespace tinyobs::listeners {

class GraphiteLines : public LineProtocol
{
public:
    /// The engine must outlive the lines.
    explicit GraphiteLines(Engine &engine);

    WireFormat format() const override { return WireFormat::Graphite; }
    void take(std::string_view lines, const LineOrigin &origin,
              std::function<void(bool)> taken) override;
    void finish(std::function<void()> finished) override;

private:
    void completed();

    Engine &m_engine;
    std::size_t m_underWay = 0;
    std::function<void()> m_finished;
    HomeCalls m_homeCalls;
};

} // namespace tinyobs::listeners
