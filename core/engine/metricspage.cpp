#include "core/engine/metricspage.h"

#include "core/base/valuetext.h"
#include "core/engine/ownmetrics.h"

#include <utility>

namespace tinyobs {
namespace {

/// Values of labels and, without quotes, help texts.
void appendEscaped(std::string &out, std::string_view text)
{
    for (const char c : text) {
        if (c == '"' || c == '\\')
            out += '\\';
        if (c == '\n')
            out += "\\n";
        else
            out += c;
    }
}

/// OpenMetrics has suffixes for the samples of a family where Prometheus text has names.
std::string_view familyName(std::string_view name, MetricType type, ExpositionDialect dialect)
{
    if (dialect == ExpositionDialect::PrometheusText)
        return name;
    const std::string_view suffix = type == MetricType::Counter ? "_total"
                                    : type == MetricType::Info  ? "_info"
                                                                : "";
    return name.ends_with(suffix) ? name.substr(0, name.size() - suffix.size()) : name;
}

/// Prometheus text has no infos, and another word for what is unknown.
std::string_view typeName(MetricType type, ExpositionDialect dialect)
{
    if (dialect == ExpositionDialect::PrometheusText) {
        if (type == MetricType::Info)
            return toText(MetricType::Gauge);
        if (type == MetricType::Unknown)
            return "untyped";
    }
    return toText(type);
}

void appendComment(std::string &out, std::string_view word, std::string_view metric,
                   std::string_view text)
{
    out.append("# ").append(word).append(" ").append(metric).append(" ");
    appendEscaped(out, text);
    out += '\n';
}

} // namespace

void MetricsPage::add(std::string_view name, std::initializer_list<LabelView> labels, double value)
{
    const MetadataView *row = findOwnMetric(name);
    const std::string_view metric = row ? row->metric : name;
    auto family = m_families.find(metric);
    if (family == m_families.end()) {
        const MetadataView unknown{.metric = {}, .unit = {}, .help = {}};
        family = m_families.emplace(metric, Family{row ? *row : unknown, {}}).first;
    }
    std::string &out = family->second.lines;
    out += name;
    char separator = '{';
    for (const LabelView label : labels) {
        out += std::exchange(separator, ',');
        out.append(label.name).append("=\"");
        appendEscaped(out, label.value);
        out += '"';
    }
    out += separator == ',' ? "} " : " ";
    appendValue(out, value);
    out += '\n';
}

std::string MetricsPage::text(ExpositionDialect dialect) const
{
    const bool isOpenMetrics = dialect == ExpositionDialect::OpenMetrics;
    std::string out;
    for (const auto &[metric, family] : m_families) {
        const MetricType type = family.metadata.type;
        const std::string_view name = familyName(metric, type, dialect);
        if (!family.metadata.help.empty())
            appendComment(out, "HELP", name, family.metadata.help);
        appendComment(out, "TYPE", name, typeName(type, dialect));
        if (isOpenMetrics && !family.metadata.unit.empty())
            appendComment(out, "UNIT", name, family.metadata.unit);
        out += family.lines;
    }
    if (isOpenMetrics)
        out += "# EOF\n";
    return out;
}

} // namespace tinyobs
