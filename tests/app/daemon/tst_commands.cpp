// The commands of the real tinyobsd, as a user or a script runs them.

#include <QDateTime>
#include <QDir>
#include <QFile>
#include <QProcess>
#include <QRegularExpression>
#include <QTcpSocket>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <csignal>
#include <memory>

using namespace Qt::StringLiterals;

namespace {

constexpr int WaitMs = 30'000;

struct Outcome
{
    int status = -1; // -1: it did not end by itself
    QByteArray output;
    QByteArray errors;
};

QString programPath()
{
    return qEnvironmentVariable("TINYOBS_BIN_DIR") + u"/tinyobsd"_s;
}

QProcessEnvironment environmentOf(const QTemporaryDir &home)
{
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert(u"XDG_DATA_HOME"_s, home.filePath(u"share"_s));
    environment.insert(u"XDG_CONFIG_HOME"_s, home.filePath(u"config"_s));
    environment.insert(u"XDG_CONFIG_DIRS"_s, home.filePath(u"none"_s));
    return environment;
}

qint64 nowMs()
{
    return QDateTime::currentMSecsSinceEpoch();
}

QByteArray read(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray("cannot be read");
}

/// So many samples of a metric, a millisecond apart, the newest a second ago.
QByteArray tableOf(const QByteArray &metric, int samples)
{
    QByteArray table = "metric,time,value,job\n";
    const qint64 newestMs = nowMs() - 1000;
    for (int i = 0; i < samples; ++i) {
        table += metric + ',' + QByteArray::number(newestMs - i) + ',' + QByteArray::number(i) +
                 ",\"a \"\"job\"\"\"\n";
    }
    return table;
}

bool write(const QString &path, const QByteArray &text)
{
    QFile file(path);
    return file.open(QIODevice::WriteOnly) && file.write(text) == text.size();
}

} // namespace

class TestCommands : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void helpListsTheCommands();
    void everyCommandExplainsItself();
    void everyCommandRefusesUnknownOptions();
    void refusesUsage_data();
    void refusesUsage();
    void aFolderInUseIsLeftAlone();
    void aFolderThatIsNotThereIsNotMade();
    void backsUpAndRestores();
    void checksAndRepairs();
    void exportsWhatItImports_data();
    void exportsWhatItImports();
    void importSaysWhatWasRefused();
    void importStopsWhereItCannotReadOn();
    void exportSelects();
    void aServersSnapshotIsRestored();
    void anInterruptedExportLeavesNoFile();
    void anInterruptedImportSaysSo();

private:
    Outcome run(const QStringList &arguments, const QByteArray &input = {}) const;
    QString at(const QString &name) const { return m_home->filePath(name); }
    Outcome import(const QByteArray &table) const
    {
        return run({u"import"_s, u"--data"_s, at(u"data"_s), u"--format"_s, u"csv"_s, u"-"_s},
                   table);
    }
    QStringList commandNames() const;

    std::unique_ptr<QTemporaryDir> m_home;
};

void TestCommands::init()
{
    m_home = std::make_unique<QTemporaryDir>();
    QVERIFY(m_home->isValid());
}

Outcome TestCommands::run(const QStringList &arguments, const QByteArray &input) const
{
    QProcess process;
    process.setProcessEnvironment(environmentOf(*m_home));
    process.start(programPath(), arguments);
    process.write(input);
    process.closeWriteChannel();
    if (!process.waitForFinished(WaitMs) || process.exitStatus() != QProcess::NormalExit)
        return {};
    return {process.exitCode(), process.readAllStandardOutput(), process.readAllStandardError()};
}

QStringList TestCommands::commandNames() const
{
    static const QRegularExpression line(u"^  ([a-z-]+)( [][A-Z|.-]+)* {2,}"_s,
                                         QRegularExpression::MultilineOption);
    QStringList names;
    auto matches = line.globalMatch(QString::fromUtf8(run({u"help"_s}).output));
    while (matches.hasNext())
        names << matches.next().captured(1);
    names.removeAll(u"help"_s);
    return names;
}

void TestCommands::helpListsTheCommands()
{
    const Outcome outcome = run({u"help"_s});
    QCOMPARE(outcome.status, 0);
    QCOMPARE(outcome.errors, QByteArray());
    QVERIFY2(outcome.output.startsWith("Usage: tinyobsd "), outcome.output);
    const QByteArray list = outcome.output.mid(outcome.output.indexOf("Commands:"));
    const QByteArray options = run({u"--help"_s}).output;
    QVERIFY2(options.startsWith("Usage: tinyobsd ") && options.contains("  --retention DURATION "),
             options);
    QVERIFY2(options.endsWith(list.left(list.indexOf("\n\n") + 1)), options);
    QCOMPARE(commandNames(),
             (QStringList{u"export"_s, u"import"_s, u"check"_s, u"repair"_s, u"backup"_s,
                          u"restore"_s, u"query"_s, u"query-range"_s, u"series"_s, u"labels"_s,
                          u"push"_s, u"top"_s, u"tail"_s}));
}

void TestCommands::everyCommandExplainsItself()
{
    for (const QString &name : commandNames()) {
        const Outcome outcome = run({name, u"--help"_s});
        QCOMPARE(outcome.status, 0);
        QVERIFY2(outcome.output.startsWith("Usage: tinyobsd " + name.toUtf8()), outcome.output);
        QVERIFY2(outcome.output.contains("\n  --data DIR "), outcome.output);
        QCOMPARE(run({u"help"_s, name}).output, outcome.output);
    }
}

void TestCommands::everyCommandRefusesUnknownOptions()
{
    for (const QString &name : commandNames()) {
        const Outcome outcome = run({name, u"--dats"_s, u"x"_s});
        QCOMPARE(outcome.status, 2);
        QCOMPARE(outcome.errors,
                 "tinyobsd: unknown option '--dats', did you mean '--data'? (see tinyobsd " +
                     name.toUtf8() + " --help)\n");
    }
}

void TestCommands::refusesUsage_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<QByteArray>("message");
    QTest::newRow("a mistyped command")
        << QStringList{u"restor"_s}
        << QByteArray("unknown command 'restor', did you mean 'restore'? (see tinyobsd help)");
    QTest::newRow("a word that is no command")
        << QStringList{u"frobnicate"_s}
        << QByteArray("unknown command 'frobnicate' (see tinyobsd help)");
    QTest::newRow("help of what is no command")
        << QStringList{u"help"_s, u"bakup"_s}
        << QByteArray("unknown command 'bakup', did you mean 'backup'? (see tinyobsd help)");
    QTest::newRow("no argument")
        << QStringList{u"backup"_s, u"--data"_s, u"x"_s}
        << QByteArray("backup needs an argument: TARGET (see tinyobsd backup --help)");
    QTest::newRow("too many arguments")
        << QStringList{u"backup"_s, u"a"_s, u"b"_s}
        << QByteArray("argument 'b' is one too many (see tinyobsd backup --help)");
    QTest::newRow("a setting with a bad value")
        << QStringList{u"backup"_s, u"a"_s, u"--memory=much"_s}
        << QByteArray("--memory: 'much' is not a size such as 64MiB, 2GiB or 4096 (see tinyobsd "
                      "--help)");
    QTest::newRow("a format that there is not")
        << QStringList{u"export"_s, u"--format"_s, u"xml"_s}
        << QByteArray("--format: 'xml' is not one of jsonl, csv, openmetrics");
    QTest::newRow("a file whose name says nothing")
        << QStringList{u"import"_s, u"samples.txt"_s}
        << QByteArray("the format of 'samples.txt' is not known by its name: say --format, one of "
                      "jsonl, csv, openmetrics");
    QTest::newRow("a selector that is none")
        << QStringList{u"export"_s, u"--match"_s, u"up{a=b}"_s}
        << QByteArray("--match 'up{a=b}': 1:6: parse error: unexpected identifier \"b\" in label "
                      "matching, expected string");
    QTest::newRow("a time that is none")
        << QStringList{u"export"_s, u"--start=noon"_s}
        << QByteArray("--start: 'noon' is not RFC 3339 (2026-11-22T10:00:00Z), Unix seconds or "
                      "milliseconds, now, now-30m or -30m");
}

void TestCommands::refusesUsage()
{
    QFETCH(const QStringList, arguments);
    QFETCH(const QByteArray, message);
    const Outcome outcome = run(arguments);
    QCOMPARE(outcome.errors, "tinyobsd: " + message + "\n");
    QCOMPARE(outcome.status, 2);
    QCOMPARE(outcome.output, QByteArray());
}

void TestCommands::aFolderInUseIsLeftAlone()
{
    QProcess server;
    server.setProcessEnvironment(environmentOf(*m_home));
    server.start(programPath(), {u"--port"_s, u"0"_s, u"--data"_s, at(u"data"_s)});
    QVERIFY(server.waitForReadyRead(WaitMs));
    const QByteArray inUse = "tinyobsd: data folder '" + at(u"data"_s).toUtf8() +
                             "' is already in use by process " +
                             QByteArray::number(server.processId()) +
                             " (tinyobsd): stop it, or choose another folder with --data";
    const Outcome backup = run({u"backup"_s, u"--data"_s, at(u"data"_s), at(u"backup"_s)});
    QCOMPARE(backup.status, 1);
    QCOMPARE(backup.errors, inUse + ", or ask it with POST /api/v1/admin/tsdb/snapshot\n");
    QVERIFY(!QFile::exists(at(u"backup"_s)));
    const Outcome restore = run({u"restore"_s, u"--data"_s, at(u"other"_s), at(u"data"_s)});
    QCOMPARE(restore.status, 1);
    QCOMPARE(restore.errors, "tinyobsd: '" + at(u"data"_s).toUtf8() +
                                 "' is a data folder in use, and no backup: stop its server "
                                 "first\n");
    server.terminate();
    QVERIFY(server.waitForFinished(WaitMs));
    QCOMPARE(server.exitCode(), 0);
}

void TestCommands::aFolderThatIsNotThereIsNotMade()
{
    const Outcome outcome = run({u"backup"_s, u"--data"_s, at(u"data"_s), at(u"backup"_s)});
    QCOMPARE(outcome.status, 1);
    QCOMPARE(outcome.errors, "tinyobsd: data folder '" + at(u"data"_s).toUtf8() +
                                 "' does not exist, choose another folder with --data\n");
    QVERIFY(!QFile::exists(at(u"data"_s)));
    QVERIFY(!QFile::exists(at(u"backup"_s)));
}

void TestCommands::backsUpAndRestores()
{
    QVERIFY(QDir(m_home->path()).mkdir(u"data"_s));
    QVERIFY(write(at(u"data/catalog.db"_s), "catalog"));
    QVERIFY(write(at(u"data/raw-20261122-0000000001-0000000002.db"_s), "chunks"));
    const Outcome backup = run({u"backup"_s, u"--data"_s, at(u"data"_s), at(u"backup"_s)});
    QCOMPARE(backup.errors, QByteArray());
    QCOMPARE(backup.status, 0);
    QCOMPARE(backup.output, "2 files backed up, 13 bytes, to '" + at(u"backup"_s).toUtf8() + "'\n");
    const Outcome again = run({u"backup"_s, u"--data"_s, at(u"data"_s), at(u"backup"_s)});
    QCOMPARE(again.status, 1);
    QVERIFY2(again.errors.contains("holds data already"), again.errors);
    const Outcome restore = run({u"restore"_s, at(u"backup"_s), u"--data="_s + at(u"new"_s)});
    QCOMPARE(restore.errors, QByteArray());
    QCOMPARE(restore.status, 0);
    QCOMPARE(QDir(at(u"new"_s)).entryList(QDir::Files),
             QDir(at(u"backup"_s)).entryList(QDir::Files));
}

void TestCommands::checksAndRepairs()
{
    const QStringList inData{u"--data"_s, at(u"data"_s)};
    QCOMPARE(run(QStringList{u"check"_s} + inData).status, 1); // there is nothing
    QVERIFY(!QFile::exists(at(u"data"_s)));
    QCOMPARE(import(tableOf("m", 20'000)).status, 0);
    const Outcome sound = run(QStringList{u"check"_s} + inData);
    QCOMPARE(sound.errors, QByteArray());
    QVERIFY2(sound.output.contains("catalog.db") && sound.output.contains(" sound\n"),
             sound.output);
    QCOMPARE(sound.status, 0);

    const QString journal = at(u"data/journal-0000000001.log"_s);
    QByteArray bytes = read(journal);
    QVERIFY(bytes.size() > 20'000);
    bytes[20'000] = char(bytes[20'000] + 1); // behind the records is room
    QVERIFY(write(journal, bytes));
    const QStringList files = QDir(at(u"data"_s)).entryList(QDir::Files);
    const Outcome damaged = run(QStringList{u"check"_s} + inData);
    QVERIFY2(damaged.output.contains("journal-0000000001.log"), damaged.output);
    QCOMPARE(read(journal), bytes); // nothing is written
    QCOMPARE(QDir(at(u"data"_s)).entryList(QDir::Files), files);

    const Outcome repaired = run(QStringList{u"repair"_s} + inData);
    QCOMPARE(repaired.errors, QByteArray());
    QCOMPARE(repaired.status, 0);
    QCOMPARE(run(QStringList{u"check"_s} + inData).status, 0);
    const Outcome left = run(QStringList{u"export"_s, u"--format=csv"_s} + inData);
    QVERIFY(left.output.count('\n') < 20'001); // what stood behind the damage is gone
}

void TestCommands::exportsWhatItImports_data()
{
    QTest::addColumn<QString>("suffix");
    for (const char *suffix : {"jsonl", "csv", "om"})
        QTest::newRow(suffix) << QString::fromLatin1(suffix);
}

void TestCommands::exportsWhatItImports()
{
    QFETCH(const QString, suffix);
    const Outcome first = import(tableOf("m", 5000));
    QCOMPARE(first.errors, QByteArray());
    QCOMPARE(first.output, "5000 samples imported, 0 refused\n");
    QCOMPARE(first.status, 0);
    const QString file = at(u"a."_s + suffix);
    const Outcome exported = run({u"export"_s, u"--data"_s, at(u"data"_s), u"--output"_s, file});
    QCOMPARE(exported.errors, QByteArray());
    QCOMPARE(exported.output, QByteArray());
    QCOMPARE(exported.status, 0);
    const Outcome second = run({u"import"_s, u"--data"_s, at(u"copy"_s), file});
    QCOMPARE(second.output, "5000 samples imported, 0 refused\n");
    QCOMPARE(
        run({u"export"_s, u"--data"_s, at(u"copy"_s), u"--output"_s, at(u"b."_s + suffix)}).status,
        0);
    QCOMPARE(read(at(u"b."_s + suffix)), read(file));
    QVERIFY(read(file).size() > 5000);
}

void TestCommands::importSaysWhatWasRefused()
{
    const Outcome outcome = import("metric,time,value\nm," + QByteArray::number(nowMs()) +
                                   ",1\nm,1700000000,1\nm,1700000001,1\na b,1700000000,1\n");
    QCOMPARE(outcome.status, 1);
    QCOMPARE(outcome.output,
             "1 samples imported, 3 refused: 1 bad_name, 2 too_old (older than the 15d that are "
             "kept, see --retention)\n");
    QVERIFY2(outcome.errors.contains("tinyobsd: line 3: timestamp: is "), outcome.errors);
    QVERIFY2(outcome.errors.contains("tinyobsd: line 5: name: metric name 'a b' must be "),
             outcome.errors);
}

void TestCommands::importStopsWhereItCannotReadOn()
{
    const Outcome outcome = import("metric;time;value\n");
    QCOMPARE(outcome.status, 1);
    QCOMPARE(outcome.output, "0 samples imported, 0 refused\n");
    QVERIFY2(outcome.errors.startsWith("tinyobsd: '-': line 1: the header has no column 'metric'"),
             outcome.errors);
    const Outcome missing = run({u"import"_s, u"--data"_s, at(u"other"_s), at(u"nothing.csv"_s)});
    QCOMPARE(missing.status, 1);
    QCOMPARE(missing.errors, "tinyobsd: '" + at(u"nothing.csv"_s).toUtf8() +
                                 "' cannot be read: No such file or directory\n");
    QVERIFY(!QFile::exists(at(u"other"_s)));
}

void TestCommands::exportSelects()
{
    QCOMPARE(import(tableOf("m", 100)).status, 0);
    QCOMPARE(import(tableOf("n", 3)).status, 0);
    const auto lines = [this](const QStringList &options) {
        return run(QStringList{u"export"_s, u"--data"_s, at(u"data"_s), u"--format=csv"_s} +
                   options)
                   .output.count('\n') -
               1;
    };
    QCOMPARE(lines({}), 103);
    QCOMPARE(lines({u"--match"_s, u"n"_s}), 3);
    QCOMPARE(lines({u"--match"_s, u"n"_s, u"--match={__name__=~\"m|n\"}"_s}), 103);
    QCOMPARE(lines({u"--match"_s, u"{job!=\"a \\\"job\\\"\",__name__!=\"\"}"_s}), 0);
    QCOMPARE(lines({u"--start"_s, u"-1d"_s, u"--end"_s, u"now"_s}), 103);
    QCOMPARE(lines({u"--end"_s, u"now-1d"_s}), 0);
}

void TestCommands::aServersSnapshotIsRestored()
{
    QCOMPARE(import(tableOf("m", 1000)).status, 0);
    const QStringList ofMetric{u"--match"_s, u"m"_s};
    const QStringList all{u"export"_s, u"--data"_s, at(u"data"_s)};
    const QByteArray before = run(all + ofMetric).output;
    QVERIFY(before.size() > 1000);
    QProcess server;
    server.setProcessEnvironment(environmentOf(*m_home));
    server.start(programPath(), {u"--port"_s, u"0"_s, u"--data"_s, at(u"data"_s)});
    QVERIFY(server.waitForReadyRead(WaitMs));
    static const QRegularExpression address(u"127\\.0\\.0\\.1:(\\d+)"_s);
    const QString port =
        address.match(QString::fromUtf8(server.readAllStandardOutput())).captured(1);
    QTcpSocket socket;
    socket.connectToHost(u"127.0.0.1"_s, port.toUShort());
    QVERIFY(socket.waitForConnected(WaitMs));
    socket.write("POST /api/v1/admin/tsdb/snapshot HTTP/1.1\r\nHost: localhost\r\n"
                 "Content-Length: 0\r\nConnection: close\r\n\r\n");
    while (socket.waitForReadyRead(WaitMs)) {
    }
    const QByteArray answer = socket.readAll();
    QVERIFY2(answer.startsWith("HTTP/1.1 200 "), answer);
    static const QRegularExpression path(u"\"path\":\"([^\"]+)\""_s);
    const QString snapshot = path.match(QString::fromUtf8(answer)).captured(1);
    const Outcome restored = run({u"restore"_s, u"--data"_s, at(u"new"_s), snapshot});
    QCOMPARE(restored.errors, QByteArray());
    server.terminate();
    QVERIFY(server.waitForFinished(WaitMs));
    const Outcome after = run(QStringList{u"export"_s, u"--data"_s, at(u"new"_s)} + ofMetric);
    QCOMPARE(after.output, before);
}

void TestCommands::anInterruptedExportLeavesNoFile()
{
    if (!QFile::exists(u"/proc/self/fd"_s))
        QSKIP("this system does not show what a process has open");
    QCOMPARE(import(tableOf("m", 200'000)).status, 0);
    QDir().mkdir(at(u"out"_s));
    QProcess process;
    process.setProcessEnvironment(environmentOf(*m_home));
    process.start(programPath(),
                  {u"export"_s, u"--data"_s, at(u"data"_s), u"--output"_s, at(u"out/all.om"_s)});
    // Stopped while the file, which has no name yet, is open: the signal comes in between.
    QVERIFY(process.waitForStarted(WaitMs));
    const QString handles = u"/proc/%1/fd"_s.arg(process.processId());
    const auto isWriting = [&] {
        const QFileInfoList open =
            QDir(handles).entryInfoList(QDir::NoDotAndDotDot | QDir::System | QDir::Files);
        return std::any_of(open.begin(), open.end(), [&](const QFileInfo &handle) {
            return handle.symLinkTarget().startsWith(at(u"out"_s));
        });
    };
    while (!isWriting() && !QFile::exists(at(u"out/all.om"_s))) {
    }
    ::kill(pid_t(process.processId()), SIGSTOP);
    if (QFile::exists(at(u"out/all.om"_s))) {
        ::kill(pid_t(process.processId()), SIGKILL);
        process.waitForFinished(WaitMs);
        QSKIP("the export was faster");
    }
    ::kill(pid_t(process.processId()), SIGINT);
    ::kill(pid_t(process.processId()), SIGCONT);
    QVERIFY(process.waitForFinished(WaitMs));
    if (QFile::exists(at(u"out/all.om"_s)))
        QSKIP("the export was faster");
    QCOMPARE(process.exitStatus(), QProcess::NormalExit);
    QCOMPARE(process.readAllStandardError(),
             "tinyobsd: export was interrupted, the file was not written\n");
    QCOMPARE(process.exitCode(), 1);
    QVERIFY(QDir(at(u"out"_s)).isEmpty());
}

void TestCommands::anInterruptedImportSaysSo()
{
    QProcess process;
    process.setProcessEnvironment(environmentOf(*m_home));
    process.start(programPath(),
                  {u"import"_s, u"--data"_s, at(u"data"_s), u"--format"_s, u"csv"_s, u"-"_s});
    // More than a pipe holds: when it is gone the program has begun to read.
    process.write(tableOf("m", 20'000));
    QTRY_COMPARE_WITH_TIMEOUT(process.bytesToWrite(), 0, WaitMs);
    ::kill(pid_t(process.processId()), SIGINT);
    while (process.state() != QProcess::NotRunning && process.bytesToWrite() < 64 << 20) {
        process.write(tableOf("n", 5000));
        process.waitForFinished(20);
    }
    QCOMPARE(process.state(), QProcess::NotRunning);
    QCOMPARE(process.exitStatus(), QProcess::NormalExit);
    QCOMPARE(process.exitCode(), 1);
    QVERIFY(process.readAllStandardError().endsWith(
        "import was interrupted, what was read until then is stored\n"));
    QVERIFY(run({u"export"_s, u"--data"_s, at(u"data"_s), u"--format=csv"_s}).output.count('\n') >
            20'000);
}

QTEST_GUILESS_MAIN(TestCommands)

#include "tst_commands.moc"
