// InfluxDB's two ways to write. The good lines of a request are stored whatever the others are, and
// the first bad one is named with 400, as InfluxDB does it ("partial write"): its clients drop a
// request then, and repeat it after 429 and 5xx. Text fields are not kept, which is no error.

#include "app/server/handlers/ingest/protocol.h"
#include "app/server/jsonwriter.h"
#include "core/base/quoted.h"

#include <algorithm>
#include <array>
#include <string>

namespace tinyobs::server {
namespace {

/// In nanoseconds; InfluxDB 1 has all but ns and us, InfluxDB 2 has ns, us, ms and s.
constexpr std::array<std::pair<std::string_view, std::uint64_t>, 10> Precisions{
    {{"ns", 1},
     {"n", 1},
     {"us", 1000},
     {"u", 1000},
     {"\xc2\xb5", 1000},
     {"\xc2\xb5s", 1000},
     {"ms", 1'000'000},
     {"s", 1'000'000'000},
     {"m", 60'000'000'000},
     {"h", 3'600'000'000'000}}};

/// The words of InfluxDB 2 for a status.
constexpr std::array<std::pair<int, std::string_view>, 6> Codes{{{400, "invalid"},
                                                                 {413, "request too large"},
                                                                 {415, "unsupported media type"},
                                                                 {429, "too many requests"},
                                                                 {500, "internal error"},
                                                                 {503, "unavailable"}}};

Result<IngestSetup> setup(const Parameters &parameters)
{
    IngestSetup setup{.mode = AppendMode::GoodRows, .options = {}};
    const std::string_view precision = parameters.text("precision");
    if (precision.empty())
        return setup;
    const auto known = std::ranges::find(Precisions, precision,
                                         &std::pair<std::string_view, std::uint64_t>::first);
    if (known == Precisions.end())
        return fail(Error::Code::InvalidArgument, "parameter precision is " + quoted(precision) +
                                                      ", must be ns, us, ms, s, m or h");
    setup.options.nanosecondsPerUnit = known->second;
    return setup;
}

/// VictoriaMetrics, too, keeps the database as a label.
Result<IngestSetup> setupV1(const HttpRequest &, const Parameters &parameters)
{
    Result<IngestSetup> result = setup(parameters);
    const std::string_view database = parameters.text("db");
    if (result && !database.empty())
        result->options.labels.emplace_back("db", database);
    return result;
}

Result<IngestSetup> setupV2(const HttpRequest &, const Parameters &parameters)
{
    return setup(parameters);
}

/// With the headers that go with the status.
HttpResponse shaped(int status, QByteArray body)
{
    HttpResponse response = HttpResponse::error(status, {});
    response.body = std::move(body);
    return response;
}

HttpResponse refuseV1(int status, std::string_view message)
{
    JsonWriter json;
    json.beginObject().field("error", message).endObject();
    return shaped(status, json.take());
}

HttpResponse refuseAtLine(int status, std::string_view message, std::size_t line)
{
    const auto row = std::ranges::find(Codes, status, &std::pair<int, std::string_view>::first);
    JsonWriter json;
    json.beginObject().field("code", row == Codes.end() ? "invalid" : row->second);
    json.field("message", message);
    if (line > 0)
        json.field("line", line);
    json.endObject();
    return shaped(status, json.take());
}

HttpResponse refuseV2(int status, std::string_view message)
{
    return refuseAtLine(status, message, 0);
}

int statusToSender(const Error &error)
{
    constexpr int FirstToRetry = 429;
    const int status = statusOf(error.code);
    return status < FirstToRetry ? 400 : status;
}

std::string partialWrite(const IngestReport &report)
{
    return "partial write: " + report.failure->message +
           " stored=" + std::to_string(report.stored) +
           " dropped=" + std::to_string(report.refused);
}

/// Of the failure, from 1; 0 when it is not among those that are listed.
std::size_t lineOf(const IngestReport &report)
{
    const auto row =
        std::ranges::find(report.rejected, report.failure->message, &IngestReport::Rejected::error);
    return row == report.rejected.end() ? 0 : row->index + 1;
}

HttpResponse answerV1(const Result<IngestReport> &report, AppendMode)
{
    if (!report)
        return refuseV1(statusToSender(report.error()), report.error().message);
    if (report->failure)
        return refuseV1(statusToSender(*report->failure), partialWrite(*report));
    return HttpResponse::empty(204);
}

HttpResponse answerV2(const Result<IngestReport> &report, AppendMode)
{
    if (!report)
        return refuseV2(statusToSender(report.error()), report.error().message);
    if (report->failure)
        return refuseAtLine(statusToSender(*report->failure), partialWrite(*report),
                            lineOf(*report));
    return HttpResponse::empty(204);
}

} // namespace

const IngestProtocol InfluxV1{WireFormat::Influx, setupV1, answerV1, refuseV1};
const IngestProtocol InfluxV2{WireFormat::Influx, setupV2, answerV2, refuseV2};

} // namespace tinyobs::server
