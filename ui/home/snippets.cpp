#include "ui/home/snippets.h"

#include <QCoreApplication>

#include <array>

using namespace Qt::StringLiterals;

namespace tinyobs::ui {
namespace {

constexpr const char *Context = "Snippets";
const QString UsualStatsd = u"127.0.0.1:8125"_s;

struct Row
{
    std::string_view id;
    const char *name;
    const char *note;
    /// With {url} for the server's, {statsd-host} and {statsd-port}.
    const char *text;
};

constexpr std::array<Row, 8> Rows{{
    {"curl", "curl", QT_TRANSLATE_NOOP("Snippets", "Paste it into a terminal."),
     R"(curl {url}/ingest -d '{"metrics":[
  {"name":"demo_requests_total","value":1,"labels":{"service":"shell"}}]}'
)"},
    {"python", "Python", QT_TRANSLATE_NOOP("Snippets", "Runs with python3, without any package."),
     R"(import json, urllib.request

sample = {"name": "demo_requests_total", "value": 1, "labels": {"service": "python"}}
body = json.dumps({"metrics": [sample]}).encode()
urllib.request.urlopen("{url}/ingest", body)
)"},
    {"node", "Node.js", QT_TRANSLATE_NOOP("Snippets", "Runs with node 18 or later."),
     R"(const sample = { name: "demo_requests_total", value: 1, labels: { service: "node" } };

fetch("{url}/ingest", {
  method: "POST",
  body: JSON.stringify({ metrics: [sample] }),
});
)"},
    {"go", "Go", QT_TRANSLATE_NOOP("Snippets", "Save it as main.go, then: go run main.go"),
     R"(package main

import (
	"net/http"
	"strings"
)

func main() {
	body := `{"metrics":[{"name":"demo_requests_total","value":1,"labels":{"service":"go"}}]}`
	http.Post("{url}/ingest", "application/json", strings.NewReader(body))
}
)"},
    {"cpp", "C++",
     QT_TRANSLATE_NOOP("Snippets", "Save it as first.cpp, then: c++ first.cpp -lcurl && ./a.out"),
     R"cpp(#include <curl/curl.h>

int main()
{
    CURL *curl = curl_easy_init();
    curl_easy_setopt(curl, CURLOPT_URL, "{url}/ingest");
    curl_easy_setopt(curl, CURLOPT_POSTFIELDS, R"(
        {"name":"demo_requests_total","value":1,"labels":{"service":"cpp"}})");
    const CURLcode sent = curl_easy_perform(curl);
    curl_easy_cleanup(curl);
    return sent;
}
)cpp"},
    {"otel", "OpenTelemetry",
     QT_TRANSLATE_NOOP("Snippets",
                       "Set these for a program with an OpenTelemetry SDK, then start it."),
     R"(export OTEL_SERVICE_NAME=my-service
export OTEL_METRICS_EXPORTER=otlp
export OTEL_EXPORTER_OTLP_METRICS_ENDPOINT={url}/v1/metrics
export OTEL_EXPORTER_OTLP_METRICS_PROTOCOL=http/protobuf
export OTEL_METRIC_EXPORT_INTERVAL=5000
)"},
    {"prometheus", "Prometheus",
     QT_TRANSLATE_NOOP("Snippets", "Add it to prometheus.yml, then reload Prometheus."),
     R"(remote_write:
  - url: {url}/api/v1/write
)"},
    {"statsd", "StatsD", QT_TRANSLATE_NOOP("Snippets", "Paste it into a terminal."),
     R"(echo 'demo_requests_total:1|c|#service:shell' | nc -u -w1 {statsd-host} {statsd-port}
)"},
}};

QString noteOf(const Row &row, const SnippetAddresses &addresses)
{
    if (row.id == "statsd" && addresses.statsd.isEmpty()) {
        return QCoreApplication::translate(
            Context, "The StatsD port is off. Start TinyObs with --statsd-port 8125, then:");
    }
    return QCoreApplication::translate(Context, row.note);
}

} // namespace

QString callableAddress(const QString &listening)
{
    if (listening.startsWith("0.0.0.0:"_L1))
        return u"127.0.0.1"_s + listening.mid(7);
    if (listening.startsWith("[::]:"_L1))
        return u"[::1]"_s + listening.mid(4);
    return listening;
}

std::vector<Snippet> snippetsFor(const SnippetAddresses &addresses)
{
    const QString url = u"http://"_s + callableAddress(addresses.http);
    const QString statsd =
        addresses.statsd.isEmpty() ? UsualStatsd : callableAddress(addresses.statsd);
    const qsizetype colon = statsd.lastIndexOf(u':');
    const QString host = statsd.left(colon).remove(u'[').remove(u']');
    std::vector<Snippet> snippets;
    for (const Row &row : Rows) {
        QString text = QString::fromUtf8(row.text).trimmed();
        text.replace("{url}"_L1, url);
        text.replace("{statsd-host}"_L1, host);
        text.replace("{statsd-port}"_L1, statsd.mid(colon + 1));
        snippets.push_back(
            {row.id, QString::fromUtf8(row.name), noteOf(row, addresses), std::move(text)});
    }
    return snippets;
}

} // namespace tinyobs::ui
