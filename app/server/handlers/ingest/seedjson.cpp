#include "app/server/handlers/ingest/protocol.h"
#include "core/base/quoted.h"
#include "core/base/suggest.h"

#include <array>
#include <string>

namespace tinyobs::server {
namespace {

Result<IngestSetup> setup(const HttpRequest &, const Parameters &parameters)
{
    const Result<bool> partial = parameters.isOn("partial", false);
    if (!partial)
        return Failure(partial.error());
    // Further parameters are let be, but who mistypes this one would lose whole batches.
    constexpr std::array<std::string_view, 1> Known{"partial"};
    for (const auto &[name, value] : parameters.pairs()) {
        if (name != Known[0] && !closestWord(name, Known).empty())
            return fail(Error::Code::InvalidArgument,
                        "parameter " + quoted(name) + " is unknown, did you mean 'partial'?");
    }
    return IngestSetup{.mode = *partial ? AppendMode::GoodRows : AppendMode::WholeBatch,
                       .options = {}};
}

HttpResponse answer(const Result<IngestReport> &report, AppendMode mode)
{
    return report ? reportOf(*report, mode) : HttpResponse::error(report.error());
}

} // namespace

const IngestProtocol SeedJson{WireFormat::Json, setup, answer, refuseAsJson};

} // namespace tinyobs::server
