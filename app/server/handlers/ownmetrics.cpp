// Our own metrics to be scraped: OpenMetrics or Prometheus text, as the client weighs them.

#include "app/server/accept.h"
#include "app/server/handlers/handlers.h"
#include "core/engine/engine.h"
#include "core/engine/metricspage.h"
#include "core/ingest/compress.h"

#include <string>
#include <utility>

namespace tinyobs::server {
namespace {

std::string_view viewOf(const QByteArray &bytes)
{
    return {bytes.constData(), static_cast<std::size_t>(bytes.size())};
}

QByteArray bytesOf(std::string_view text)
{
    return {text.data(), qsizetype(text.size())};
}

/// Who weighs both the same gets the text that everybody reads.
ExpositionDialect dialectFor(std::string_view accept)
{
    const double openMetrics = acceptedWeight(accept, "application/openmetrics-text", "1.0.0");
    const double text = acceptedWeight(accept, "text/plain", "0.0.4");
    return openMetrics > text ? ExpositionDialect::OpenMetrics : ExpositionDialect::PrometheusText;
}

HttpResponse pageOf(const Engine &engine, ExpositionDialect dialect, bool isPacked)
{
    MetricsPage page;
    engine.collectOwnMetrics([&page](std::string_view name, std::initializer_list<LabelView> labels,
                                     double value) { page.add(name, labels, value); });
    const std::string text = page.text(dialect);
    HttpResponse response;
    response.contentType = dialect == ExpositionDialect::OpenMetrics
                               ? "application/openmetrics-text; version=1.0.0; charset=utf-8"
                               : "text/plain; version=0.0.4; charset=utf-8";
    response.headers.push_back({"Vary", "Accept, Accept-Encoding"});
    const std::string packed = isPacked ? gzip(text) : std::string();
    if (!packed.empty())
        response.headers.push_back({"Content-Encoding", "gzip"});
    response.body = bytesOf(packed.empty() ? text : packed);
    return response;
}

} // namespace

Handler ownMetricsHandler(Engine &engine)
{
    return [&engine](const HttpRequest &request, const Responder &responder) {
        const QByteArray accept = request.header("Accept");
        const QByteArray encodings = request.header("Accept-Encoding");
        const Result<void> queued =
            engine.queries().submit([&engine, responder, dialect = dialectFor(viewOf(accept)),
                                     isPacked = acceptsEncoding(viewOf(encodings), "gzip")] {
                responder.send(pageOf(engine, dialect, isPacked));
            });
        if (!queued)
            responder.send(HttpResponse::error(queued.error()));
    };
}

} // namespace tinyobs::server
