#include "ui/home/snippets.h"

#include <QTest>

using namespace tinyobs::ui;
using namespace Qt::StringLiterals;

namespace {

Snippet snippet(std::string_view id, const SnippetAddresses &addresses)
{
    for (Snippet &each : snippetsFor(addresses)) {
        if (each.id == id)
            return each;
    }
    return {};
}

} // namespace

class TestSnippets : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void areFilledIn_data()
    {
        QTest::addColumn<QByteArray>("id");
        QTest::addColumn<QString>("address");
        for (const Snippet &each : snippetsFor({}))
            QTest::newRow(each.id.data())
                << QByteArray(each.id.data(), qsizetype(each.id.size()))
                << (each.id == "statsd" ? u"127.0.0.1 9125"_s : u"http://127.0.0.1:8081/"_s);
    }
    void areFilledIn()
    {
        QFETCH(QByteArray, id);
        QFETCH(QString, address);
        const Snippet filled = snippet(id.constData(), {u"127.0.0.1:8081"_s, u"127.0.0.1:9125"_s});
        QVERIFY2(filled.text.contains(address), qPrintable(filled.text));
        QVERIFY(!filled.text.contains(u"{url}"_s) && !filled.text.contains(u"{statsd"_s));
        QVERIFY(!filled.name.isEmpty() && !filled.note.isEmpty());
        for (const QString &line : filled.text.split(u'\n'))
            QVERIFY2(line.size() <= 92, qPrintable(line));
    }

    void callTheServerByAnAddressThatCanBeCalled_data()
    {
        QTest::addColumn<QString>("listening");
        QTest::addColumn<QString>("called");
        QTest::newRow("loopback") << u"127.0.0.1:8080"_s << u"127.0.0.1:8080"_s;
        QTest::newRow("everywhere") << u"0.0.0.0:8080"_s << u"127.0.0.1:8080"_s;
        QTest::newRow("everywhere, IPv6") << u"[::]:8080"_s << u"[::1]:8080"_s;
        QTest::newRow("one address") << u"10.0.0.7:80"_s << u"10.0.0.7:80"_s;
    }
    void callTheServerByAnAddressThatCanBeCalled()
    {
        QFETCH(QString, listening);
        QTEST(callableAddress(listening), "called");
    }

    void sayThatAPortIsOff()
    {
        const Snippet off = snippet("statsd", {u"127.0.0.1:8080"_s, {}});
        QVERIFY(off.note.contains(u"--statsd-port 8125"_s));
        QVERIFY(off.text.contains(u"127.0.0.1 8125"_s));
        const Snippet on = snippet("statsd", {u"127.0.0.1:8080"_s, u"[::1]:8126"_s});
        QVERIFY(!on.note.contains(u"off"_s));
        QVERIFY(on.text.endsWith(u"::1 8126"_s));
    }
};

QTEST_APPLESS_MAIN(TestSnippets)
#include "tst_snippets.moc"
