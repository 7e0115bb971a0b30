#include "app/listeners/otlphttplistener.h"

#include "app/server/httpserver.h"
#include "app/server/routes.h"

namespace tinyobs::listeners {
namespace {

class OtlpHttpListener : public Listener
{
public:
    explicit OtlpHttpListener(const ListenerContext &context)
        : m_context(context)
    {
    }

    Result<void> listen(const ListenAddress &address) override
    {
        const Result<std::uint16_t> port =
            m_context.http.listenAlso(address, server::makeOtlpRoutes(m_context.engine));
        if (!port)
            return Failure(port.error());
        m_port = *port;
        return {};
    }

    std::uint16_t port() const override { return m_port; }
    // The HTTP server ends what it serves.
    void stop(std::function<void()> stopped) override { stopped(); }
    std::optional<ListenerCounters> counters() const override { return {}; }

private:
    const ListenerContext m_context;
    std::uint16_t m_port = 0;
};

} // namespace

std::unique_ptr<Listener> makeOtlpHttpListener(const ListenerContext &context)
{
    return std::make_unique<OtlpHttpListener>(context);
}

} // namespace tinyobs::listeners
