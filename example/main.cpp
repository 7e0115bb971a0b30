// tinyobs-example: wiring only.

#include "example/client/pushmetrics.h"
#include "example/service.h"
#include "example/stopsignal.h"

#include <QCoreApplication>
#include <QDateTime>

#include <cstdio>

using namespace tinyobs::example;
using namespace std::chrono_literals;

namespace {

constexpr int UsageError = 2;
constexpr int Failure = 1;

std::optional<QString> environmentVariable(const QByteArray &name)
{
    if (!qEnvironmentVariableIsSet(name.constData()))
        return std::nullopt;
    return qEnvironmentVariable(name.constData());
}

void say(const QString &line)
{
    std::fprintf(stdout, "%s\n", qUtf8Printable(line));
    std::fflush(stdout);
}

int failWith(const QString &why, int exitCode)
{
    std::fprintf(stderr, "tinyobs-example: %s\n", qUtf8Printable(why));
    return exitCode;
}

int run(const Options &options)
{
    const auto clock = [] { return tinyobs::client::TimeMs(QDateTime::currentMSecsSinceEpoch()); };
    Demo demo({.seed = options.seed, .speed = options.speed, .traffic = options.traffic},
              clock() - options.history.count());
    tinyobs::client::Pusher pusher(
        {.target = options.target, .interval = options.interval, .jitterSeed = options.seed},
        [&demo](tinyobs::client::TimeMs nowMs, tinyobs::client::SampleList &out) {
            demo.collect(nowMs, out);
        },
        clock);
    tinyobs::client::addPushMetrics(demo.registry(), pusher);
    Service service(options, demo, pusher, clock);
    const QString problem = service.listen();
    if (!problem.isEmpty())
        return failWith(problem, Failure);

    StopSignal stop;
    QObject::connect(&stop, &StopSignal::stopRequested, &pusher, [&pusher] { pusher.finish(1s); });
    QObject::connect(&pusher, &tinyobs::client::Pusher::finished, qApp, &QCoreApplication::quit);

    say(QStringLiteral("TinyObs example listening on ") + service.url().toString());
    say(QStringLiteral("Dashboard: ") + options.target.toString());
    if (!options.address.isLoopback())
        qWarning("listening beyond this machine: anyone who reaches it can switch faults");
    pusher.enqueue(demo.past(clock()));
    pusher.start();
    return QCoreApplication::exec();
}

} // namespace

int main(int argc, char *argv[])
{
    QCoreApplication app(argc, argv);
    QCoreApplication::setApplicationName(QStringLiteral("tinyobs-example"));
    qSetMessagePattern(QStringLiteral("%{time yyyy-MM-dd hh:mm:ss.zzz} "
                                      "%{if-debug}debug%{endif}%{if-info}info%{endif}"
                                      "%{if-warning}warning%{endif}%{if-critical}error%{endif} "
                                      "%{category} %{message}"));

    const ParsedOptions parsed = parseOptions(app.arguments().sliced(1), environmentVariable);
    if (!parsed.error.isEmpty())
        return failWith(parsed.error, UsageError);
    if (parsed.options.showHelp) {
        say(helpText().trimmed());
        return 0;
    }
    if (parsed.options.showVersion) {
        say(QStringLiteral("tinyobs-example " TINYOBS_VERSION));
        return 0;
    }
    return run(parsed.options);
}
