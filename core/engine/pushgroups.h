#pragma once

// The groups of metrics that batch jobs push, as the Prometheus Pushgateway has them: a push
// replaces what its group had before, and what it leaves out ends at once, with a stale marker.
// Called from any network thread; one push at a time, none waits for the disk.
//
// What a group has is kept in memory only, at most so much of it: after a restart, or when it was
// pushed too long ago, a group's next push ends nothing, and what it leaves out ends like any
// series that gets no samples any more.

#include "core/engine/engine.h"
#include "core/ingest/expositiondecoder.h"

#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tinyobs {

/// The labels of a group in the order of the request, the job first. Values may be empty.
using PushGroupLabels = std::vector<std::pair<std::string, std::string>>;

enum class PushMode {
    ReplaceGroup,   // everything that the group had
    ReplaceMetrics, // what it had of the metrics that come
};

struct PushRequest
{
    PushGroupLabels group;
    BodyEncoding encoding = BodyEncoding::Identity;
    std::string_view body;
    std::string_view path;
    std::function<std::string()> sender;
};

class PushGroups
{
public:
    static constexpr std::size_t MaxBytes = 8u << 20; // of all groups' series
    static constexpr std::size_t MaxGroups = 10'000;

    /// The engine must outlive the groups.
    explicit PushGroups(Engine &engine);

    /// Stores what is pushed or refuses it whole; calls back like Engine::ingest().
    void push(const PushRequest &request, PushMode mode, IngestDone done);
    /// Ends everything that the group has.
    void remove(const PushRequest &request, IngestDone done);

    std::size_t groups() const;

private:
    struct Group
    {
        std::map<std::string, std::string> familyOf; // by the text of the series
        std::size_t bytes = 0;
        double pushedSeconds = 0; // 0: never
        double failedSeconds = 0;
        std::uint64_t lastPush = 0; // counts up
    };

    Group known(const PushGroupLabels &group) const;
    double lastTime(const char *metric, const PushGroupLabels &group) const;
    bool readPushed(const PushRequest &request, std::string &text, Group &pushed);
    bool store(const PushRequest &request, const std::string &text, IngestDone done);
    void noteFailure(const PushRequest &request, Group group);
    void keep(const PushGroupLabels &labels, Group group);
    void forget(const PushGroupLabels &labels);
    double nowSeconds() const;

    Engine &m_engine;
    mutable std::mutex m_mutex;
    // Guarded by m_mutex:
    Decompressor m_decompressor;
    ExpositionDecoder m_decoder{ExpositionDialect::PrometheusText, ExpositionUse::Push};
    std::map<PushGroupLabels, Group> m_groups;
    std::size_t m_bytes = 0;
    std::uint64_t m_pushes = 0;
};

} // namespace tinyobs
