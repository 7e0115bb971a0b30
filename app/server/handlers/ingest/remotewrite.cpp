// Senders of remote write repeat a request after 429 and 5xx and drop it after any other error, so
// the good samples of a request are stored whatever its bad ones are. What could be wrong for good
// is 400: some senders repeat after other statuses.

#include "app/server/handlers/ingest/protocol.h"

#include <string>

namespace tinyobs::server {
namespace {

Result<IngestSetup> setup(const HttpRequest &, const Parameters &)
{
    return IngestSetup{.mode = AppendMode::GoodRows, .options = {}};
}

HttpResponse refuseError(const Error &error, std::string_view message)
{
    constexpr int FirstToRetry = 429;
    const int status = statusOf(error.code);
    return HttpResponse::error(status < FirstToRetry ? 400 : status, message);
}

HttpResponse answer(const Result<IngestReport> &report, AppendMode mode)
{
    if (!report)
        return refuseError(report.error(), report.error().message);
    if (report->failure) {
        return refuseError(*report->failure, report->failure->message + " (" +
                                                 std::to_string(report->refused) + " refused, " +
                                                 std::to_string(report->stored) + " stored)");
    }
    return report->refused == 0 ? HttpResponse::empty(204) : reportOf(*report, mode);
}

/// What 2.0 asks every answer to say, of errors too.
HttpResponse withWritten(HttpResponse response, const IngestReport &report)
{
    const auto add = [&response](const char *what, std::size_t count) {
        response.headers.push_back({"X-Prometheus-Remote-Write-" + QByteArray(what) + "-Written",
                                    QByteArray::number(static_cast<qulonglong>(count))});
    };
    add("Samples", report.stored - report.histograms);
    add("Histograms", report.histograms);
    add("Exemplars", report.exemplars);
    return response;
}

HttpResponse answer2(const Result<IngestReport> &report, AppendMode mode)
{
    return withWritten(answer(report, mode), report.value_or(IngestReport()));
}

HttpResponse refuse2(int status, std::string_view message)
{
    return withWritten(refuseAsJson(status, message), {});
}

} // namespace

const IngestProtocol RemoteWrite{WireFormat::RemoteWrite, setup, answer, refuseAsJson};
const IngestProtocol RemoteWrite2{WireFormat::RemoteWrite2, setup, answer2, refuse2};

} // namespace tinyobs::server
