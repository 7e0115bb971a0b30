#include "app/daemon/commands/pushcommand.h"

#include "app/daemon/commands/timeoption.h"
#include "core/base/plaintext.h"
#include "core/base/quoted.h"
#include "core/base/valuetext.h"
#include "core/ingest/labelrules.h"
#include "core/model/labels.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <cstdio>

#ifdef Q_OS_UNIX
#include <unistd.h>
#endif

using namespace Qt::StringLiterals;

namespace tinyobs::daemon {

const std::string_view PushHelp =
    "Sends one sample, or those on standard input: Prometheus text, OpenMetrics, or the JSON of\n"
    "POST /ingest (a document, an array, or lines). Good ones are stored whatever the others are;\n"
    "what was refused is said with its line or index, and the exit status is 4 then.\n"
    "\n"
    "  tinyobsd push backup_size_bytes 1048576 -l host=db1\n"
    "  tinyobsd push jobs_done_total 42 --kind counter\n"
    "  curl -s http://db1:9100/metrics | tinyobsd push -l instance=db1\n";

namespace {

constexpr qint64 MostInput = 128 << 20;
constexpr std::size_t MaxMessageBytes = 4096;

struct Document
{
    std::string_view path;
    Pairs parameters{{"partial", "1"}};
    QByteArray contentType;
    QByteArray body;
};

Failure usage(std::string message)
{
    return fail(Error::Code::InvalidArgument, std::move(message));
}

void appendEscaped(std::string &out, std::string_view text)
{
    out += '"';
    for (const char c : text) {
        if (c == '\\' || c == '"')
            out += '\\';
        if (c == '\n')
            out += "\\n";
        else
            out += c;
    }
    out += '"';
}

Result<std::optional<TimeMs>> readTime(const CommandLine &line, TimeMs nowMs)
{
    if (!line.has("time"))
        return std::optional<TimeMs>();
    const Result<TimeMs> timeMs = parseTimeOption("time", line.option("time"), nowMs);
    return timeMs ? Result<std::optional<TimeMs>>(*timeMs) : Failure(timeMs.error());
}

Result<Document> oneSample(const CommandLine &line, TimeMs nowMs)
{
    const std::string &text = line.arguments[1];
    const std::optional<double> value = parseValue(text);
    if (!value)
        return usage("value " + quoted(text) + " is not a number");
    const std::string_view kind = line.option("kind");
    if (!kind.empty() && kind != "counter" && kind != "gauge")
        return usage("--kind: " + quoted(kind) + " is neither counter nor gauge");
    if (line.has("format"))
        return usage("--format is for samples on standard input");
    Pairs labels{{std::string(MetricNameLabel), line.arguments[0]}};
    for (const std::string_view label : line.all("label")) {
        const std::size_t equals = label.find('=');
        if (equals == std::string_view::npos || equals == 0)
            return usage("--label: " + quoted(label) + " is not NAME=VALUE");
        labels.emplace_back(label.substr(0, equals), label.substr(equals + 1));
    }
    const auto timeMs = readTime(line, nowMs);
    if (!timeMs)
        return Failure(timeMs.error());
    return Document{.path = "/api/v1/import/prometheus",
                    .contentType = "text/plain; version=0.0.4",
                    .body =
                        QByteArray::fromStdString(expositionText(labels, *value, *timeMs, kind))};
}

Result<QByteArray> readInput()
{
#ifdef Q_OS_UNIX
    if (isatty(STDIN_FILENO))
        return usage("push needs arguments: NAME VALUE, or samples on standard input (see tinyobsd "
                     "push --help)");
#endif
    QFile input;
    if (!input.open(stdin, QIODevice::ReadOnly))
        return usage("standard input cannot be read");
    QByteArray bytes = input.read(MostInput + 1);
    if (bytes.size() > MostInput)
        return usage("standard input is larger than 128 MiB: send it in parts");
    if (bytes.trimmed().isEmpty())
        return usage("standard input is empty: there is nothing to push");
    return bytes;
}

Result<bool> isJson(const CommandLine &line, const QByteArray &bytes)
{
    const std::string_view format = line.option("format");
    if (format.empty())
        return looksLikeJson({bytes.constData(), std::size_t(bytes.size())});
    if (format != "text" && format != "json")
        return usage("--format: " + quoted(format) + " is neither text nor json");
    return format == "json";
}

Result<Document> inputDocument(const CommandLine &line, TimeMs nowMs)
{
    if (line.has("kind"))
        return usage("--kind is for one sample: text says it in # TYPE lines");
    Result<QByteArray> bytes = readInput();
    if (!bytes)
        return Failure(bytes.error());
    const Result<bool> json = isJson(line, *bytes);
    if (!json)
        return Failure(json.error());
    if (*json && (line.has("label") || line.has("time")))
        return usage("--label and --time are for text: JSON has them in each sample");
    if (*json)
        return Document{.path = "/ingest", .contentType = "application/json", .body = *bytes};
    Document document{.path = "/api/v1/import/prometheus",
                      .contentType = "text/plain; version=0.0.4",
                      .body = *bytes};
    if (bytes->trimmed().endsWith("# EOF"))
        document.contentType = "application/openmetrics-text; version=1.0.0";
    for (const std::string_view label : line.all("label"))
        document.parameters.emplace_back("extra_label", label);
    const auto timeMs = readTime(line, nowMs);
    if (!timeMs)
        return Failure(timeMs.error());
    if (*timeMs)
        document.parameters.emplace_back("timestamp", std::to_string(**timeMs));
    return document;
}

/// Says what became of the samples.
ExitStatus report(const std::string &body, const std::string &server)
{
    const QJsonObject answer = QJsonDocument::fromJson(QByteArray::fromStdString(body)).object();
    const qint64 stored = answer["count"_L1].toInteger();
    const qint64 refused = answer["refused"_L1].toInteger();
    const QJsonArray errors = answer["errors"_L1].toArray();
    for (const QJsonValue &error : errors)
        complain(ExitStatus::Refused,
                 plainText(error["error"_L1].toString().toStdString(), MaxMessageBytes));
    if (errors.size() < refused)
        complain(ExitStatus::Refused,
                 "and " + std::to_string(refused - errors.size()) + " more that were refused");
    std::printf("%lld %s stored by %s", static_cast<long long>(stored),
                stored == 1 ? "sample" : "samples", server.c_str());
    if (refused > 0)
        std::printf(", %lld refused", static_cast<long long>(refused));
    std::fputs("\n", stdout);
    return refused > 0 ? ExitStatus::Refused : ExitStatus::Success;
}

} // namespace

std::string expositionText(const Pairs &labels, double value, std::optional<TimeMs> timeMs,
                           std::string_view kind)
{
    std::string name;
    std::string series;
    for (const auto &[label, content] : labels) {
        if (!series.empty())
            series += ',';
        if (label == MetricNameLabel) {
            name = content;
            appendEscaped(series, content);
            continue;
        }
        appendEscaped(series, label);
        series += '=';
        appendEscaped(series, content);
    }
    std::string text;
    if (!kind.empty() && isMetricName(name)) // any other the server refuses with its sample
        text = "# TYPE " + name + ' ' + std::string(kind) + '\n';
    text += '{' + series + "} ";
    appendValue(text, value);
    if (timeMs)
        text += ' ' + std::to_string(*timeMs);
    return text + '\n';
}

bool looksLikeJson(std::string_view document)
{
    const auto skipBlanks = [&document] {
        document.remove_prefix(std::min(document.find_first_not_of(" \t\r\n"), document.size()));
    };
    skipBlanks();
    if (document.starts_with('['))
        return true;
    if (!document.starts_with('{'))
        return false;
    document.remove_prefix(1);
    skipBlanks();
    if (document.starts_with('}'))
        return true;
    // Of text it is {"name",label="x"} or {"name"}; of JSON a key.
    if (!document.starts_with('"'))
        return false;
    document.remove_prefix(std::min(document.find('"', 1), document.size() - 1) + 1);
    skipBlanks();
    return document.starts_with(':');
}

ExitStatus runPush(const CommandLine &line)
{
    if (line.arguments.size() == 1)
        return complain(ExitStatus::Usage, "push needs a value behind " +
                                               quoted(line.arguments.front()) +
                                               " (see tinyobsd push --help)");
    ExitStatus status = ExitStatus::Success;
    const auto server = openServer(
        line, "push needs a server: into a data folder samples come by tinyobsd import", status);
    if (!server)
        return status;
    Result<Document> document = line.arguments.empty() ? inputDocument(line, server->nowMs())
                                                       : oneSample(line, server->nowMs());
    if (!document)
        return complain(ExitStatus::Usage, document.error().message);
    const Result<std::string> body =
        server->post(document->path, document->parameters, document->contentType, document->body);
    if (!body)
        return complainOfAnswer(body.error());
    return report(*body, server->name());
}

} // namespace tinyobs::daemon
