#pragma once

// A document's way into the store: unpack, decode, append, and tell the sender what was wrong.
// Called from several network threads at once; each call borrows a decoder with warm buffers.

#include "core/base/result.h"
#include "core/engine/engine.h"
#include "core/engine/ingestlog.h"
#include "core/ingest/deltatotals.h"
#include "core/ingest/wireformats.h"

#include <array>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace tinyobs {

class Ingester
{
public:
    /// The store, the clock and the log must outlive the ingester.
    Ingester(Store &store, const Clock &clock, std::size_t decodedBodyLimit, IngestLog &log);

    /// What has to be taken back if the samples do not become durable after all.
    using Deltas = std::vector<DeltaTotals::Step>;

    Result<IngestReport> ingest(const IngestRequest &request, Deltas &deltas);
    void takeBack(const Deltas &deltas) { m_totals.takeBack(deltas); }

private:
    struct Worker
    {
        std::array<std::unique_ptr<DocumentDecoder>, WireFormatCount> decoders; // made when needed
        Decompressor decompressor;
        SampleBatch totals; // a copy of a batch of deltas
        DeltaTotals::Applied deltas;

        DocumentDecoder &decoderOf(WireFormat format);
    };

    std::unique_ptr<Worker> borrow();
    void giveBack(std::unique_ptr<Worker> worker);
    Result<IngestReport> ingestWith(Worker &worker, const IngestRequest &request);
    Result<AppendReport> append(Worker &worker, const DocumentDecoder &decoder,
                                const IngestRequest &request);
    const SampleBatch &withTotals(Worker &worker, const SampleBatch &batch);
    void takeBackRefused(Worker &worker, AppendReport &appended);
    Result<void> decode(Decompressor &decompressor, DocumentDecoder &decoder,
                        const IngestRequest &request);
    Failure refuseDocument(const IngestRequest &request, RefusalReason reason, std::string message);
    void noteRefusals(const IngestRequest &request, const std::vector<Refusal> &refusals);

    Store &m_store;
    const Clock &m_clock;
    const std::size_t m_decodedBodyLimit;
    IngestLog &m_log;
    DeltaTotals m_totals;
    std::mutex m_mutex;
    std::vector<std::unique_ptr<Worker>> m_idle; // guarded by m_mutex
};

} // namespace tinyobs
