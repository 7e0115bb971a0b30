#include "core/engine/ingester.h"

#include <algorithm>
#include <utility>

namespace tinyobs {
namespace {

constexpr std::size_t MaxListed = 100;

/// What the decoder left out and what the store refused, by index in the document.
std::vector<Refusal> inDocumentOrder(const JsonDecoder &decoder,
                                     const std::vector<Refusal> &fromStore)
{
    std::vector<Refusal> all(decoder.refusals().begin(), decoder.refusals().end());
    all.reserve(all.size() + fromStore.size());
    for (const Refusal &refusal : fromStore) {
        all.push_back({refusal.reason, decoder.documentIndex(refusal.row),
                       located(decoder.path(refusal.row), refusal)});
    }
    std::sort(all.begin(), all.end(),
              [](const Refusal &a, const Refusal &b) { return a.row < b.row; });
    return all;
}

} // namespace

Ingester::Ingester(Store &store, const Clock &clock, std::size_t decodedBodyLimit,
                   RefusalCounters &counters)
    : m_store(store)
    , m_clock(clock)
    , m_decodedBodyLimit(decodedBodyLimit)
    , m_counters(counters)
{
}

Result<IngestReport> Ingester::ingest(const IngestRequest &request)
{
    std::unique_ptr<Worker> worker = borrow();
    Result<IngestReport> report = ingestWith(*worker, request);
    giveBack(std::move(worker));
    return report;
}

std::unique_ptr<Ingester::Worker> Ingester::borrow()
{
    {
        const std::lock_guard lock(m_mutex);
        if (!m_idle.empty()) {
            std::unique_ptr<Worker> worker = std::move(m_idle.back());
            m_idle.pop_back();
            return worker;
        }
    }
    return std::make_unique<Worker>();
}

void Ingester::giveBack(std::unique_ptr<Worker> worker)
{
    worker->decoder.clear();
    worker->decompressor.clear();
    const std::lock_guard lock(m_mutex);
    m_idle.push_back(std::move(worker));
}

Result<IngestReport> Ingester::ingestWith(Worker &worker, const IngestRequest &request)
{
    if (Result<void> decoded = decode(worker, request); !decoded)
        return Failure(std::move(decoded.error()));

    const JsonDecoder &decoder = worker.decoder;
    const AppendReport appended = m_store.append(decoder.batch(), decoder, request.mode);
    if (request.mode == AppendMode::WholeBatch && !appended.refusals.empty()) {
        const Refusal &refusal = appended.refusals.front();
        return refuseDocument(refusal.reason, located(decoder.path(refusal.row), refusal));
    }

    IngestReport report{.stored = appended.appended, .refused = 0, .rejected = {}};
    for (Refusal &refusal : inDocumentOrder(decoder, appended.refusals)) {
        m_counters.countRow(refusal.reason);
        ++report.refused;
        if (report.rejected.size() < MaxListed)
            report.rejected.push_back({refusal.row, std::move(refusal.message)});
    }
    return report;
}

Result<void> Ingester::decode(Worker &worker, const IngestRequest &request)
{
    std::string_view body = request.body;
    std::size_t readableBytes = request.readableBytes;
    if (request.encoding != BodyEncoding::Identity) {
        auto plain = request.encoding == BodyEncoding::Gzip
                         ? worker.decompressor.gunzip(body, m_decodedBodyLimit)
                         : worker.decompressor.unzstd(body, m_decodedBodyLimit);
        if (!plain)
            return refuseDocument(plain.error().reason, std::move(plain.error().message));
        body = *plain;
        readableBytes = body.size() + JsonDecoder::Padding;
    }
    const TimeMs nowMs = m_clock.nowMs();
    auto decoded = readableBytes >= body.size() + JsonDecoder::Padding
                       ? worker.decoder.decode(body, request.mode, nowMs)
                       : worker.decoder.decodeUnpadded(body, request.mode, nowMs);
    if (!decoded)
        return refuseDocument(decoded.error().reason, std::move(decoded.error().message));
    return {};
}

Failure Ingester::refuseDocument(RefusalReason reason, std::string message)
{
    m_counters.countRow(reason);
    m_counters.countDocument();
    return fail(infoOf(reason).code, std::move(message));
}

} // namespace tinyobs
