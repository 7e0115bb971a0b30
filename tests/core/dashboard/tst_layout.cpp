// Places on the grid: drawn here as a picture, one letter for each panel, '-' for rows.
#include "core/dashboard/layout.h"

#include <QTest>

using namespace tinyobs::dashboard;

namespace {

/// "aabb/aabb/cc": a letter is a panel, a column of the picture is two of the grid's, a line one
/// row.
Dashboard drawn(const QByteArray &picture)
{
    Dashboard board;
    const QList<QByteArray> lines = picture.split('/');
    for (int y = 0; y < lines.size(); ++y) {
        for (int x = 0; x < lines[y].size(); ++x) {
            const std::string name(1, lines[y][x]);
            if (name == " ")
                continue;
            const auto found = std::ranges::find(board.panels, name, &Panel::title);
            if (found == board.panels.end()) {
                Panel panel{.title = name, .place = {2 * x, y, 2, 1}};
                if (name == "-" || name == "=") {
                    panel.kind = PanelKind::Row;
                    panel.place = {0, y, GridColumns, 1};
                }
                board.panels.push_back(panel);
            } else if (found->kind != PanelKind::Row) {
                found->place.w = 2 * x + 2 - found->place.x;
                found->place.h = y + 1 - found->place.y;
            }
        }
    }
    return board;
}

template <typename Panels, typename PlaceOf, typename NameOf>
QByteArray picture(const Panels &panels, const PlaceOf &placeOf, const NameOf &nameOf)
{
    QList<QByteArray> lines;
    for (const auto &panel : panels) {
        const Place place = placeOf(panel);
        for (int y = place.y; y < place.y + place.h; ++y) {
            while (lines.size() <= y)
                lines << QByteArray(12, ' ');
            for (int x = place.x / 2; x < (place.x + place.w) / 2; ++x)
                lines[y][x] = lines[y][x] == ' ' ? nameOf(panel) : '#';
        }
    }
    for (QByteArray &line : lines) {
        while (line.endsWith(' '))
            line.chop(1);
        if (line.startsWith('-') || line.startsWith('='))
            line.truncate(1);
    }
    return lines.join('/');
}

QByteArray pictureOf(const Dashboard &board)
{
    return picture(
        board.panels, [](const Panel &panel) { return panel.place; },
        [](const Panel &panel) { return panel.title.front(); });
}

QByteArray pictureOf(const Dashboard &board, const std::vector<ShownPanel> &shown)
{
    return picture(
        shown, [](const ShownPanel &panel) { return panel.place; },
        [&](const ShownPanel &panel) { return board.panels[panel.panel].title.front(); });
}

} // namespace

class TestLayout : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void moves_data();
    void moves();
    void nothingEverOverlaps();
    void compacting();
    void newPanelsFindRoom();
    void foldedRowsTakeNoSpace();
    void repeatedPanelsStandSideBySide();
    void repeatedRowsBringTheirPanels();
};

void TestLayout::moves_data()
{
    QTest::addColumn<QByteArray>("before");
    QTest::addColumn<char>("panel");
    QTest::addColumn<QRect>("place"); // in columns of the picture
    QTest::addColumn<QByteArray>("after");

    const auto row = [](const char *name, const char *before, char panel, QRect place,
                        const char *after) {
        QTest::newRow(name) << QByteArray(before) << panel << place << QByteArray(after);
    };
    row("a panel moves to free space", "aa/aa", 'a', {4, 0, 2, 2}, "    aa/    aa");
    row("it falls up to the top", "aabb/aabb", 'a', {6, 5, 2, 2}, "  bb  aa/  bb  aa");
    row("what lies there goes down", "aabb/aabb", 'a', {2, 0, 2, 2}, "  aa/  aa/  bb/  bb");
    row("and pushes what is below it", "aabb/aabb/ccdd/ccdd", 'a', {2, 0, 2, 2},
        "ccaa/ccaa/  bb/  bb/  dd/  dd");
    row("a panel that grows pushes its neighbour down", "aabb/aabb", 'a', {0, 0, 3, 2},
        "aaa/aaa/  bb/  bb");
    row("a panel that shrinks lets others up", "aa/aa/aa/bb/bb", 'a', {0, 0, 2, 2}, "aa/aa/bb/bb");
    row("it stays within the grid", "aa/aa", 'a', {11, 0, 2, 2}, "          aa/          aa");
    row("panels do not slip above their row", "aa/aa/-/bb/bb", 'b', {4, 0, 2, 2},
        "aa  bb/aa  bb/-");
    row("a panel can move into the next section", "aa/aa/-/bb/bb", 'a', {4, 3, 2, 2},
        "-/bb  aa/bb  aa");
}

void TestLayout::moves()
{
    QFETCH(QByteArray, before);
    QFETCH(char, panel);
    QFETCH(QRect, place);
    QFETCH(QByteArray, after);
    Dashboard board = drawn(before);
    const auto found = std::ranges::find(board.panels, std::string(1, panel), &Panel::title);
    const std::size_t index =
        placePanel(board, std::size_t(found - board.panels.begin()),
                   {2 * place.x(), place.y(), 2 * place.width(), place.height()});
    QCOMPARE(pictureOf(board), after);
    QCOMPARE(board.panels[index].title, std::string(1, panel));
}

void TestLayout::nothingEverOverlaps()
{
    std::srand(1);
    Dashboard board = drawn("aabb/aabb/ccdd/ccdd/-/eeff/eeff/gghh/gghh");
    for (int i = 0; i < 2000; ++i) {
        placePanel(board, std::size_t(std::rand()) % board.panels.size(),
                   {std::rand() % 26 - 1, std::rand() % 20 - 2, std::rand() % 26, std::rand() % 9});
        QVERIFY2(!pictureOf(board).contains('#'), qPrintable(QString::number(i)));
    }
    QCOMPARE(board.panels.size(), std::size_t(9));
}

void TestLayout::compacting()
{
    Dashboard board = drawn("aa////bb/bb");
    compact(board);
    QCOMPARE(pictureOf(board), QByteArray("aa/aa/bb/bb"));
}

void TestLayout::newPanelsFindRoom()
{
    QCOMPARE(placeBelow({}, 12, 8), (Place{0, 0, 12, 8}));
    const Dashboard board = drawn("aaaaaa/aaaaaa");
    QCOMPARE(placeBelow(board, 12, 2), (Place{12, 0, 12, 2}));
    QCOMPARE(placeBelow(board, 14, 2), (Place{0, 2, 14, 2}));
}

void TestLayout::foldedRowsTakeNoSpace()
{
    Dashboard board = drawn("aa/aa/-/bb/bb/=/cc/cc");
    board.panels[1].isFolded = true;
    const std::vector<ShownPanel> shown = shownPanels(board, {});
    QCOMPARE(pictureOf(board, shown), QByteArray("aa/aa/-/=/cc/cc"));
    QCOMPARE(storedRow(board, shown, 0), 0);
    QCOMPARE(storedRow(board, shown, 3), 5);
    QCOMPARE(storedRow(board, shown, 4), 6);
}

void TestLayout::repeatedPanelsStandSideBySide()
{
    Dashboard board = drawn("aaaa/aaaa/bb/bb");
    board.panels[0].repeat = "v";
    QCOMPARE(pictureOf(board, shownPanels(board, {{"v", {"1", "2", "3", "4"}}})),
             QByteArray("aaaaaaaaaaaa/aaaaaaaaaaaa/aaaa/aaaa/bb/bb"));
    QCOMPARE(pictureOf(board, shownPanels(board, {{"v", {}}})), QByteArray("aaaa/aaaa/bb/bb"));
    const std::vector<ShownPanel> shown = shownPanels(board, {{"v", {"1", "2"}}});
    QCOMPARE(shown[1].repeats.front(), (std::pair<std::string, std::string>("v", "2")));
}

void TestLayout::repeatedRowsBringTheirPanels()
{
    Dashboard board = drawn("-/aa/aa/=/bb/bb");
    board.panels[0].repeat = "v";
    QCOMPARE(pictureOf(board, shownPanels(board, {{"v", {"1", "2"}}})),
             QByteArray("-/aa/aa/-/aa/aa/=/bb/bb"));
}

QTEST_APPLESS_MAIN(TestLayout)
#include "tst_layout.moc"
