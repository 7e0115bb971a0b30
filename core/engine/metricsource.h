#pragma once

// Something the engine watches by itself: asked every few seconds, in the maintenance thread, for
// its current values. Names and units follow the Prometheus conventions.

#include "core/model/labels.h"

#include <functional>
#include <initializer_list>
#include <string_view>

namespace tinyobs {

class MetricSource
{
public:
    virtual ~MetricSource() = default;

    /// Takes one sample: name, labels without the name (job and instance are added), value.
    using Emit = std::function<void(std::string_view name, std::initializer_list<LabelView> labels,
                                    double value)>;

    /// The value of the `job` label of all its series: "tinyobs" or "host".
    virtual std::string_view job() const = 0;
    virtual void collect(const Emit &emit) = 0;
};

/// What becomes of a source's samples: all are shown on /metrics.
enum class MetricUse {
    Stored,
    ShownOnly,
};

} // namespace tinyobs
