// Requests per second and CPU per request of the server behind its gate, with a handler that does
// nothing, loaded by wrk with 300-byte posts at 1, 16 and 256 connections. The CPU time is that of
// this process: the client is another one. Needs wrk; runs a few seconds.
//     bench_httpserver [seconds per row] [network threads]
// With "serve" in place of the seconds it only serves, for a load of one's own.

#include "app/server/httpserver.h"

#include <QCoreApplication>
#include <QProcess>
#include <QTemporaryDir>

#include <cstdio>

#include <sys/resource.h>

using namespace tinyobs;
using namespace tinyobs::server;

namespace {

constexpr auto LoadScript = R"(
wrk.method = "POST"
wrk.path = "/ingest"
wrk.headers["Content-Type"] = "application/json"
wrk.headers["User-Agent"] = "python-requests/2.31.0"
wrk.headers["Accept"] = "*/*"
wrk.headers["Accept-Encoding"] = "gzip, deflate"
wrk.headers["Connection"] = "keep-alive"
wrk.body = string.rep("x", 300)
)";

double cpuSeconds()
{
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    const auto seconds = [](const timeval &time) {
        return double(time.tv_sec) + double(time.tv_usec) / 1e6;
    };
    return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

void measure(const HttpServer &server, int connections, int seconds, const QString &script)
{
    const double cpuBefore = cpuSeconds();
    const std::uint64_t requestsBefore = server.counters().requests;
    QProcess wrk;
    wrk.start(QStringLiteral("wrk"),
              {QStringLiteral("-t1"), QStringLiteral("-c%1").arg(connections),
               QStringLiteral("-d%1").arg(seconds), QStringLiteral("-s"), script,
               QStringLiteral("http://127.0.0.1:%1").arg(server.port())});
    if (!wrk.waitForFinished(-1) || wrk.exitCode() != 0) {
        std::printf("wrk failed: %s\n", wrk.readAllStandardError().constData());
        return;
    }
    const double cpu = cpuSeconds() - cpuBefore;
    const auto requests = double(server.counters().requests - requestsBefore);
    std::printf("%11d %12.0f %15.2f %20.0f\n", connections, requests / seconds,
                cpu / requests * 1e6, requests / cpu);
    std::fflush(stdout);
}

} // namespace

int main(int argc, char **argv)
{
    qputenv("QT_NO_GLIB", "1");
    QCoreApplication app(argc, argv);
    const QStringList arguments = app.arguments();
    HttpLimits limits;
    limits.threads = arguments.value(2, QStringLiteral("1")).toULong();
    HttpServer server(limits, {},
                      {{Method::Post, "/ingest", "", [](const auto &, const Responder &responder) {
                            responder.send(HttpResponse::json(
                                QByteArrayLiteral("{\"status\":\"success\",\"count\":1}")));
                        }}});
    if (const Result<void> listening = server.listen({.host = "127.0.0.1", .port = 0}); !listening)
        qFatal("%s", listening.error().message.c_str());
    if (arguments.value(1) == QStringLiteral("serve")) {
        std::printf("%d\n", server.port());
        std::fflush(stdout);
        return app.exec();
    }
    const QTemporaryDir folder;
    QFile script(folder.filePath(QStringLiteral("load.lua")));
    if (!script.open(QIODevice::WriteOnly) || script.write(LoadScript) < 0)
        return 1;
    script.close();
    const int seconds = arguments.value(1, QStringLiteral("3")).toInt();
    std::printf("connections   requests/s  CPU us/request  requests/CPU-second\n");
    for (const int connections : {1, 16, 256})
        measure(server, connections, seconds, script.fileName());
    return 0;
}
