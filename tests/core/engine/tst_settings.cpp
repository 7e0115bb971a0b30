#include "core/engine/configfile.h"
#include "core/engine/settings.h"
#include "core/engine/settingtable.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <set>
#include <string>
#include <vector>

using namespace tinyobs;
using namespace Qt::StringLiterals;

namespace {

using Words = std::vector<std::string>;

/// A value that a row takes and that is not its default.
std::string otherValue(const SettingRow &row)
{
    switch (row.kind) {
    case SettingKind::Switch:
        return row.defaultText == "on" ? "off" : "on";
    case SettingKind::Choice:
        return std::string(row.valueName.substr(row.valueName.rfind('|') + 1));
    case SettingKind::Number:
        return std::to_string(row.least + 1);
    case SettingKind::Duration:
        return std::to_string(row.least + 1) + "ms";
    case SettingKind::Size:
        return std::to_string(row.least / 1024 + 1) + "KiB";
    case SettingKind::Text:
        break;
    }
    if (row.valueName == "PORT")
        return "auto";
    if (row.key == "enable-feature")
        return "promql-experimental-functions,promql-duration-expr";
    return row.key == "listen" ? "[::1]:9000" : "somewhere";
}

Words split(const QByteArray &text)
{
    Words words;
    for (const QByteArray &word : text.split(' ')) {
        if (!word.isEmpty())
            words.push_back(word.toStdString());
    }
    return words;
}

} // namespace

class TestSettings : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void rowsAreComplete_data();
    void rowsAreComplete();
    void rowsComeFromEverySource_data();
    void rowsComeFromEverySource();
    void boundsHold_data();
    void boundsHold();
    void laterSourcesWin();
    void lastOptionWins();
    void refusesCommandLines_data();
    void refusesCommandLines();
    void refusesEnvironment();
    void refusesConfigFiles_data();
    void refusesConfigFiles();
    void refusesAMissingConfigFile();
    void readsTheDefaultConfigFile();
    void configTakesTomlTypes();
    void printedConfigReadsBack();
    void helpNamesEveryOption();
    void helpAndVersionLeave_data();
    void helpAndVersionLeave();
    void listenAddresses_data();
    void listenAddresses();

private:
    std::string writeConfig(const std::string &text);
    Result<StartRequest> read(const Words &arguments, const Words &environment = {})
    {
        return readSettings("tinyobsd", arguments, environment);
    }

    QTemporaryDir m_folder;
};

void TestSettings::initTestCase()
{
    QVERIFY(m_folder.isValid());
    qputenv("XDG_CONFIG_HOME", m_folder.filePath(u"config"_s).toUtf8());
    qputenv("XDG_CONFIG_DIRS", m_folder.filePath(u"none"_s).toUtf8());
}

std::string TestSettings::writeConfig(const std::string &text)
{
    const QString path = m_folder.filePath(u"tinyobs.toml"_s);
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly | QIODevice::Truncate))
        return {};
    file.write(text.c_str());
    return path.toStdString();
}

void TestSettings::rowsAreComplete_data()
{
    QTest::addColumn<int>("index");
    int index = 0;
    for (const SettingRow &row : settingTable())
        QTest::newRow(row.key.data()) << index++;
}

void TestSettings::rowsAreComplete()
{
    QFETCH(const int, index);
    const SettingRow &row = settingTable()[std::size_t(index)];

    QVERIFY(!row.help.empty());
    QVERIFY(!row.valueName.empty());
    QCOMPARE(findSetting(row.key), &row);
    Settings settings;
    QCOMPARE(row.show(settings), std::string(row.defaultText));
    QVERIFY(row.apply(settings, row, row.defaultText).has_value());
    QCOMPARE(row.show(settings), std::string(row.defaultText));
    for (const char c : row.key)
        QVERIFY((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-');
}

void TestSettings::rowsComeFromEverySource_data()
{
    rowsAreComplete_data();
}

void TestSettings::rowsComeFromEverySource()
{
    QFETCH(const int, index);
    const SettingRow &row = settingTable()[std::size_t(index)];
    const std::string value = otherValue(row);
    const std::string key(row.key);
    QVERIFY(value != row.defaultText);

    Settings direct;
    QVERIFY(row.apply(direct, row, value).has_value());
    const std::string wanted = row.show(direct);
    QVERIFY(wanted != row.defaultText);

    const std::string file = writeConfig(key + " = \"" + value + "\"\n");
    const std::vector<std::pair<Words, Words>> sources{
        {{"--" + key, value}, {}},
        {{"--" + key + "=" + value}, {}},
        {{}, {environmentName(row) + "=" + value}},
        {{"--config", file}, {}},
        {{}, {"TINYOBS_CONFIG=" + file}},
    };
    for (const auto &[arguments, environment] : sources) {
        const auto request = read(arguments, environment);
        QVERIFY2(request, request ? "" : request.error().message.c_str());
        QVERIFY(request->action == StartRequest::Action::Run);
        QCOMPARE(row.show(request->settings), wanted);
    }
}

void TestSettings::boundsHold_data()
{
    QTest::addColumn<int>("index");
    for (std::size_t i = 0; i < settingTable().size(); ++i) {
        if (settingTable()[i].most != 0)
            QTest::newRow(settingTable()[i].key.data()) << int(i);
    }
}

void TestSettings::boundsHold()
{
    QFETCH(const int, index);
    const SettingRow &row = settingTable()[std::size_t(index)];
    const std::string unit = row.kind == SettingKind::Duration ? "ms" : "";
    const auto accepts = [&](std::uint64_t number) {
        Settings settings;
        return row.apply(settings, row, std::to_string(number) + unit).has_value();
    };
    QVERIFY(accepts(row.least));
    QVERIFY(accepts(row.most));
    QVERIFY(!accepts(row.most + 1));
    QVERIFY(row.least == 0 || !accepts(row.least - 1));
}

void TestSettings::laterSourcesWin()
{
    const std::string file =
        writeConfig("memory = \"16MiB\"\nretention = \"1d\"\ndurability = \"relaxed\"\n");
    const auto request = read({"--config", file, "--memory", "48MiB"},
                              {"TINYOBS_MEMORY=32MiB", "TINYOBS_RETENTION=2d"});
    QVERIFY(request);
    QCOMPARE(request->settings.store.memoryBytes, std::size_t(48) << 20);
    QVERIFY(request->settings.store.retention.keepFor[0] == std::chrono::hours(48));
    QVERIFY(request->settings.store.durability == Durability::Relaxed);
    QCOMPARE(request->settings.configFile, file);
}

void TestSettings::lastOptionWins()
{
    QCOMPARE(read({"--port", "1", "--port", "2"})->settings.listen.port, std::uint16_t(2));
    QCOMPARE(read({"--listen", "0.0.0.0:9", "--port", "2"})->settings.listen.toString(),
             std::string("0.0.0.0:2"));
    QCOMPARE(read({"--port", "2", "--listen", "0.0.0.0:9"})->settings.listen.toString(),
             std::string("0.0.0.0:9"));
    QCOMPARE(read({"--listen", "0.0.0.0:9"}, {"TINYOBS_PORT=2"})->settings.listen.toString(),
             std::string("0.0.0.0:9"));
}

void TestSettings::refusesCommandLines_data()
{
    QTest::addColumn<QByteArray>("arguments");
    QTest::addColumn<QByteArray>("message");
    const auto row = [](const char *title, const char *arguments, const char *message) {
        QTest::newRow(title) << QByteArray(arguments) << QByteArray(message);
    };
    row("an unknown option", "--frobnicate", "unknown option '--frobnicate'");
    row("a mistyped option", "--prot 80", "unknown option '--prot', did you mean '--port'?");
    row("a mistyped command", "--versoin", "unknown option '--versoin', did you mean '--version'?");
    row("no option at all", "serve", "argument 'serve' is not an option");
    row("an option without its value", "--data", "--data needs a value: DIR");
    row("an option instead of a value", "--data --port 80", "--data needs a value: DIR");
    row("a value for a command", "--help=me", "--help takes no value");
    row("a duration without a unit", "--retention 15",
        "--retention: '15' is not a duration such as 15d, 12h or 500ms");
    row("a duration out of range", "--retention 1s",
        "--retention: 1s is out of range, allowed is 1m to 100y");
    row("a size in an unknown unit", "--memory 64MiX",
        "--memory: '64MiX' is not a size such as 64MiB, 2GiB or 4096");
    row("a size beyond 64 bits", "--memory 99999999999TiB",
        "--memory: '99999999999TiB' is not a size such as 64MiB, 2GiB or 4096");
    row("a size out of range", "--memory 1KiB",
        "--memory: 1KiB is out of range, allowed is 4MiB to 1TiB");
    row("a port out of range", "--port 65536",
        "--port: 65536 is out of range, allowed is 0 to 65535");
    row("a port that is a name", "--port http", "--port: 'http' is not a whole number");
    row("a negative port", "--port -1", "--port: '-1' is not a whole number");
    row("a switch that is neither", "--self-metrics yes", "--self-metrics: 'yes' is not on or off");
    row("an unknown durability", "--durability max",
        "--durability: 'max' is not one of strict|relaxed");
    row("an unknown log level", "--log-level trace",
        "--log-level: 'trace' is not one of debug|info|warning|error");
    row("an extra port out of range", "--otlp-grpc-port 65536",
        "--otlp-grpc-port: '65536' is not a port: 1 to 65535, 0 for off, or auto");
    row("an extra port that is a word", "--statsd-port on",
        "--statsd-port: 'on' is not a port: 1 to 65535, 0 for off, or auto");
    row("an address without a port", "--listen 127.0.0.1",
        "--listen: '127.0.0.1' is not an address such as 127.0.0.1:8080, [::1]:8080 or "
        "localhost:8080");
    row("a host name with a port", "--allowed-hosts a:80",
        "--allowed-hosts: 'a:80' is not a host name, expected NAME[,NAME...] without ports");
}

void TestSettings::refusesCommandLines()
{
    QFETCH(const QByteArray, arguments);
    QFETCH(const QByteArray, message);
    const auto request = read(split(arguments));
    QVERIFY(!request);
    QVERIFY(request.error().code == Error::Code::InvalidArgument);
    QCOMPARE(QByteArray::fromStdString(request.error().message), message);
}

void TestSettings::refusesEnvironment()
{
    const auto request = read({}, {"PATH=/bin", "TINYOBS_PORT=many", "TINYOBS_BIN_DIR=/x"});
    QVERIFY(!request);
    QCOMPARE(request.error().message, std::string("TINYOBS_PORT: 'many' is not a whole number"));
}

void TestSettings::refusesConfigFiles_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("message"); // behind the file's name
    const auto row = [](const char *title, const char *text, const char *message) {
        QTest::newRow(title) << QByteArray(text) << QByteArray(message);
    };
    row("not TOML", "port = 80\nmemory == 1\n", ":2:9: ");
    row("an unknown setting", "port = 80\nretension = \"1d\"\n",
        ":2:13: unknown setting 'retension', did you mean 'retention'?");
    row("a table", "[http]\nport = 80\n",
        ":1:1: 'http' must be a string, a whole number, true, false or a list of strings");
    row("a bad value", "\nmemory = \"lots\"\n",
        ":2:10: memory: 'lots' is not a size such as 64MiB, 2GiB or 4096");
    row("a number for a duration", "retention = 15\n",
        ":1:13: retention: '15' is not a duration such as 15d, 12h or 500ms");
}

void TestSettings::refusesConfigFiles()
{
    QFETCH(const QByteArray, text);
    QFETCH(const QByteArray, message);
    const std::string file = writeConfig(text.toStdString());
    const auto request = read({"--config", file});
    QVERIFY(!request);
    const QByteArray seen = QByteArray::fromStdString(request.error().message);
    QVERIFY2(seen.startsWith(QByteArray::fromStdString(file) + message), seen.constData());
    QVERIFY2(!seen.contains('\n'), seen.constData());
}

void TestSettings::refusesAMissingConfigFile()
{
    const auto request = read({"--config", "/nowhere/tinyobs.toml"});
    QVERIFY(!request);
    QCOMPARE(request.error().message,
             std::string(
                 "config file '/nowhere/tinyobs.toml' cannot be read: No such file or directory"));
}

void TestSettings::readsTheDefaultConfigFile()
{
    QCOMPARE(read({})->settings.configFile, std::string());
    const QString folder = m_folder.filePath(u"config/tinyobs"_s);
    QVERIFY(QDir().mkpath(folder));
    QFile file(folder + u"/tinyobs.toml"_s);
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write("port = 8123\n");
    file.close();
    const auto request = read({});
    QVERIFY(request);
    QCOMPARE(request->settings.listen.port, std::uint16_t(8123));
    QVERIFY(file.remove());
}

void TestSettings::configTakesTomlTypes()
{
    const auto entries = parseConfig(
        "port = 80\nself-metrics = false\nallowed-hosts = [\"a\", \"b.example\"]\n", "x");
    QVERIFY(entries);
    std::set<std::pair<std::string, std::string>> seen;
    for (const ConfigEntry &entry : *entries)
        seen.emplace(entry.key, entry.value);
    const std::set<std::pair<std::string, std::string>> wanted{
        {"allowed-hosts", "a,b.example"}, {"port", "80"}, {"self-metrics", "off"}};
    QVERIFY(seen == wanted);
}

void TestSettings::printedConfigReadsBack()
{
    Words arguments{"--print-config"};
    for (const SettingRow &row : settingTable()) {
        arguments.push_back("--" + std::string(row.key));
        arguments.push_back(otherValue(row));
    }
    const auto printed = read(arguments, {"TINYOBS_MEMORY=5MiB"});
    QVERIFY2(printed, printed ? "" : printed.error().message.c_str());
    QVERIFY(printed->action == StartRequest::Action::PrintAndExit);
    const auto again = read({"--config", writeConfig(printed->text)});
    QVERIFY2(again, again ? "" : again.error().message.c_str());
    for (const SettingRow &row : settingTable())
        QCOMPARE(row.show(again->settings), row.show(printed->settings));
    QVERIFY(read({"--print-config"}, {"TINYOBS_MEMORY=5MiB"})
                ->text.find("memory = \"5MiB\" # TINYOBS_MEMORY") != std::string::npos);
}

void TestSettings::helpNamesEveryOption()
{
    const std::string help = read({"--help"})->text;
    for (const SettingRow &row : settingTable()) {
        QVERIFY2(help.find("--" + std::string(row.key) + " " + std::string(row.valueName)) !=
                     std::string::npos,
                 row.key.data());
    }
    for (const QByteArray &line : QByteArray::fromStdString(help).split('\n'))
        QVERIFY2(line.size() <= 120, line.constData());
}

void TestSettings::helpAndVersionLeave_data()
{
    QTest::addColumn<QByteArray>("arguments");
    QTest::addColumn<QByteArray>("beginning");
    QTest::newRow("--help") << QByteArray("--help") << QByteArray("Usage: tinyobsd ");
    QTest::newRow("-h") << QByteArray("-h") << QByteArray("Usage: tinyobsd ");
    QTest::newRow("--version") << QByteArray("--version") << QByteArray("tinyobsd ");
    QTest::newRow("--help before a mistake")
        << QByteArray("--help --nonsense") << QByteArray("Usage: ");
}

void TestSettings::helpAndVersionLeave()
{
    QFETCH(const QByteArray, arguments);
    QFETCH(const QByteArray, beginning);
    const auto request = read(split(arguments));
    QVERIFY(request);
    QVERIFY(request->action == StartRequest::Action::PrintAndExit);
    QVERIFY(request->text.starts_with(beginning.toStdString()));
    QVERIFY(request->text.ends_with("\n"));
}

void TestSettings::listenAddresses_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<bool>("valid");
    QTest::addColumn<bool>("loopback");
    const auto row = [](const char *text, bool valid, bool loopback = false) {
        QTest::newRow(text) << QByteArray(text) << valid << loopback;
    };
    row("127.0.0.1:8080", true, true);
    row("127.1.2.3:0", true, true);
    row("localhost:65535", true, true);
    row("[::1]:8080", true, true);
    row("0.0.0.0:80", true);
    row("[::]:80", true);
    row("[fe80::1%eth0]:80", true);
    row("192.168.1.300:80", false);
    row("1.2.3:80", false);
    row("::1:8080", false);
    row("[::1]", false);
    row("[]:80", false);
    row(":8080", false);
    row("example.org:80", false);
    row("127.0.0.1:", false);
    row("127.0.0.1:80x", false);
    row("127.0.0.1:65536", false);
}

void TestSettings::listenAddresses()
{
    QFETCH(const QByteArray, text);
    QFETCH(const bool, valid);
    QFETCH(const bool, loopback);
    const auto address = parseListenAddress(text.toStdString());
    QCOMPARE(address.has_value(), valid);
    if (!valid)
        return;
    QCOMPARE(QByteArray::fromStdString(address->toString()), text);
    QCOMPARE(address->isLoopback(), loopback);
}

QTEST_APPLESS_MAIN(TestSettings)

#include "tst_settings.moc"
