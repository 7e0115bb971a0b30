#include "core/base/valuetext.h"
#include "core/transfer/openmetrics.h"

#include <utility>

namespace tinyobs {
namespace {

/// Of labels and of HELP, which have the same escapes.
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

/// The nearest double. Prometheus multiplies it by 1000 and cuts the fraction off, which gives the
/// millisecond back from 2005 to 2037.
void appendSeconds(std::string &out, TimeMs timeMs)
{
    appendFinite(out, static_cast<double>(timeMs) / 1000);
}

class OpenMetricsWriter : public SeriesWriter
{
public:
    Result<void> begin(const std::vector<std::string> &, std::string &) override { return {}; }
    void family(const MetricFamily &family, std::string &out) override;
    Result<void> samples(const Labels &labels, const SampleColumns &samples,
                         std::string &out) override;
    void end(std::string &out) override { out += "# EOF\n"; }
};

void OpenMetricsWriter::family(const MetricFamily &family, std::string &out)
{
    const auto line = [&](std::string_view what, std::string_view text) {
        out.append("# ").append(what).append(" ").append(family.name).append(" ");
        appendEscaped(out, text);
        out += '\n';
    };
    line("TYPE", family.type);
    // The format wants it at the end of the name, too.
    if (!family.unit.empty() && family.name.ends_with('_' + family.unit))
        line("UNIT", family.unit);
    if (!family.help.empty())
        line("HELP", family.help);
}

Result<void> OpenMetricsWriter::samples(const Labels &labels, const SampleColumns &samples,
                                        std::string &out)
{
    std::string head(labels.metricName());
    char separator = '{';
    for (const LabelView label : labels) {
        if (label.name == MetricNameLabel)
            continue;
        head += std::exchange(separator, ',');
        head += label.name;
        head += "=\"";
        appendEscaped(head, label.value);
        head += '"';
    }
    head += separator == ',' ? "} " : " ";
    for (std::size_t i = 0; i < samples.size(); ++i) {
        out += head;
        appendValue(out, samples.values[i]);
        out += ' ';
        appendSeconds(out, samples.timesMs[i]);
        out += '\n';
    }
    return {};
}

} // namespace

std::unique_ptr<SeriesWriter> makeOpenMetricsWriter()
{
    return std::make_unique<OpenMetricsWriter>();
}

} // namespace tinyobs
