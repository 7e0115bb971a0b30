#include "app/listeners/lines/lineconnection.h"

#include <QSignalSpy>
#include <QTcpServer>
#include <QTest>

#include <vector>

using namespace tinyobs;
using namespace tinyobs::listeners;

namespace {

/// Keeps what comes, and takes it when it is told to.
class Notebook : public LineProtocol
{
public:
    WireFormat format() const override { return WireFormat::Graphite; }
    void take(std::string_view lines, const LineOrigin &origin,
              std::function<void(bool)> taken) override
    {
        documents += QByteArray(lines.data(), qsizetype(lines.size()));
        path = QByteArray::fromStdString(std::string(origin.path));
        if (isPatient)
            answers.push_back(std::move(taken));
        else
            taken(true);
    }
    void finish(std::function<void()> finished) override { finished(); }

    QByteArray joined() const { return documents.join(); }

    QByteArrayList documents;
    QByteArray path;
    bool isPatient = false;
    std::vector<std::function<void(bool)>> answers;
};

struct Fixture
{
    QTcpServer server;
    QTcpSocket client;
    Notebook notebook;
    LineCounters counters;
    std::unique_ptr<LineConnection> connection;
    std::unique_ptr<QSignalSpy> ended;

    Fixture()
    {
        server.listen(QHostAddress::LocalHost);
        client.connectToHost(QHostAddress::LocalHost, server.serverPort());
        if (!server.waitForNewConnection(5000) || !client.waitForConnected(5000))
            qFatal("no connection");
        connection = std::make_unique<LineConnection>(
            std::unique_ptr<QTcpSocket>(server.nextPendingConnection()), "tcp:1", notebook,
            counters);
        ended = std::make_unique<QSignalSpy>(connection.get(), &LineConnection::ended);
    }

    void send(const QByteArray &bytes)
    {
        client.write(bytes);
        client.flush();
    }
};

} // namespace

class TestLineConnection : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void joinsLinesThatComeInPieces()
    {
        Fixture lines;
        lines.send("a 1\nb");
        QTRY_COMPARE(lines.notebook.joined(), QByteArray("a 1\n"));
        lines.send(" 2");
        QTRY_COMPARE(lines.counters.bytesReceived.load(), std::uint64_t(7));
        QCOMPARE(lines.notebook.joined(), QByteArray("a 1\n"));
        lines.send("\nc 3\n");
        QTRY_COMPARE(lines.notebook.joined(), QByteArray("a 1\nb 2\nc 3\n"));
        QCOMPARE(lines.notebook.path, QByteArray("tcp:1"));
        QCOMPARE(lines.counters.connectionsOpen.load(), std::uint64_t(1));
    }

    void theLastLineNeedsNoEnd()
    {
        Fixture lines;
        lines.send("a 1\nb 2");
        lines.client.disconnectFromHost();
        QTRY_COMPARE(lines.ended->size(), 1);
        QCOMPARE(lines.notebook.joined(), QByteArray("a 1\nb 2\n"));
        lines.connection.reset();
        QCOMPARE(lines.counters.connectionsOpen.load(), std::uint64_t(0));
    }

    void aLineWithoutEndIsTheEnd()
    {
        Fixture lines;
        QSignalSpy endless(lines.connection.get(), &LineConnection::lineNeverEnded);
        lines.send("good 1\n");
        lines.send(QByteArray(LineConnection::LineBytes + 2, 'x'));
        QTRY_COMPARE(lines.ended->size(), 1);
        QCOMPARE(endless.size(), 1);
        QCOMPARE(lines.notebook.joined(), QByteArray("good 1\n"));
        QTRY_COMPARE(lines.client.state(), QAbstractSocket::UnconnectedState);
    }

    void oneDocumentAtATime()
    {
        Fixture lines;
        lines.notebook.isPatient = true;
        lines.send("a 1\n");
        QTRY_COMPARE(lines.notebook.answers.size(), std::size_t(1));
        lines.send("b 2\nc 3\n");
        QCoreApplication::processEvents();
        QCOMPARE(lines.notebook.joined(), QByteArray("a 1\n"));
        lines.notebook.answers[0](true);
        QTRY_COMPARE(lines.notebook.joined(), QByteArray("a 1\nb 2\nc 3\n"));
    }

    void aClientWaitsForStorage()
    {
        Fixture lines;
        lines.notebook.isPatient = true;
        lines.send("a 1\n");
        QTRY_COMPARE(lines.notebook.answers.size(), std::size_t(1));
        lines.send("b 2\n");
        lines.client.disconnectFromHost();
        lines.notebook.answers[0](false);
        QTRY_COMPARE_WITH_TIMEOUT(lines.notebook.answers.size(), std::size_t(2), 20'000);
        QCOMPARE(lines.notebook.documents, (QByteArrayList{"a 1\n", "a 1\n"}));
        lines.notebook.answers[1](true);
        QTRY_COMPARE(lines.notebook.answers.size(), std::size_t(3));
        lines.notebook.answers[2](true);
        QCOMPARE(lines.notebook.documents.last(), QByteArray("b 2\n"));
        QTRY_COMPARE(lines.ended->size(), 1);
    }

    void aStopTakesWhatIsWhole()
    {
        Fixture lines;
        lines.notebook.isPatient = true;
        lines.send("a 1\nb");
        QTRY_COMPARE(lines.notebook.answers.size(), std::size_t(1));
        lines.connection->stop();
        QCOMPARE(lines.ended->size(), 0);
        lines.notebook.answers[0](true);
        QCOMPARE(lines.ended->size(), 1);
        QCOMPARE(lines.notebook.joined(), QByteArray("a 1\n"));
    }

    void anAnswerMayComeAfterTheEnd()
    {
        Fixture lines;
        lines.notebook.isPatient = true;
        lines.send("a 1\n");
        QTRY_COMPARE(lines.notebook.answers.size(), std::size_t(1));
        lines.connection.reset();
        lines.notebook.answers[0](true);
    }

    void muchComesThrough()
    {
        Fixture lines;
        QByteArray text;
        for (int i = 0; i < 200'000; ++i)
            text += "some.path." + QByteArray::number(i) + " 1\n";
        lines.send(text);
        lines.client.disconnectFromHost();
        QTRY_COMPARE_WITH_TIMEOUT(lines.ended->size(), 1, 20'000);
        QVERIFY(lines.notebook.joined() == text);
        for (const QByteArray &document : lines.notebook.documents)
            QVERIFY(document.endsWith('\n') && document.size() <= LineConnection::DocumentBytes);
    }
};

QTEST_GUILESS_MAIN(TestLineConnection)
#include "tst_lineconnection.moc"
