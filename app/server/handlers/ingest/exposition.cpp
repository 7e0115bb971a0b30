// Samples as Prometheus text or OpenMetrics, with the parameters that VictoriaMetrics has for them:
// `timestamp` for those without a time, `extra_label=name=value` for all.

#include "app/server/handlers/ingest/protocol.h"
#include "core/base/quoted.h"
#include "core/ingest/labelrules.h"

#include <algorithm>
#include <charconv>
#include <string>
#include <utility>

namespace tinyobs::server {
namespace {

Result<TimeMs> parseMilliseconds(std::string_view text)
{
    TimeMs timeMs = 0;
    const char *end = text.data() + text.size();
    const auto [rest, error] = std::from_chars(text.data(), end, timeMs);
    if (error != std::errc() || rest != end) {
        return fail(Error::Code::InvalidArgument,
                    "parameter timestamp is " + quoted(text) + ", allowed are Unix milliseconds");
    }
    return timeMs;
}

Result<std::pair<std::string, std::string>> parseExtraLabel(std::string_view text)
{
    const std::size_t equals = text.find('=');
    const std::string_view name = text.substr(0, equals);
    if (equals == std::string_view::npos || !isLabelName(name) || name.starts_with("__")) {
        return fail(Error::Code::InvalidArgument, "parameter extra_label is " + quoted(text) +
                                                      ", allowed is name=value with the name of a "
                                                      "label");
    }
    return std::pair(std::string(name), std::string(text.substr(equals + 1)));
}

Result<IngestSetup> setup(const HttpRequest &, const Parameters &parameters)
{
    IngestSetup setup;
    const Result<bool> partial = parameters.isOn("partial", false);
    if (!partial)
        return Failure(partial.error());
    setup.mode = *partial ? AppendMode::GoodRows : AppendMode::WholeBatch;
    if (const std::string_view text = parameters.text("timestamp"); !text.empty()) {
        const Result<TimeMs> timeMs = parseMilliseconds(text);
        if (!timeMs)
            return Failure(timeMs.error());
        setup.options.timeMs = *timeMs;
    }
    for (const auto &[name, value] : parameters.pairs()) {
        if (name != "extra_label")
            continue;
        Result<std::pair<std::string, std::string>> label = parseExtraLabel(value);
        if (!label)
            return Failure(std::move(label.error()));
        setup.options.labels.push_back(std::move(*label));
    }
    return setup;
}

HttpResponse answer(const Result<IngestReport> &report, AppendMode mode)
{
    if (!report)
        return HttpResponse::error(report.error());
    return mode == AppendMode::GoodRows ? reportOf(*report, mode) : HttpResponse::empty(204);
}

} // namespace

const IngestProtocol PrometheusText{WireFormat::PrometheusText, setup, answer, refuseAsJson};
const IngestProtocol OpenMetrics{WireFormat::OpenMetrics, setup, answer, refuseAsJson};

} // namespace tinyobs::server
