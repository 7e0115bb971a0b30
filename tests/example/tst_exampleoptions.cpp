#include "example/options.h"

#include <QMap>
#include <QTest>

using namespace std::chrono_literals;
using namespace tinyobs::example;

using Variables = QMap<QByteArray, QString>;

namespace {

ParsedOptions parse(const QStringList &arguments, const Variables &variables = {})
{
    return parseOptions(arguments, [&](const QByteArray &name) -> std::optional<QString> {
        if (!variables.contains(name))
            return std::nullopt;
        return variables[name];
    });
}

QStringList words(const char *line)
{
    return QString::fromLatin1(line).split(u' ', Qt::SkipEmptyParts);
}

} // namespace

class tst_ExampleOptions : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void hasDefaults();
    void takesEveryOption();
    void prefersTheCommandLine();
    void readsSwitchesFromTheEnvironment_data();
    void readsSwitchesFromTheEnvironment();
    void readsIntervals_data();
    void readsIntervals();
    void explainsErrors_data();
    void explainsErrors();
    void helpNamesEveryOption();
};

void tst_ExampleOptions::hasDefaults()
{
    const ParsedOptions parsed = parse({});
    QCOMPARE(parsed.error, QString());
    QCOMPARE(parsed.options.address, QHostAddress(QHostAddress::LocalHost));
    QCOMPARE(parsed.options.port, quint16(3000));
    QCOMPARE(parsed.options.target, QUrl(QStringLiteral("http://127.0.0.1:8080")));
    QCOMPARE(parsed.options.interval, 2000ms);
    QVERIFY(parsed.options.traffic);
}

void tst_ExampleOptions::takesEveryOption()
{
    const ParsedOptions parsed =
        parse(words("--listen [::1]:4000 --port=4001 --target https://x:1/p "
                    "--interval 500ms --history 1h --seed 7 --speed 60 --no-traffic"));
    QCOMPARE(parsed.error, QString());
    QCOMPARE(parsed.options.address, QHostAddress(QHostAddress::LocalHostIPv6));
    QCOMPARE(parsed.options.port, quint16(4001));
    QCOMPARE(parsed.options.target, QUrl(QStringLiteral("https://x:1/p")));
    QCOMPARE(parsed.options.interval, 500ms);
    QCOMPARE(parsed.options.history, 1h);
    QCOMPARE(parsed.options.seed, std::uint64_t(7));
    QCOMPARE(parsed.options.speed, 60.0);
    QVERIFY(!parsed.options.traffic);
}

void tst_ExampleOptions::prefersTheCommandLine()
{
    const Variables variables{{"TINYOBS_EXAMPLE_PORT", QStringLiteral("5000")},
                              {"TINYOBS_EXAMPLE_SEED", QStringLiteral("9")}};
    const ParsedOptions parsed = parse(words("--port 4000"), variables);
    QCOMPARE(parsed.error, QString());
    QCOMPARE(parsed.options.port, quint16(4000));
    QCOMPARE(parsed.options.seed, std::uint64_t(9));
}

void tst_ExampleOptions::readsSwitchesFromTheEnvironment_data()
{
    QTest::addColumn<QString>("value");
    QTest::addColumn<bool>("traffic");
    QTest::newRow("1 sets it") << QStringLiteral("1") << false;
    QTest::newRow("0 does not") << QStringLiteral("0") << true;
    QTest::newRow("empty does not") << QString() << true;
}

void tst_ExampleOptions::readsSwitchesFromTheEnvironment()
{
    QFETCH(QString, value);
    QFETCH(bool, traffic);
    QCOMPARE(parse({}, {{"TINYOBS_EXAMPLE_NO_TRAFFIC", value}}).options.traffic, traffic);
}

void tst_ExampleOptions::readsIntervals_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<int>("ms"); // -1: refused
    QTest::newRow("milliseconds") << QStringLiteral("250ms") << 250;
    QTest::newRow("seconds") << QStringLiteral("2s") << 2000;
    QTest::newRow("a fraction of a second") << QStringLiteral("0.5s") << 500;
    QTest::newRow("minutes") << QStringLiteral("0.1m") << 6000;
    QTest::newRow("a number without a unit is refused") << QStringLiteral("2") << -1;
    QTest::newRow("a unit without a number is refused") << QStringLiteral("s") << -1;
    QTest::newRow("nothing is refused") << QString() << -1;
    QTest::newRow("too short is refused") << QStringLiteral("99ms") << -1;
    QTest::newRow("too long is refused") << QStringLiteral("15.1s") << -1;
    QTest::newRow("negative is refused") << QStringLiteral("-2s") << -1;
    QTest::newRow("not a number is refused") << QStringLiteral("nans") << -1;
}

void tst_ExampleOptions::readsIntervals()
{
    QFETCH(QString, text);
    QFETCH(int, ms);
    const ParsedOptions parsed = parse({QStringLiteral("--interval"), text});
    QCOMPARE(parsed.error.isEmpty(), ms >= 0);
    if (ms >= 0)
        QCOMPARE(parsed.options.interval.count(), ms);
}

void tst_ExampleOptions::explainsErrors_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<Variables>("variables");
    QTest::addColumn<QString>("error");

    const auto row = [](const char *name, const char *arguments, const char *error,
                        const Variables &variables = {}) {
        QTest::newRow(name) << words(arguments) << variables << QString::fromLatin1(error);
    };
    row("an unknown option", "--foo", "unknown option '--foo', see --help");
    row("an unknown option with a value", "--foo=1", "unknown option '--foo', see --help");
    row("a bare word", "start", "unknown option 'start', see --help");
    row("an option without its value", "--port", "--port needs a value: N");
    row("a switch with a value", "--help=1", "--help takes no value");
    row("a port that is no number", "--port http",
        "--port 'http': use a number from 0 (any free port) to 65535");
    row("a port that is too large", "--port 65536",
        "--port '65536': use a number from 0 (any free port) to 65535");
    row("an address without a port", "--listen 127.0.0.1",
        "--listen '127.0.0.1': use ADDRESS:PORT, such as 127.0.0.1:3000 or [::1]:3000");
    row("a name instead of an address", "--listen shop:3000",
        "--listen 'shop:3000': use ADDRESS:PORT, such as 127.0.0.1:3000 or [::1]:3000");
    row("a target without a scheme", "--target 127.0.0.1:8080",
        "--target '127.0.0.1:8080': use the address of a TinyObs server, such as "
        "http://127.0.0.1:8080");
    row("a target of another scheme", "--target ftp://x",
        "--target 'ftp://x': use the address of a TinyObs server, such as http://127.0.0.1:8080");
    row("a history that is too long", "--history 2h", "--history '2h': use 0s to 1h, such as 30m");
    row("a negative seed", "--seed -1", "--seed '-1': use a whole number from 0");
    row("a speed below real time", "--speed 0.5", "--speed '0.5': use a number from 1 to 1000");
    row("a speed that is not a number", "--speed nan",
        "--speed 'nan': use a number from 1 to 1000");
    row("a bad value in the environment", "",
        "TINYOBS_EXAMPLE_PORT is 'x': use a number from 0 (any free port) to 65535",
        {{"TINYOBS_EXAMPLE_PORT", QStringLiteral("x")}});
}

void tst_ExampleOptions::explainsErrors()
{
    QFETCH(QStringList, arguments);
    QFETCH(Variables, variables);
    QFETCH(QString, error);
    QCOMPARE(parse(arguments, variables).error, error);
}

void tst_ExampleOptions::helpNamesEveryOption()
{
    const QString help = helpText();
    for (const char *name : {"--listen", "--port", "--target", "--interval", "--history", "--seed",
                             "--speed", "--no-traffic", "--version", "--help"})
        QVERIFY2(help.contains(QLatin1StringView(name)), name);
    for (const QString &line : help.split(u'\n'))
        QVERIFY2(line.size() <= 100, qPrintable(line));
}

QTEST_APPLESS_MAIN(tst_ExampleOptions)
#include "tst_exampleoptions.moc"
