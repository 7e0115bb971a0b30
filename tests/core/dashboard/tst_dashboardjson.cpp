// The file format of dashboards: what is read is written back byte by byte, what is wrong is named.
#include "core/dashboard/dashboardjson.h"
#include "core/dashboard/limits.h"
#include "core/dashboard/words.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QRandomGenerator>
#include <QTest>

#include <algorithm>
#include <cmath>

using namespace Qt::StringLiterals;
using namespace tinyobs;
using namespace tinyobs::dashboard;

namespace {

std::string readAll(const QString &path)
{
    QFile file(path);
    return file.open(QFile::ReadOnly) ? file.readAll().toStdString() : std::string();
}

std::string fullFile()
{
    return readAll(QStringLiteral(TINYOBS_TESTDATA "/full.json"));
}

template <typename Enum>
QStringList words(Enum)
{
    QStringList all;
    for (const Word<Enum> &word : wordsOf(Enum{}))
        all << QString::fromUtf8(word.text.data(), qsizetype(word.text.size()));
    return all;
}

class Random
{
public:
    explicit Random(quint32 seed)
        : m_random(seed)
    {
    }

    int below(int limit) { return int(m_random.bounded(limit)); }
    bool coin() { return below(2) == 0; }
    std::string text()
    {
        static const QStringList Parts{u"a"_s,  u"\""_s, u"\\"_s,     u"\n"_s, u"ü"_s,
                                       u"{}"_s, u"$x"_s, u"\u0001"_s, u" "_s,  u"😀"_s};
        QString all;
        for (int i = below(6); i >= 0; --i)
            all += Parts[below(int(Parts.size()))];
        return all.toStdString();
    }
    double number() { return (m_random.generateDouble() - 0.5) * std::pow(10.0, below(30) - 15); }
    template <typename Enum>
    Enum word()
    {
        const auto all = wordsOf(Enum{});
        return all[std::size_t(below(int(all.size())))].value;
    }

private:
    QRandomGenerator m_random;
};

Panel randomPanel(Random &random)
{
    Panel panel;
    panel.kind = random.word<PanelKind>();
    panel.title = random.text();
    panel.place = {random.below(12), random.below(50), 1 + random.below(12), 1 + random.below(20)};
    for (int i = random.below(4); i > 0; --i)
        panel.queries.push_back({random.text(), random.text(), random.text(), random.coin()});
    panel.unit = random.text();
    if (random.coin())
        panel.decimals = random.below(10);
    if (random.coin())
        panel.min = random.number();
    if (random.coin())
        panel.max = random.number();
    panel.drawing = random.word<Drawing>();
    panel.scale = random.word<Scale>();
    panel.reduce = random.word<Reduce>();
    for (int i = random.below(3); i > 0; --i)
        panel.thresholds.push_back({double(i * -10), random.word<Level>()});
    std::ranges::stable_sort(panel.thresholds, {}, &Threshold::value);
    panel.repeat = random.text();
    panel.text = random.text();
    panel.isFolded = random.coin();
    return panel;
}

} // namespace

class TestDashboardJson : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aFullFileComesBackByteByByte();
    void anyDashboardComesBackEqual();
    void aPanelComesBackEqual();
    void oneChangeIsOneLine();
    void errors_data();
    void errors();
    void unknownMembersAreNamed();
    void everyTruncationIsRefused();
    void theSchemaHasTheSameWords();
};

void TestDashboardJson::aFullFileComesBackByteByByte()
{
    const std::string json = fullFile();
    QVERIFY(!json.empty());
    const Result<ReadDashboard> read = readDashboard(json);
    QVERIFY2(read.has_value(), read ? "" : read.error().message.c_str());
    QVERIFY(read->warnings.empty());
    QCOMPARE(QByteArray::fromStdString(writeDashboard(read->dashboard)),
             QByteArray::fromStdString(json));
    QVERIFY(read->dashboard.panels[1].thresholds[0].isBase());
    QCOMPARE(read->dashboard.panels[0].kind, PanelKind::Row);
}

void TestDashboardJson::anyDashboardComesBackEqual()
{
    const quint32 seed = QRandomGenerator::global()->generate();
    Random random(seed);
    for (int round = 0; round < 200; ++round) {
        Dashboard board;
        board.title = random.text();
        board.description = random.text();
        for (int i = random.below(4); i > 0; --i)
            board.tags.push_back(random.text());
        Variable variable{.name = "name",
                          .title = random.text(),
                          .kind = random.word<VariableKind>(),
                          .label = random.text(),
                          .query = random.text(),
                          .filter = random.text(),
                          .options = {random.text(), ""},
                          .isMulti = random.coin(),
                          .includesAll = random.coin(),
                          .allValue = random.text(),
                          .current = {random.text()},
                          .isHidden = random.coin()};
        board.variables.push_back(std::move(variable));
        for (int i = random.below(5); i > 0; --i)
            board.panels.push_back(randomPanel(random));
        const Result<ReadDashboard> read = readDashboard(writeDashboard(board));
        QVERIFY2(read.has_value(), read ? "" : read.error().message.c_str());
        QVERIFY2(read->dashboard == board, qPrintable(u"seed %1"_s.arg(seed)));
    }
}

void TestDashboardJson::aPanelComesBackEqual()
{
    Random random(7);
    const Panel panel = randomPanel(random);
    const Result<Panel> read = readPanel(writePanel(panel));
    QVERIFY(read.has_value());
    QVERIFY(*read == panel);
}

void TestDashboardJson::oneChangeIsOneLine()
{
    Dashboard board = readDashboard(fullFile())->dashboard;
    const QStringList before = QString::fromStdString(writeDashboard(board)).split(u'\n');
    board.panels[1].queries[0].expr = "up";
    board.panels[2].place.w = 6;
    const QStringList after = QString::fromStdString(writeDashboard(board)).split(u'\n');
    QCOMPARE(after.size(), before.size());
    int changes = 0;
    for (int i = 0; i < after.size(); ++i)
        changes += after[i] != before[i];
    QCOMPARE(changes, 2);
}

void TestDashboardJson::errors_data()
{
    QTest::addColumn<QByteArray>("from"); // replaced in the full file
    QTest::addColumn<QByteArray>("to");
    QTest::addColumn<QString>("message");

    const auto row = [](const char *name, const char *from, const QByteArray &to,
                        const QString &message) {
        QTest::newRow(name) << QByteArray(from) << to << message;
    };
    row("a newer format is refused", "\"format\": 1", "\"format\": 2",
        u"format is 2, this version reads up to 1: a newer TinyObs has written it"_s);
    row("without a format it is no dashboard of ours", "\"format\": 1,", "",
        u"format is missing: this is no dashboard of TinyObs (those of Grafana are imported)"_s);
    row("a title is needed", "\"title\": \"Everything “at once”\",", "", u"title is missing"_s);
    row("a panel wider than the grid is refused", "\"w\": 12, \"h\": 8}", "\"w\": 40, \"h\": 8}",
        u"panels[1].place.w is 40, expected a whole number 1 to 24"_s);
    row("a panel beyond the right edge is refused", "\"x\": 12", "\"x\": 13",
        u"panels[2].place.w is 12, limit 11 from column 13"_s);
    row("an unknown kind is refused with those there are", "\"kind\": \"timeseries\"",
        "\"kind\": \"chart\"",
        u"panels[1].kind is 'chart', expected one of timeseries, stat, gauge, bar, table, heatmap, "
        "statetimeline, text, row"_s);
    row("a number for text is refused", "\"expr\": \"1\\n+ 1\"", "\"expr\": 7",
        u"panels[1].queries[1].expr is a number, expected text"_s);
    row("text for a number is refused", "\"min\": 0", "\"min\": \"0\"",
        u"panels[1].min is text, expected a number"_s);
    row("a number for a flag is refused", "\"hidden\": true\n", "\"hidden\": 1\n",
        u"variables[1].hidden is a number, expected true or false"_s);
    row("an object for a list is refused", "[\"one\", \"two\"]", "{}",
        u"tags is an object, expected a list"_s);
    row("a long title is refused", "Traffic", QByteArray(201, 'x'),
        u"panels[0].title has 201 bytes, limit 200"_s);
    row("a variable's name is a word", "\"name\": \"window\"", "\"name\": \"a-b\"",
        u"variables[1].name is 'a-b', expected letters, digits and _"_s);
    row("a range is a duration", "\"range\": \"6h\"", "\"range\": \"soon\"",
        u"range is 'soon', expected a duration such as 5m"_s);
    row("text that is no JSON is told by its line",
        "\"tags\":", "tags:", u"not JSON at line 5, column 3: illegal value"_s);
}

void TestDashboardJson::errors()
{
    QFETCH(QByteArray, from);
    QFETCH(QByteArray, to);
    QFETCH(QString, message);
    QByteArray json = QByteArray::fromStdString(fullFile());
    QVERIFY(json.contains(from));
    json.replace(json.indexOf(from), from.size(), to);
    const Result<ReadDashboard> read = readDashboard(json.toStdString());
    QVERIFY(!read.has_value());
    QString told = QString::fromStdString(read.error().message);
    // How the parser calls what it met, and where exactly it stopped, is its own.
    if (message.startsWith(u"not JSON"_s)) {
        told.truncate(told.indexOf(u','));
        message.truncate(message.indexOf(u','));
    }
    QCOMPARE(told, message);
}

void TestDashboardJson::unknownMembersAreNamed()
{
    QByteArray json = QByteArray::fromStdString(fullFile());
    json.replace("\"decimals\": 2", "\"decimal\": 2");
    const Result<ReadDashboard> read = readDashboard(json.toStdString());
    QVERIFY(read.has_value());
    QCOMPARE(read->warnings, (std::vector<std::string>{
                                 "member 'panels[1].decimal' is unknown and left out, did you mean "
                                 "'decimals'?"}));
}

void TestDashboardJson::everyTruncationIsRefused()
{
    const std::string json = fullFile();
    for (std::size_t size = 0; size + 2 < json.size(); ++size)
        QVERIFY2(!readDashboard(json.substr(0, size)), qPrintable(QString::number(size)));
    QVERIFY(!readDashboard(std::string(MaxDocumentBytes + 1, ' ')));
}

void TestDashboardJson::theSchemaHasTheSameWords()
{
    const std::string text =
        readAll(QStringLiteral(TINYOBS_SOURCE_DIR "/resources/docs/dashboard.schema.json"));
    const QJsonObject schema = QJsonDocument::fromJson(QByteArray::fromStdString(text)).object();
    const QJsonObject parts = schema[u"$defs"_s].toObject();
    const auto enumOf = [&](const QString &part, const QString &member) {
        const QJsonObject members = parts[part].toObject()[u"properties"_s].toObject();
        return members[member].toObject()[u"enum"_s].toVariant().toStringList();
    };
    QCOMPARE(enumOf(u"panel"_s, u"kind"_s), words(PanelKind{}));
    QCOMPARE(enumOf(u"panel"_s, u"drawing"_s), words(Drawing{}));
    QCOMPARE(enumOf(u"panel"_s, u"scale"_s), words(Scale{}));
    QCOMPARE(enumOf(u"panel"_s, u"reduce"_s), words(Reduce{}));
    QCOMPARE(enumOf(u"threshold"_s, u"level"_s), words(Level{}));
    QCOMPARE(enumOf(u"variable"_s, u"kind"_s), words(VariableKind{}));
    // Every member of the full file stands in the schema, and no other.
    const QJsonObject full =
        QJsonDocument::fromJson(QByteArray::fromStdString(fullFile())).object();
    QCOMPARE(schema[u"properties"_s].toObject().keys(), full.keys());
}

QTEST_APPLESS_MAIN(TestDashboardJson)
#include "tst_dashboardjson.moc"
