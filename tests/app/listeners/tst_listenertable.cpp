// The laws of every row, whatever listens there.

#include "app/listeners/listeners.h"
#include "app/listeners/listenertable.h"
#include "app/server/httpserver.h"
#include "core/engine/engine.h"
#include "core/engine/settingtable.h"

#include <QTcpServer>
#include <QTest>

using namespace tinyobs;
using namespace tinyobs::listeners;

namespace {

const std::string Host = "127.0.0.1";

/// An engine, its HTTP server and the listeners on the ports of `settings`.
struct Running
{
    explicit Running(const Settings &settings)
        : engine(settings, clock)
    {
        if (!http.listen({.host = Host, .port = 0}))
            qFatal("the server does not listen");
        listeners.start(Host);
    }
    ~Running()
    {
        listeners.stop();
        http.stop();
        engine.stop();
    }

    const server::ListenerState &state(const ListenerRow &row)
    {
        states = listeners.states();
        return *std::ranges::find(states, row.name, &server::ListenerState::name);
    }

    ManualClock clock{1'795'341'600'000};
    Engine engine;
    server::HttpServer http{{}, {}, {}};
    Listeners listeners{engine, http};
    std::vector<server::ListenerState> states;
};

Settings withOnly(const ListenerRow &row, ListenerPorts::Port port)
{
    Settings settings;
    for (const ListenerRow &each : listenerTable())
        settings.ports.*each.port = std::nullopt;
    settings.ports.*row.port = port;
    return settings;
}

} // namespace

class TestListenerTable : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void rowHasItsSetting_data() { rows(); }
    void rowHasItsSetting();
    void rowListensOnAFreePort_data() { rows(); }
    void rowListensOnAFreePort();
    void takenPortIsNamed_data() { rows(); }
    void takenPortIsNamed();
    void stopsTwice();

private:
    static void rows();
};

void TestListenerTable::rows()
{
    QTest::addColumn<int>("index");
    int index = 0;
    for (const ListenerRow &row : listenerTable())
        QTest::newRow(row.name.data()) << index++;
}

void TestListenerTable::rowHasItsSetting()
{
    QFETCH(const int, index);
    const ListenerRow &row = listenerTable()[std::size_t(index)];
    const SettingRow *setting = findSetting(optionOf(row).substr(2));
    QVERIFY(setting);
    const std::string usual = std::to_string(row.usualPort);
    if (setting->defaultText != usual)
        QVERIFY2(setting->help.find("usually " + usual) != std::string_view::npos,
                 setting->help.data());
    Settings settings;
    QVERIFY(setting->apply(settings, *setting, "17").has_value());
    QCOMPARE(settings.ports.*row.port, ListenerPorts::Port(17));
}

void TestListenerTable::rowListensOnAFreePort()
{
    QFETCH(const int, index);
    const ListenerRow &row = listenerTable()[std::size_t(index)];
    Running running(withOnly(row, 0));
    if (!row.make)
        QCOMPARE(running.state(row).state, "not built");
    else
        QCOMPARE(running.state(row).state, "listening");
    QCOMPARE(running.state(row).address.starts_with(Host + ":"), row.make != nullptr);
    for (const server::ListenerState &other : running.listeners.states())
        QVERIFY(other.name == row.name || other.state == "off" || other.state == "not built");
}

void TestListenerTable::takenPortIsNamed()
{
    QFETCH(const int, index);
    const ListenerRow &row = listenerTable()[std::size_t(index)];
    if (!row.make)
        QSKIP("not built");
    QTcpServer other;
    QVERIFY(other.listen(QHostAddress::LocalHost));
    const std::string option = optionOf(row);
    const std::string problem =
        "port " + std::to_string(other.serverPort()) + " is in use by another program";
    const std::string warning = std::string(row.title) + " is not taken: " + problem +
                                ", usually " + std::string(row.usualOwner) +
                                "; choose another port with " + option + ", or turn it off with " +
                                option + " 0";
    QTest::ignoreMessage(QtWarningMsg, warning.c_str());
    Running running(withOnly(row, other.serverPort()));
    QCOMPARE(running.state(row).state, "failed");
    QCOMPARE(running.state(row).error, problem);
}

void TestListenerTable::stopsTwice()
{
    Settings settings;
    for (const ListenerRow &row : listenerTable())
        settings.ports.*row.port = 0;
    Running running(settings);
    running.listeners.stop();
    running.listeners.stop();
    QVERIFY(running.listeners.counters().empty());
}

QTEST_GUILESS_MAIN(TestListenerTable)
#include "tst_listenertable.moc"
