// Runs the real tinyobsd as a user or a service manager would.

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QProcess>
#include <QRegularExpression>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTemporaryDir>
#include <QTest>

#include <csignal>
#include <memory>

using namespace Qt::StringLiterals;

namespace {

constexpr int WaitMs = 20'000;

QString programPath()
{
    return qEnvironmentVariable("TINYOBS_BIN_DIR") + u"/tinyobsd"_s;
}

/// A tinyobsd that ends with the test.
class Daemon
{
public:
    explicit Daemon(const QTemporaryDir &home)
    {
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.insert(u"XDG_DATA_HOME"_s, home.filePath(u"share"_s));
        environment.insert(u"XDG_CONFIG_HOME"_s, home.filePath(u"config"_s));
        environment.insert(u"XDG_CONFIG_DIRS"_s, home.filePath(u"none"_s));
        m_process.setProcessEnvironment(environment);
    }
    ~Daemon()
    {
        m_process.kill();
        m_process.waitForFinished(WaitMs);
    }

    QProcess &process() { return m_process; }
    void setVariable(const QString &name, const QString &value)
    {
        QProcessEnvironment environment = m_process.processEnvironment();
        environment.insert(name, value);
        m_process.setProcessEnvironment(environment);
    }

    /// True once the ready line is there.
    bool start(const QStringList &arguments)
    {
        m_process.start(programPath(), arguments);
        while (!m_output.contains('\n')) {
            if (!m_process.waitForReadyRead(WaitMs))
                return false;
            m_output += m_process.readAllStandardOutput();
        }
        return true;
    }
    /// Runs to the end and returns the exit status, -1 when it does not end by itself.
    int run(const QStringList &arguments)
    {
        m_process.start(programPath(), arguments);
        if (!m_process.waitForFinished(WaitMs) || m_process.exitStatus() != QProcess::NormalExit)
            return -1;
        return m_process.exitCode();
    }

    QByteArray output() { return m_output += m_process.readAllStandardOutput(); }
    QByteArray errors() { return m_process.readAllStandardError(); }
    quint16 port()
    {
        static const QRegularExpression url(u"http://[^ ]*:(\\d+)"_s);
        return url.match(QString::fromUtf8(output())).captured(1).toUShort();
    }
    void signal(int number) { ::kill(pid_t(m_process.processId()), number); }

private:
    QProcess m_process;
    QByteArray m_output;
};

QByteArray get(quint16 port, const QByteArray &path)
{
    QTcpSocket socket;
    socket.connectToHost(u"127.0.0.1"_s, port);
    if (!socket.waitForConnected(WaitMs))
        return {};
    socket.write("GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
    QByteArray answer;
    while (socket.waitForReadyRead(WaitMs))
        answer += socket.readAll();
    return answer;
}

} // namespace

class TestDaemon : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void announcesItselfInOneLine();
    void printsAndLeaves_data();
    void printsAndLeaves();
    void refusesOptions_data();
    void refusesOptions();
    void sourcesHaveTheirPrecedence();
    void printsTheSettingsInForce();
    void warnsWhenItListensWider();
    void saysThatThePortIsInUse();
    void twoInstancesCannotShareAPort();
    void twoInstancesCannotShareAFolder();
    void takesAFolderOverFromADeadProcess();
    void refusesFolders_data();
    void refusesFolders();
    void makesItsDefaultFolder();
    void stopsCleanly_data();
    void stopsCleanly();
    void aSecondSignalStopsAtOnce();
    void worksInAnyFolder();
    void leavesMetricsOut();

private:
    QString data() const { return m_home->filePath(u"data"_s); }
    QStringList quiet(const QStringList &more = {}) const
    {
        return QStringList{u"--port"_s,         u"0"_s,  u"--data"_s, data(),
                           u"--host-metrics"_s, u"off"_s} +
               more;
    }

    std::unique_ptr<QTemporaryDir> m_home;
};

void TestDaemon::init()
{
    m_home = std::make_unique<QTemporaryDir>();
    QVERIFY(m_home->isValid());
}

void TestDaemon::announcesItselfInOneLine()
{
    Daemon daemon(*m_home);
    QVERIFY2(daemon.start(quiet()), daemon.errors());
    static const QRegularExpression line(
        u"^TinyObs listening on http://127\\.0\\.0\\.1:\\d+ \\(samples in [^ ]+, kept for 15d\\)\n$"_s);
    QVERIFY2(line.match(QString::fromUtf8(daemon.output())).hasMatch(), daemon.output());
    QVERIFY(get(daemon.port(), "/healthz").startsWith("HTTP/1.1 200"));
    QCOMPARE(daemon.errors(), QByteArray());
}

void TestDaemon::printsAndLeaves_data()
{
    QTest::addColumn<QString>("option");
    QTest::addColumn<QByteArray>("beginning");
    QTest::newRow("help") << u"--help"_s << QByteArray("Usage: tinyobsd ");
    QTest::newRow("version") << u"--version"_s << QByteArray("tinyobsd 0.");
    QTest::newRow("settings") << u"--print-config"_s << QByteArray("# The settings in force");
}

void TestDaemon::printsAndLeaves()
{
    QFETCH(const QString, option);
    QFETCH(const QByteArray, beginning);
    Daemon daemon(*m_home);
    QCOMPARE(daemon.run({option}), 0);
    QVERIFY2(daemon.output().startsWith(beginning), daemon.output());
    QCOMPARE(daemon.errors(), QByteArray());
}

void TestDaemon::refusesOptions_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<QByteArray>("message");
    QTest::newRow("unknown option")
        << QStringList{u"--prot"_s, u"80"_s}
        << QByteArray("unknown option '--prot', did you mean '--port'?");
    QTest::newRow("bad value") << QStringList{u"--memory"_s, u"much"_s}
                               << QByteArray(
                                      "--memory: 'much' is not a size such as 64MiB, 2GiB or 4096");
    QTest::newRow("missing value")
        << QStringList{u"--data"_s} << QByteArray("--data needs a value: DIR");
    QTest::newRow("missing config file")
        << QStringList{u"--config"_s, u"/nowhere/x.toml"_s}
        << QByteArray("config file '/nowhere/x.toml' cannot be read: No such file or directory");
}

void TestDaemon::refusesOptions()
{
    QFETCH(const QStringList, arguments);
    QFETCH(const QByteArray, message);
    Daemon daemon(*m_home);
    QCOMPARE(daemon.run(arguments), 2);
    QCOMPARE(daemon.errors(), "tinyobsd: " + message + " (see tinyobsd --help)\n");
    QCOMPARE(daemon.output(), QByteArray());
}

void TestDaemon::sourcesHaveTheirPrecedence()
{
    QVERIFY(QDir().mkpath(m_home->filePath(u"config/tinyobs"_s)));
    QFile config(m_home->filePath(u"config/tinyobs/tinyobs.toml"_s));
    QVERIFY(config.open(QIODevice::WriteOnly));
    config.write("retention = \"1d\"\nmemory = \"16MiB\"\ndurability = \"relaxed\"\n");
    config.close();

    Daemon daemon(*m_home);
    daemon.setVariable(u"TINYOBS_MEMORY"_s, u"32MiB"_s);
    daemon.setVariable(u"TINYOBS_RETENTION"_s, u"2d"_s);
    QVERIFY(daemon.start(quiet({u"--memory"_s, u"48MiB"_s})));
    QVERIFY2(daemon.output().contains(", kept for 2d)"), daemon.output());
}

void TestDaemon::printsTheSettingsInForce()
{
    Daemon daemon(*m_home);
    daemon.setVariable(u"TINYOBS_MEMORY"_s, u"32MiB"_s);
    QCOMPARE(daemon.run({u"--print-config"_s, u"--port"_s, u"9"_s}), 0);
    const QByteArray output = daemon.output();
    QVERIFY2(output.contains("\nmemory = \"32MiB\" # TINYOBS_MEMORY\n"), output);
    QVERIFY2(output.contains("\nport = 9 # --port\n"), output);
    QVERIFY2(output.contains("\nretention = \"15d\" # default\n"), output);
}

void TestDaemon::warnsWhenItListensWider()
{
    Daemon daemon(*m_home);
    QVERIFY(daemon.start(quiet({u"--listen"_s, u"0.0.0.0:0"_s})));
    const QByteArray errors = daemon.errors();
    QCOMPARE(errors.count('\n'), 1);
    QVERIFY2(errors.contains(" warning tinyobs.startup listening on 0.0.0.0:0 lets everybody"),
             errors);
    QVERIFY2(daemon.output().contains("http://127.0.0.1:"), daemon.output());
}

void TestDaemon::saysThatThePortIsInUse()
{
    QTcpServer other;
    QVERIFY(other.listen(QHostAddress::LocalHost));
    const QString port = QString::number(other.serverPort());
    Daemon daemon(*m_home);
    QCOMPARE(daemon.run(quiet({u"--port"_s, port})), 1);
    const QByteArray errors = daemon.errors();
    QVERIFY2(errors.startsWith("tinyobsd: port " + port.toUtf8() + " is in use"), errors);
    QCOMPARE(errors.count('\n'), 1);
    QCOMPARE(daemon.output(), QByteArray());
}

void TestDaemon::twoInstancesCannotShareAPort()
{
    Daemon first(*m_home);
    QVERIFY(first.start(quiet()));
    Daemon second(*m_home);
    QCOMPARE(second.run(quiet({u"--data"_s, m_home->filePath(u"other"_s), u"--port"_s,
                               QString::number(first.port())})),
             1);
    QVERIFY(second.errors().contains(" is in use"));
    QVERIFY(get(first.port(), "/healthz").startsWith("HTTP/1.1 200"));
}

void TestDaemon::twoInstancesCannotShareAFolder()
{
    Daemon first(*m_home);
    QVERIFY(first.start(quiet()));
    Daemon second(*m_home);
    QCOMPARE(second.run(quiet()), 1);
    QCOMPARE(second.errors(), "tinyobsd: data folder '" + data().toUtf8() +
                                  "' is already in use by process " +
                                  QByteArray::number(first.process().processId()) +
                                  " (tinyobsd): stop it, or choose another folder with --data\n");
    QVERIFY(get(first.port(), "/healthz").startsWith("HTTP/1.1 200"));
}

void TestDaemon::takesAFolderOverFromADeadProcess()
{
    {
        Daemon first(*m_home);
        QVERIFY(first.start(quiet()));
        first.process().kill();
        QVERIFY(first.process().waitForFinished(WaitMs));
    }
    Daemon second(*m_home);
    QVERIFY2(second.start(quiet()), second.errors());
}

void TestDaemon::refusesFolders_data()
{
    QTest::addColumn<QString>("folder");
    QTest::addColumn<QByteArray>("why");
    QTest::newRow("a file") << programPath() << QByteArray("is a file");
    QTest::newRow("below a file") << programPath() + u"/data"_s << QByteArray("cannot be created");
    // Where even root may not write.
    QTest::newRow("not writable") << u"/proc"_s << QByteArray("is not writable");
    QTest::newRow("below one that is not writable")
        << u"/proc/tinyobs"_s << QByteArray("cannot be created");
}

void TestDaemon::refusesFolders()
{
    QFETCH(const QString, folder);
    QFETCH(const QByteArray, why);
    Daemon daemon(*m_home);
    QCOMPARE(daemon.run(quiet({u"--data"_s, folder})), 1);
    QCOMPARE(daemon.errors(), "tinyobsd: data folder '" + folder.toUtf8() + "' " + why +
                                  ", choose another folder with --data\n");
}

void TestDaemon::makesItsDefaultFolder()
{
    Daemon daemon(*m_home);
    QVERIFY(daemon.start({u"--port"_s, u"0"_s}));
    const QFileInfo folder(m_home->filePath(u"share/tinyobs"_s));
    QVERIFY(folder.isDir());
    QCOMPARE(folder.permissions() & (QFile::ReadGroup | QFile::ReadOther), QFile::Permissions());
}

void TestDaemon::stopsCleanly_data()
{
    QTest::addColumn<int>("number");
    QTest::newRow("SIGTERM") << SIGTERM;
    QTest::newRow("SIGINT") << SIGINT;
}

void TestDaemon::stopsCleanly()
{
    QFETCH(const int, number);
    Daemon daemon(*m_home);
    QVERIFY(daemon.start(quiet()));
    daemon.signal(number);
    QVERIFY(daemon.process().waitForFinished(WaitMs));
    QCOMPARE(daemon.process().exitStatus(), QProcess::NormalExit);
    QCOMPARE(daemon.process().exitCode(), 0);
    QCOMPARE(daemon.errors(), QByteArray());
    QVERIFY(!QFileInfo::exists(data() + u"/tinyobs.lock"_s));
}

void TestDaemon::aSecondSignalStopsAtOnce()
{
    Daemon daemon(*m_home);
    QVERIFY(daemon.start(quiet()));
    // Stopped, so that both signals are there before the first can be acted on.
    daemon.signal(SIGSTOP);
    daemon.signal(SIGTERM);
    daemon.signal(SIGINT);
    daemon.signal(SIGCONT);
    QVERIFY(daemon.process().waitForFinished(WaitMs));
    QCOMPARE(daemon.process().exitStatus(), QProcess::CrashExit); // ended by the signal
}

void TestDaemon::worksInAnyFolder()
{
    Daemon daemon(*m_home);
    daemon.process().setWorkingDirectory(u"/"_s);
    QVERIFY(daemon.start(quiet()));
    QVERIFY(get(daemon.port(), "/").startsWith("HTTP/1.1 200"));
    QVERIFY(get(daemon.port(), "/api/status").contains("\"status\":\"success\""));
}

void TestDaemon::leavesMetricsOut()
{
    Daemon daemon(*m_home);
    QVERIFY(daemon.start(quiet({u"--self-metrics"_s, u"off"_s})));
    QVERIFY(get(daemon.port(), "/api/series").contains("\"total\":0"));
}

QTEST_GUILESS_MAIN(TestDaemon)

#include "tst_daemon.moc"
