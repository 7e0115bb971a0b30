#pragma once

// The real tinyobsd of TINYOBS_BIN_DIR, run with a command.

#include <QProcess>
#include <QTest>

#include <memory>

namespace tinyobs::test {

constexpr int ProgramWaitMs = 30'000;

struct Outcome
{
    int status = -1; // -1: it did not end by itself
    QByteArray output;
    QByteArray errors;
};

inline std::unique_ptr<QProcess> startProgram(const QStringList &arguments)
{
    auto process = std::make_unique<QProcess>();
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    for (const char *name : {"COLUMNS", "TINYOBS_SERVER", "TINYOBS_TOKEN"})
        environment.remove(QString::fromLatin1(name));
    process->setProcessEnvironment(environment);
    process->start(qEnvironmentVariable("TINYOBS_BIN_DIR") + QStringLiteral("/tinyobsd"),
                   arguments);
    return process;
}

/// Events of this thread go on meanwhile, so that a server in it may answer.
inline Outcome runProgram(const QStringList &arguments, const QByteArray &input = {})
{
    const auto process = startProgram(arguments);
    process->write(input);
    process->closeWriteChannel();
    const bool ended =
        QTest::qWaitFor([&] { return process->state() == QProcess::NotRunning; }, ProgramWaitMs);
    if (!ended || process->exitStatus() != QProcess::NormalExit)
        return {};
    return {process->exitCode(), process->readAllStandardOutput(), process->readAllStandardError()};
}

} // namespace tinyobs::test
