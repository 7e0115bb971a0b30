#include "app/server/handlers/sdk/sdkwriters.h"

#include "app/server/jsonwriter.h"
#include "core/base/rfc3339.h"
#include "core/base/valuetext.h"

#include <cmath>

namespace tinyobs::server {
namespace {

/// The three types it knew.
std::string_view typeOf(const MetricFamily &family)
{
    if (family.type == "counter" || family.type == "histogram")
        return family.type;
    return "gauge";
}

class JsonSamples : public SeriesWriter
{
public:
    Result<void> begin(const std::vector<std::string> &, std::string &out) override
    {
        out += R"({"metrics":[)";
        return {};
    }
    void family(const MetricFamily &family, std::string &) override { m_type = typeOf(family); }
    Result<void> samples(const Labels &labels, const SampleColumns &samples,
                         std::string &out) override;
    void end(std::string &out) override { out += ']'; }

private:
    std::string m_type;
    bool m_isFirst = true;
};

Result<void> JsonSamples::samples(const Labels &labels, const SampleColumns &samples,
                                  std::string &out)
{
    JsonWriter json;
    json.beginObject().field("name", labels.metricName()).field("type", m_type);
    json.key("labels").beginObject();
    for (const LabelView label : labels) {
        if (label.name != MetricNameLabel)
            json.field(label.name, label.value);
    }
    json.endObject();
    const std::string head = json.take().toStdString();
    for (std::size_t i = 0; i < samples.size(); ++i) {
        // As /ingest takes them: numbers, and what is none as text.
        const bool isNumber = std::isfinite(samples.values[i]);
        if (!m_isFirst)
            out += ',';
        m_isFirst = false;
        out += '\n' + head + R"(,"value":)" + (isNumber ? "" : "\"");
        if (std::isnan(samples.values[i]))
            out += "NaN";
        else
            appendValue(out, samples.values[i]);
        out += isNumber ? R"(,"timestamp":")" : R"(","timestamp":")";
        const auto time = formatRfc3339(samples.timesMs[i]);
        out.append(time.data(), time.size());
        out += "\"}";
    }
    return {};
}

void appendCell(std::string &out, std::string_view text)
{
    if (text.find_first_of(",\"\r\n") == std::string_view::npos) {
        out += text;
        return;
    }
    out += '"';
    for (const char c : text) {
        if (c == '"')
            out += '"';
        out += c;
    }
    out += '"';
}

class CsvSamples : public SeriesWriter
{
public:
    Result<void> begin(const std::vector<std::string> &labelNames, std::string &out) override
    {
        m_labelNames = labelNames;
        out += "timestamp,name,type,value";
        for (const std::string &name : labelNames) {
            out += ',';
            appendCell(out, name);
        }
        out += '\n';
        return {};
    }
    void family(const MetricFamily &family, std::string &) override { m_type = typeOf(family); }
    Result<void> samples(const Labels &labels, const SampleColumns &samples,
                         std::string &out) override
    {
        std::string head = ",";
        appendCell(head, labels.metricName());
        head += ',' + m_type + ',';
        std::string tail;
        for (const std::string &name : m_labelNames) {
            tail += ',';
            appendCell(tail, labels.value(name));
        }
        tail += '\n';
        for (std::size_t i = 0; i < samples.size(); ++i) {
            const auto time = formatRfc3339(samples.timesMs[i]);
            out.append(time.data(), time.size()) += head;
            appendValue(out, samples.values[i]);
            out += tail;
        }
        return {};
    }
    void end(std::string &) override {}

private:
    std::vector<std::string> m_labelNames;
    std::string m_type;
};

template <typename Writer>
std::unique_ptr<SeriesWriter> make()
{
    return std::make_unique<Writer>();
}

} // namespace

const TransferFormat SdkJsonFormat{.name = "json",
                                   .suffix = ".json",
                                   .contentType = "application/json",
                                   .recordEnd = {},
                                   .maxRecordBytes = 0,
                                   .needsLabelNames = false,
                                   .makeWriter = make<JsonSamples>,
                                   .makeReader = nullptr};
const TransferFormat SdkCsvFormat{.name = "csv",
                                  .suffix = ".csv",
                                  .contentType = "text/csv",
                                  .recordEnd = {},
                                  .maxRecordBytes = 0,
                                  .needsLabelNames = true,
                                  .makeWriter = make<CsvSamples>,
                                  .makeReader = nullptr};

} // namespace tinyobs::server
