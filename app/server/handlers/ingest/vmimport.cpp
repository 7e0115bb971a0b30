// VictoriaMetrics takes the good lines of an import and answers 204 whatever the others were. Here
// they are stored just so, but a bad line is told: an import that loses samples in silence is worse
// than one that stops. To send the same again after it was mended doubles nothing.

#include "app/server/handlers/ingest/protocol.h"
#include "core/base/quoted.h"

#include <string>

namespace tinyobs::server {
namespace {

Result<IngestSetup> setup(const HttpRequest &, const Parameters &parameters)
{
    IngestSetup setup{.mode = AppendMode::GoodRows, .options = {}};
    for (const auto &[name, value] : parameters.pairs()) {
        if (name != "extra_label")
            continue;
        const std::size_t equals = value.find('=');
        if (equals == std::string::npos || equals == 0)
            return fail(Error::Code::InvalidArgument,
                        "parameter extra_label is " + quoted(value) + ", must be name=value");
        setup.options.labels.emplace_back(value.substr(0, equals), value.substr(equals + 1));
    }
    return setup;
}

HttpResponse refuseError(const Error &error, std::string_view message)
{
    constexpr int FirstToRetry = 429;
    const int status = statusOf(error.code);
    return HttpResponse::error(status < FirstToRetry ? 400 : status, message);
}

HttpResponse answer(const Result<IngestReport> &report, AppendMode)
{
    if (!report)
        return refuseError(report.error(), report.error().message);
    if (report->failure)
        return refuseError(*report->failure, report->failure->message + " (" +
                                                 std::to_string(report->refused) + " refused, " +
                                                 std::to_string(report->stored) + " stored)");
    return HttpResponse::empty(204);
}

} // namespace

const IngestProtocol VmImport{WireFormat::VmImport, setup, answer, refuseAsJson};

} // namespace tinyobs::server
