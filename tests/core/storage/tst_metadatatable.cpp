#include "core/storage/metadatatable.h"

#include <QtTest>

using namespace tinyobs;
using namespace Qt::StringLiterals;

namespace {

QString textOf(const MetadataTable &table)
{
    QStringList parts;
    for (const auto &[metric, metadata] : table.list(100)) {
        parts << QString::fromStdString(metric + " " + std::string(toText(metadata.type)) + " [" +
                                        metadata.unit + "] " + metadata.help);
    }
    return parts.join(u"; "_s);
}

using Said = std::vector<MetadataView>;

} // namespace

Q_DECLARE_METATYPE(Said)

class TestMetadataTable : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void keepsWhatIsSaid_data();
    void keepsWhatIsSaid();
    void leavesOutWhatIsTooMuch();
    void tellsWhatChanged();
};

void TestMetadataTable::keepsWhatIsSaid_data()
{
    QTest::addColumn<Said>("said");
    QTest::addColumn<QString>("kept");
    using enum MetricType;
    QTest::newRow("all of it") << Said{{"m", Counter, "bytes", "What it is"}}
                               << u"m counter [bytes] What it is"_s;
    QTest::newRow("by name") << Said{{"z", Gauge, "", ""}, {"a", Gauge, "", ""}}
                             << u"a gauge [] ; z gauge [] "_s;
    QTest::newRow("a later statement replaces")
        << Said{{"m", Counter, "bytes", "old"}, {"m", Gauge, "seconds", "new"}}
        << u"m gauge [seconds] new"_s;
    QTest::newRow("what says nothing replaces nothing")
        << Said{{"m", Counter, "bytes", "old"}, {"m", Unknown, "", ""}}
        << u"m counter [bytes] old"_s;
    QTest::newRow("a part replaces a part")
        << Said{{"m", Counter, "bytes", "old"}, {"m", Unknown, "", "new"}}
        << u"m counter [bytes] new"_s;
    QTest::newRow("nothing said is nothing known") << Said{{"m", Unknown, "", ""}} << QString();
    QTest::newRow("a long help is cut")
        << Said{{"m", Gauge, "", "0123456789abc"}} << u"m gauge [] 0123456789"_s;
    QTest::newRow("a cut parts no character")
        << Said{{"m", Gauge, "", "012345678\u00e4"}} << u"m gauge [] 012345678"_s;
    QTest::newRow("a broken character ends a help")
        << Said{{"m", Gauge, "", "ab\xff\x63"}} << u"m gauge [] ab"_s;
    QTest::newRow("a long name is left out") << Said{{"mmmmmmmmm", Gauge, "", ""}} << QString();
    QTest::newRow("a broken name is left out") << Said{{"m\xff", Gauge, "", ""}} << QString();
}

void TestMetadataTable::keepsWhatIsSaid()
{
    QFETCH(Said, said);
    QFETCH(QString, kept);
    MetadataTable table({.names = 10, .nameBytes = 8, .unitBytes = 8, .helpBytes = 10});
    for (const MetadataView &one : said)
        table.take({&one, 1});
    QCOMPARE(textOf(table), kept);
    table.take(said.size() == 1 ? said : Said());
    QCOMPARE(textOf(table), kept);
}

void TestMetadataTable::leavesOutWhatIsTooMuch()
{
    using enum MetricType;
    MetadataTable table({.names = 2, .helpBytes = 8, .bytes = 12});
    table.take(Said{{"a", Gauge, "", "too long a text"}, {"b", Gauge, "", ""}});
    table.take(Said{{"c", Gauge, "", ""}});        // one name too many
    table.take(Said{{"b", Gauge, "", "1234567"}}); // bytes too many
    QCOMPARE(textOf(table), u"a gauge [] too long; b gauge [] "_s);
    const MetadataTable::Stats stats = table.stats();
    QCOMPARE(stats.names, std::size_t(2));
    QCOMPARE(stats.bytes, std::size_t(10));
    QCOMPARE(stats.leftOut, std::uint64_t(2));
    QCOMPARE(stats.cut, std::uint64_t(1));
}

void TestMetadataTable::tellsWhatChanged()
{
    using enum MetricType;
    MetadataTable table;
    table.restore({"known", {Gauge, "", "said before"}});
    QVERIFY(table.takeChanged().empty());
    const Said said{{"known", Gauge, "", "said before"}, {"new", Counter, "", ""}};
    table.take(said);
    const std::vector<MetricMetadata> changed = table.takeChanged();
    QCOMPARE(changed, (std::vector<MetricMetadata>{{"new", {Counter, "", ""}}}));
    table.take(said);
    QVERIFY(table.takeChanged().empty());
    table.keepChanged(changed);
    QCOMPARE(table.takeChanged(), changed);
}

QTEST_GUILESS_MAIN(TestMetadataTable)
#include "tst_metadatatable.moc"
