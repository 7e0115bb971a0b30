// The small tables below the store, each against the plain container it stands for.

#include "core/storage/changedset.h"
#include "core/storage/idtable.h"
#include "core/storage/posting.h"
#include "core/storage/reclaimer.h"
#include "core/storage/seriesset.h"
#include "core/storage/slabs.h"
#include "core/storage/wirecache.h"

#include <QtTest>

#include <map>
#include <random>
#include <set>

using namespace tinyobs;

namespace {

bool holds(const SeriesSet &set, const std::set<std::uint32_t> &expected)
{
    return std::set<std::uint32_t>(set.begin(), set.end()) == expected;
}

} // namespace

class TestTables : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void idTableIsAMap();
    void postingIsASet();
    void wireCacheFindsAndReplaces();
    void wireCacheForgets();
    void slotsKeepTheirAddress();
    void changedSetGivesEverybodyATurn();
    void reclaimerWaitsForOlderPins();

private:
    std::mt19937_64 seeded()
    {
        const auto seed = std::random_device()();
        qInfo("seed %u", seed);
        return std::mt19937_64(seed);
    }
};

void TestTables::idTableIsAMap()
{
    auto random = seeded();
    IdTable table;
    std::map<std::uint32_t, std::uint32_t> hashes; // id -> hash; few hashes, so that many collide
    for (int step = 0; step < 100'000; ++step) {
        const auto id = std::uint32_t(random() % 700);
        const std::uint32_t hash = std::uint32_t(id % 97) * 0x10001;
        const auto found = table.find(hash, [&](std::uint32_t other) { return other == id; });
        QCOMPARE(found, hashes.contains(id) ? id : IdTable::None);
        if (found == IdTable::None && random() % 2) {
            table.insert(hash, id);
            hashes[id] = hash;
        } else if (found != IdTable::None && random() % 2) {
            table.erase(hash, id);
            hashes.erase(id);
        }
    }
    for (const auto &[id, hash] : hashes)
        QCOMPARE(
            table.find(hash, [&, wanted = id](std::uint32_t other) { return other == wanted; }),
            id);
}

void TestTables::postingIsASet()
{
    auto random = seeded();
    for (int round = 0; round < 50; ++round) {
        Posting posting;
        std::set<std::uint32_t> expected;
        for (int step = 0; step < 200; ++step) {
            const auto series = std::uint32_t(random() % 20);
            if (expected.erase(series) == 1) {
                posting.remove(series);
            } else {
                posting.add(series);
                expected.insert(series);
            }
            QCOMPARE(posting.count(), std::uint32_t(expected.size()));
            QCOMPARE(posting.isEmpty(), expected.empty());
        }
        const SeriesSet set = posting.toSet();
        QVERIFY(holds(set, expected));
        SeriesSet sum;
        sum.add(5);
        QCOMPARE(posting.intersects(sum), expected.contains(5));
        posting.addTo(sum);
        expected.insert(5);
        QVERIFY(holds(sum, expected));
    }
}

void TestTables::wireCacheFindsAndReplaces()
{
    WireCache cache;
    QCOMPARE(cache.find({1, 1}), WireCache::None);
    for (std::uint32_t i = 0; i < 1000; ++i)
        cache.insert({i, i % 7}, i, 10'000); // long probe paths
    for (std::uint32_t i = 0; i < 1000; ++i)
        QCOMPARE(cache.find({i, i % 7}), i);
    cache.insert({3, 3}, 77, 10'000);
    QCOMPARE(cache.find({3, 3}), 77u);
    QCOMPARE(cache.count(), std::size_t(1000));
}

void TestTables::wireCacheForgets()
{
    WireCache cache;
    for (std::uint32_t i = 0; i < 1000; ++i)
        cache.insert({i, i}, i, 10'000);
    cache.retain([](std::uint32_t id) { return id % 2 == 0; });
    QCOMPARE(cache.count(), std::size_t(500));
    QCOMPARE(cache.find({4, 4}), 4u);
    QCOMPARE(cache.find({5, 5}), WireCache::None);
    cache.insert({1001, 1001}, 1001, 500); // full: cleared first
    QCOMPARE(cache.count(), std::size_t(1));
    QCOMPARE(cache.find({4, 4}), WireCache::None);
    QCOMPARE(cache.find({1001, 1001}), 1001u);
}

void TestTables::slotsKeepTheirAddress()
{
    SlotPool<std::string> pool;
    std::vector<const std::string *> addresses;
    for (std::uint32_t i = 0; i < 10'000; ++i) {
        QCOMPARE(pool.make(), i);
        pool[i] = std::to_string(i);
        addresses.push_back(&pool[i]);
    }
    for (std::uint32_t i = 0; i < 10'000; ++i) {
        QCOMPARE(&pool[i], addresses[i]);
        QCOMPARE(pool[i], std::to_string(i));
    }
    pool.destroy(17);
    QCOMPARE(pool.count(), std::size_t(9999));
    QCOMPARE(pool.make(), 17u);
    QVERIFY(pool[17].empty());
    QCOMPARE(pool.end(), 10'000u);
}

void TestTables::changedSetGivesEverybodyATurn()
{
    ChangedSet changed;
    std::set<std::uint32_t> seen;
    for (int call = 0; call < 10; ++call) {
        for (std::uint32_t id = 0; id < 1000; ++id) {
            changed.mark(id);
            changed.mark(id);
        }
        std::size_t visits = 0;
        QCOMPARE(changed.take(100,
                              [&](std::uint32_t id) {
                                  ++visits;
                                  seen.insert(id);
                              }),
                 std::size_t(1000));
        QCOMPARE(visits, std::size_t(100));
    }
    QVERIFY2(seen.size() > 500, qPrintable(QString::number(seen.size())));
    QCOMPARE(changed.take(100, [](std::uint32_t) {}), std::size_t(0));
}

void TestTables::reclaimerWaitsForOlderPins()
{
    Reclaimer reclaimer;
    reclaimer.retire(Retired::Kind::Series, 1);
    const auto first = reclaimer.pin();
    reclaimer.retire(Retired::Kind::Series, 2);
    const auto second = reclaimer.pin();
    reclaimer.retire(Retired::Kind::Series, 3);

    QCOMPARE(reclaimer.next()->index, 1u); // gone before anybody looked
    QVERIFY(!reclaimer.next());
    reclaimer.unpin(second);
    QVERIFY(!reclaimer.next()); // the first one sees both
    reclaimer.unpin(first);
    QCOMPARE(reclaimer.next()->index, 2u);
    QCOMPARE(reclaimer.next()->index, 3u);
    QVERIFY(!reclaimer.next());
}

QTEST_APPLESS_MAIN(TestTables)
#include "tst_tables.moc"
