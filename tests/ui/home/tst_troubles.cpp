#include "ui/home/troubles.h"

#include <QTest>

#include <functional>

using namespace tinyobs;
using namespace tinyobs::ui;
using namespace Qt::StringLiterals;

namespace {

constexpr TimeMs Now = 1'795'341'600'000; // 2026-11-22T10:00:00Z
constexpr TimeMs Minute = 60'000;

TroubleFacts calm()
{
    TroubleFacts facts;
    facts.status.nowMs = Now;
    facts.status.memoryBudgetBytes = 256u << 20;
    facts.status.store.memoryBytes = 100u << 20;
    facts.status.store.diskBytes = 500u << 20;
    facts.diskBudgetBytes = 2048u << 20;
    facts.services = {{u"shop"_s, 3000, 5000}, {u"worker"_s, 40'000, 15'000}};
    return facts;
}

IngestRefusal refusal(std::string_view reason, std::uint64_t count, TimeMs ageMs,
                      const std::string &sender = "10.0.0.7")
{
    IngestRefusal refusal;
    refusal.timeMs = Now - ageMs;
    refusal.firstMs = refusal.timeMs;
    refusal.count = count;
    refusal.sender = sender;
    refusal.reason = reason;
    return refusal;
}

using Change = std::function<void(TroubleFacts &)>;

} // namespace

Q_DECLARE_METATYPE(Change)

class TestTroubles : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void saysWhatIsWrong_data()
    {
        QTest::addColumn<Change>("change");
        QTest::addColumn<QStringList>("words"); // "id: title | detail" of each
        const auto row = [](const char *name, const Change &change, const QStringList &words) {
            QTest::newRow(name) << change << words;
        };
        row("nothing", [](TroubleFacts &) {}, {});
        row("the port is taken",
            [](TroubleFacts &facts) { facts.serverProblem = u"port 8080 is in use"_s; },
            {u"server: Nothing can be received | port 8080 is in use"_s});
        row("the disk takes nothing",
            [](TroubleFacts &facts) { facts.status.storageProblem = "the disk is full"; },
            {u"storage: No samples are taken | the disk is full"_s});
        row("memory just below nine tenths",
            [](TroubleFacts &facts) { facts.status.store.memoryBytes = 230u << 20; }, {});
        row("memory near its end",
            [](TroubleFacts &facts) { facts.status.store.memoryBytes = 250u << 20; },
            {u"memory: Memory for samples is nearly used up | 250\u2009MiB of 256\u2009MiB; new "
             "series are refused at the end of it"_s});
        row("disk near its end",
            [](TroubleFacts &facts) { facts.status.store.diskBytes = 1945u << 20; },
            {u"disk: Disk budget is nearly used up | 1.9\u2009GiB of 2\u2009GiB; the oldest days go next"_s});
        row("a disk without a bound has no end",
            [](TroubleFacts &facts) {
                facts.status.store.diskBytes = 1945u << 20;
                facts.diskBudgetBytes = 0;
            },
            {});
        row("a service that stopped",
            [](TroubleFacts &facts) { facts.services[0].ageMs = 4 * Minute; },
            {u"service/shop: shop stopped sending | last seen 4 min ago, usually every 5 s"_s});
        row("a service that stopped yesterday is forgotten",
            [](TroubleFacts &facts) { facts.services[0].ageMs = 25 * 60 * Minute; }, {});
        row("many that stopped",
            [](TroubleFacts &facts) {
                facts.services.clear();
                for (int i = 1; i <= 6; ++i)
                    facts.services.push_back({u"s%1"_s.arg(i), i * 10 * Minute, {}});
            },
            {u"service/s1: s1 stopped sending | last seen 10 min ago"_s,
             u"service/s2: s2 stopped sending | last seen 20 min ago"_s,
             u"service/s3: s3 stopped sending | last seen 30 min ago"_s,
             u"service/s4: s4 stopped sending | last seen 40 min ago"_s,
             u"services: 2 services more stopped sending | within the last day"_s});
        row("refusals of one reason are one row",
            [](TroubleFacts &facts) {
                facts.refusals = {refusal("bad_value", 3, 9000),
                                  refusal("bad_value", 4, 4000, "10.0.0.8")};
            },
            {u"refused/bad_value: 7 refused: bad value | newest 4 s ago, from 10.0.0.8"_s});
        row("the most frequent reason stands first",
            [](TroubleFacts &facts) {
                facts.refusals = {refusal("bad_value", 1, 9000),
                                  refusal("too_old", 12'000, 120'000, {})};
            },
            {u"refused/too_old: 12,000 refused: too old | newest 2 min ago"_s,
             u"refused/bad_value: 1 refused: bad value | newest 9 s ago, from 10.0.0.7"_s});
        row("what was refused long ago is no trouble",
            [](TroubleFacts &facts) { facts.refusals = {refusal("bad_value", 1, 15 * Minute)}; },
            {});
        row("six reasons",
            [](TroubleFacts &facts) {
                for (const char *reason : {"a", "b", "c", "d", "e", "f"})
                    facts.refusals.push_back(refusal(reason, 1, 2000, {}));
            },
            {u"refused/a: 1 refused: a | newest 2 s ago"_s,
             u"refused/b: 1 refused: b | newest 2 s ago"_s,
             u"refused/c: 1 refused: c | newest 2 s ago"_s,
             u"refused/d: 1 refused: d | newest 2 s ago"_s,
             u"refusals: Refused for 2 reasons more | "_s});
        row("the worst stands first",
            [](TroubleFacts &facts) {
                facts.refusals = {refusal("a", 1, 2000, {})};
                facts.services[0].ageMs = 4 * Minute;
                facts.serverProblem = u"no"_s;
            },
            {u"server: Nothing can be received | no"_s,
             u"service/shop: shop stopped sending | last seen 4 min ago, usually every 5 s"_s,
             u"refused/a: 1 refused: a | newest 2 s ago"_s});
    }
    void saysWhatIsWrong()
    {
        QFETCH(Change, change);
        TroubleFacts facts = calm();
        change(facts);
        QStringList words;
        for (const Trouble &trouble : troublesOf(facts))
            words.append(trouble.id + u": "_s + trouble.title + u" | "_s + trouble.detail);
        QTEST(words, "words");
    }

    void saysWhereToGo()
    {
        TroubleFacts facts = calm();
        facts.serverProblem = u"no"_s;
        facts.status.storageProblem = "full";
        facts.services[0].ageMs = 4 * Minute;
        facts.refusals = {refusal("a", 1, 1000)};
        const std::vector<Trouble> troubles = troublesOf(facts);
        QCOMPARE(troubles.size(), 4u);
        QCOMPARE(troubles[0].action, Trouble::Action::Retry);
        QVERIFY(troubles[0].isGrave);
        QCOMPARE(troubles[1].action, Trouble::Action::ShowStorage);
        QCOMPARE(troubles[2].action, Trouble::Action::ShowService);
        QCOMPARE(troubles[2].target, u"shop"_s);
        QVERIFY(!troubles[2].isGrave);
        QCOMPARE(troubles[3].action, Trouble::Action::ShowIngest);
    }
};

QTEST_APPLESS_MAIN(TestTroubles)
#include "tst_troubles.moc"
