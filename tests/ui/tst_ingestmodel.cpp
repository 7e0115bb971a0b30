#include "ui/ingestmodel.h"

#include <QSignalSpy>
#include <QTest>

using namespace tinyobs;
using namespace tinyobs::ui;
using namespace Qt::StringLiterals;

namespace {

constexpr TimeMs Now = 1'795'341'600'000; // 2026-11-22T10:00:00Z

QStringList row(const TextTable &table, int index)
{
    return table.data(table.index(index), TextTable::Cells).toStringList();
}

IngestStatus busy()
{
    IngestStatus status;
    status.nowMs = Now;
    status.protocols.push_back({.protocol = "remote_write",
                                .requests = 1200,
                                .samples = 4'200'000,
                                .requestsRefused = 3,
                                .samplesRefused = 5,
                                .byReason = {{"too_old", 5}},
                                .beforeReading = {{"content_type", 2}, {"parameter", 1}}});
    status.senders.push_back({.protocol = "remote_write",
                              .address = "10.0.0.7",
                              .requests = 1200,
                              .samples = 4'200'000,
                              .refused = 0,
                              .samplesPerSecond = 6.666,
                              .lastSeenMs = Now - 4000});
    status.refusals.push_back({.timeMs = Now - 10'000,
                               .firstMs = Now - 50LL * 3'600'000,
                               .count = 12,
                               .protocol = "json",
                               .path = "/ingest",
                               .sender = "127.0.0.1",
                               .reason = "bad_value",
                               .message = "metrics[0].value: is 'x'",
                               .hint = "Send a number."});
    status.listeners.push_back({"HTTP", "127.0.0.1:8080", {}});
    status.listeners.push_back({"StatsD", "127.0.0.1:8125", "port 8125 is in use"});
    return status;
}

} // namespace

class TestIngestModel : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    // The dashboard's tests/web/unit/ingest.test.ts expects the same words.
    void saysEverythingInWords()
    {
        IngestModel model(QTimeZone::utc());
        QVERIFY(!model.isLoaded());
        model.setStatus(busy());
        QVERIFY(model.isLoaded());
        QCOMPARE(row(*model.senders(), 0),
                 (QStringList{u"10.0.0.7"_s, u"remote write"_s, u"6.67"_s, u"0"_s, u"4 s ago"_s}));
        QCOMPARE(row(*model.protocols(), 0),
                 (QStringList{u"remote write"_s, u"1,200"_s, u"4.2M"_s, u"8"_s}));
        QCOMPARE(row(*model.ports(), 0), (QStringList{u"HTTP"_s, u"127.0.0.1:8080"_s, u"open"_s}));
        QCOMPARE(row(*model.ports(), 1),
                 (QStringList{u"StatsD"_s, u"port 8125 is in use"_s, u"closed"_s}));
        QCOMPARE(row(*model.refusals(), 0),
                 (QStringList{u"09:59:50"_s, u"127.0.0.1"_s, u"/ingest"_s, u"bad value"_s,
                              u"metrics[0].value: is 'x'"_s, u"Send a number."_s, u"12"_s,
                              u"metrics[0].value: is 'x'\nSend a number.\n"
                              "12 times since 20 Nov 08:00:00"_s}));
    }

    void namesTheProtocolWhereThereIsNoPath()
    {
        IngestStatus status = busy();
        status.refusals[0].path.clear();
        IngestModel model(QTimeZone::utc());
        model.setStatus(status);
        QCOMPARE(row(*model.refusals(), 0).at(2), u"json"_s);
    }

    void movingFiguresReplaceNoRow()
    {
        IngestModel model(QTimeZone::utc());
        IngestStatus status = busy();
        model.setStatus(status);
        const QSignalSpy inserted(model.senders(), &QAbstractItemModel::rowsInserted);
        const QSignalSpy removed(model.senders(), &QAbstractItemModel::rowsRemoved);
        const QSignalSpy reset(model.senders(), &QAbstractItemModel::modelReset);
        const QSignalSpy changed(model.senders(), &QAbstractItemModel::dataChanged);
        model.setStatus(status);
        QCOMPARE(changed.size(), 0);
        status.senders[0].samplesPerSecond = 7;
        model.setStatus(status);
        QCOMPARE(changed.size(), 1);
        QCOMPARE(inserted.size() + removed.size() + reset.size(), 0);
        status.senders.push_back(status.senders[0]);
        model.setStatus(status);
        QCOMPARE(inserted.size(), 1);
        status.senders.clear();
        model.setStatus(status);
        QCOMPARE(model.senders()->count(), 0);
    }
};

QTEST_APPLESS_MAIN(TestIngestModel)
#include "tst_ingestmodel.moc"
