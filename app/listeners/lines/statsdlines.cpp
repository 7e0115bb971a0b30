#include "app/listeners/lines/statsdlines.h"

#include "core/engine/engine.h"

#include <chrono>
#include <utility>

namespace tinyobs::listeners {
namespace {

constexpr std::chrono::seconds Interval(1);

} // namespace

StatsdLines::StatsdLines(Engine &engine)
    : m_engine(engine)
    , m_decoder(StatsdOptions())
{
    QObject::connect(&m_interval, &QTimer::timeout, &m_interval, [this] {
        // On a disk that is slower than the interval nothing piles up.
        if (m_underWay == 0 && m_decoder.hasStreams())
            send();
    });
    m_interval.start(Interval);
}

void StatsdLines::take(std::string_view lines, const LineOrigin &origin,
                       std::function<void(bool)> taken)
{
    const IngestRequest request{.format = WireFormat::Statsd,
                                .body = lines,
                                .readableBytes = lines.size(),
                                .mode = AppendMode::GoodRows,
                                .path = origin.path,
                                .sender = [&origin] { return origin.sender; },
                                .decoder = &m_decoder};
    m_engine.ingest(request, [](const auto &) {}); // it makes no samples: nothing is waited for
    taken(true);
}

void StatsdLines::send()
{
    ++m_underWay;
    const IngestRequest request{.format = WireFormat::Statsd,
                                .body = {},
                                .mode = AppendMode::GoodRows,
                                .path = "statsd",
                                .decoder = &m_decoder};
    m_engine.ingest(request,
                    [this, post = m_homeCalls.poster()](const Result<IngestReport> &report) {
                        post([this, isStored = report.has_value()] { sent(isStored); });
                    });
}

void StatsdLines::sent(bool isStored)
{
    --m_underWay;
    if (!isStored)
        m_decoder.takeBack();
    if (m_underWay == 0 && m_finished)
        std::exchange(m_finished, nullptr)();
}

void StatsdLines::finish(std::function<void()> finished)
{
    m_interval.stop();
    m_finished = std::move(finished);
    send();
}

} // namespace tinyobs::listeners
