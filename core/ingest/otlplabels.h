#pragma once

// From attributes to a label set, after the Prometheus compatibility specification: what the names
// of attributes become stands in otlpnames.h, what a resource and a scope add to each of their
// series stands here. Plain object for one series, one thread.

#include "core/ingest/limits.h"
#include "core/ingest/otlpattributes.h"
#include "core/model/labels.h"
#include "core/model/refusal.h"

#include <tl/expected.hpp>

#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tinyobs {

class OtlpLabels
{
public:
    /// Labels of ours and of the protocol's: they win over an attribute of that name, which then is
    /// kept as "exported_<name>", as Prometheus does when it scrapes. Empty values add nothing.
    void set(std::string_view name, std::string_view value);
    /// `service.name` -> job (with its namespace) and service, `service.instance.id` -> instance.
    void setResource(const OtlpAttributes &resource);
    /// otel_scope_name, otel_scope_version and otel_scope_<attribute>.
    void setScope(const OtlpScope &scope);

    /// After everything was set. Attributes whose names become the same are joined by ";" in the
    /// order of their keys.
    void addAttributes(const OtlpAttributes &attributes);
    /// What setResource() does not say of the resource, cut to the limits: a long command line is
    /// no reason to lose the rest.
    void addResourceAttributes(const OtlpAttributes &resource, const IngestLimits &limits);

    /// `added` wins over everything. A refusal reads on from the row's path.
    tl::expected<Labels, Refusal>
    make(std::string_view metricName, const std::vector<std::pair<std::string, std::string>> &added,
         const IngestLimits &limits) const;

private:
    std::string freeName(std::string name) const;

    std::map<std::string, std::string, std::less<>> m_own;
    std::map<std::string, std::string, std::less<>> m_attributes;
};

/// Whether a resource says more than its series do: then it gets a target_info.
bool hasFurtherAttributes(const OtlpAttributes &resource);

} // namespace tinyobs
