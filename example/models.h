#pragma once

// What the workloads do: each model turns the time that went by into events and counts them in its
// service's registry, as the instrumented code of a real service would.

#include "example/client/registry.h"
#include "example/random.h"
#include "example/workloads.h"

#include <memory>

namespace tinyobs::example {

/// The circumstances of one step of the simulation.
struct Moment
{
    double unixSeconds = 0; ///< simulated time, which the shapes follow
    double elapsed = 0;     ///< seconds since the step before
    double upSeconds = 0;   ///< since this release started
    double share = 1;       ///< of the service's traffic that this release takes
    double latencyFactor = 1;
    double failShare = 0; ///< in addition to the workload's own
};

class WorkloadModel
{
public:
    virtual ~WorkloadModel() = default;
    virtual void advance(const Moment &moment, Random &random) = 0;
};

std::unique_ptr<WorkloadModel> makeModel(const Workload &workload, client::Registry &registry,
                                         double startUnixSeconds);

} // namespace tinyobs::example
