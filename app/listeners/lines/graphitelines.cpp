#include "app/listeners/lines/graphitelines.h"

#include "core/engine/engine.h"

#include <utility>

namespace tinyobs::listeners {

GraphiteLines::GraphiteLines(Engine &engine)
    : m_engine(engine)
{
}

void GraphiteLines::take(std::string_view lines, const LineOrigin &origin,
                         std::function<void(bool)> taken)
{
    ++m_underWay;
    const IngestRequest request{.format = WireFormat::Graphite,
                                .body = lines,
                                .readableBytes = lines.size(),
                                .mode = AppendMode::GoodRows,
                                .path = origin.path,
                                .sender = [&origin] { return origin.sender; }};
    m_engine.ingest(request, [this, post = m_homeCalls.poster(),
                              taken = std::move(taken)](const Result<IngestReport> &report) {
        const bool isTaken = report || report.error().code != Error::Code::Unavailable;
        post([this, taken, isTaken] {
            taken(isTaken);
            completed();
        });
    });
}

void GraphiteLines::completed()
{
    --m_underWay;
    if (m_underWay == 0 && m_finished)
        std::exchange(m_finished, nullptr)();
}

void GraphiteLines::finish(std::function<void()> finished)
{
    if (m_underWay == 0)
        finished();
    else
        m_finished = std::move(finished);
}

} // namespace tinyobs::listeners
