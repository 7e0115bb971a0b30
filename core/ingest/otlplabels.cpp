#include "core/ingest/otlplabels.h"

#include "core/base/utf8.h"
#include "core/ingest/labelrules.h"
#include "core/ingest/otlpnames.h"

#include <algorithm>
#include <array>

namespace tinyobs {
namespace {

constexpr std::string_view ServiceName = "service.name";
constexpr std::string_view ServiceNamespace = "service.namespace";
constexpr std::string_view ServiceInstance = "service.instance.id";
constexpr std::array<std::string_view, 3> Identifying{ServiceName, ServiceNamespace,
                                                      ServiceInstance};

bool isIdentifying(std::string_view key)
{
    return std::ranges::find(Identifying, key) != Identifying.end();
}

std::string_view cutTo(std::string_view text, std::size_t mostBytes)
{
    std::size_t size = 0;
    while (size < text.size()) {
        const std::size_t character = utf8CharacterLength(text.substr(size));
        if (character == 0 || size + character > mostBytes)
            break;
        size += character;
    }
    return text.substr(0, size);
}

std::vector<OtlpAttribute> sortedByKey(const OtlpAttributes &attributes)
{
    std::vector<OtlpAttribute> sorted = attributes.all();
    std::ranges::stable_sort(sorted, {}, &OtlpAttribute::key);
    return sorted;
}

} // namespace

void OtlpLabels::set(std::string_view name, std::string_view value)
{
    if (!value.empty())
        m_own.insert_or_assign(std::string(name), std::string(value));
}

void OtlpLabels::setResource(const OtlpAttributes &resource)
{
    const std::string_view name = resource.value(ServiceName);
    const std::string_view space = resource.value(ServiceNamespace);
    set("service", name);
    set("job", space.empty() || name.empty() ? std::string(name)
                                             : std::string(space).append("/").append(name));
    set("instance", resource.value(ServiceInstance));
}

void OtlpLabels::setScope(const OtlpScope &scope)
{
    for (const OtlpAttribute &each : scope.attributes.all())
        set("otel_scope_" + otlpLabelName(each.key), each.value);
    set("otel_scope_name", scope.name);
    set("otel_scope_version", scope.version);
}

std::string OtlpLabels::freeName(std::string name) const
{
    while (m_own.contains(name))
        name.insert(0, "exported_");
    return name;
}

void OtlpLabels::addAttributes(const OtlpAttributes &attributes)
{
    for (const OtlpAttribute &each : sortedByKey(attributes)) {
        const auto [label, isNew] =
            m_attributes.try_emplace(freeName(otlpLabelName(each.key)), each.value);
        if (!isNew)
            label->second.append(";").append(each.value);
    }
}

void OtlpLabels::addResourceAttributes(const OtlpAttributes &resource, const IngestLimits &limits)
{
    OtlpAttributes further;
    const std::size_t most = limits[IngestLimit::LabelsPerSeries] - m_own.size();
    for (const OtlpAttribute &each : sortedByKey(resource)) {
        if (isIdentifying(each.key) || each.key.empty() ||
            each.key.size() > limits[IngestLimit::LabelNameBytes] / 2)
            continue;
        if (further.all().size() == most)
            break;
        further.add(each.key, cutTo(each.value, limits[IngestLimit::LabelValueBytes]));
    }
    addAttributes(further);
    for (auto &[name, value] : m_attributes)
        value.resize(cutTo(value, limits[IngestLimit::LabelValueBytes]).size());
}

tl::expected<Labels, Refusal>
OtlpLabels::make(std::string_view metricName,
                 const std::vector<std::pair<std::string, std::string>> &added,
                 const IngestLimits &limits) const
{
    std::vector<LabelView> pairs;
    pairs.reserve(m_own.size() + m_attributes.size() + added.size());
    const auto isAdded = [&added](std::string_view name) {
        return std::ranges::find(added, name, &std::pair<std::string, std::string>::first) !=
               added.end();
    };
    for (const auto *labels : {&m_own, &m_attributes}) {
        for (const auto &[name, value] : *labels) {
            if (!isAdded(name))
                pairs.push_back({name, value});
        }
    }
    for (const auto &[name, value] : added)
        pairs.push_back({name, value});
    return makeLabels(metricName, std::move(pairs), limits);
}

bool hasFurtherAttributes(const OtlpAttributes &resource)
{
    const bool isNamed =
        !resource.value(ServiceName).empty() || !resource.value(ServiceInstance).empty();
    return isNamed && std::ranges::any_of(resource.all(), [](const OtlpAttribute &each) {
               return !isIdentifying(each.key) && !each.value.empty();
           });
}

} // namespace tinyobs
