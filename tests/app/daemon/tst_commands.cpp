// The commands of the real tinyobsd, as a user or a script runs them.

#include <QDir>
#include <QFile>
#include <QProcess>
#include <QRegularExpression>
#include <QTemporaryDir>
#include <QTest>

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

private:
    Outcome run(const QStringList &arguments, const QByteArray &input = {}) const;
    QString at(const QString &name) const { return m_home->filePath(name); }
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
    static const QRegularExpression line(u"^  ([a-z]+)( [A-Z|-]+)? {2,}"_s,
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
    QCOMPARE(commandNames(), (QStringList{u"backup"_s, u"restore"_s}));
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

QTEST_GUILESS_MAIN(TestCommands)

#include "tst_commands.moc"
