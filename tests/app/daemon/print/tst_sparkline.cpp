// Values as block characters.

#include "app/daemon/print/sparkline.h"

#include <QTest>

#include <limits>
#include <vector>

using namespace tinyobs::daemon;

namespace {

constexpr double None = std::numeric_limits<double>::quiet_NaN();
constexpr double Infinite = std::numeric_limits<double>::infinity();

} // namespace

class TestSparkline : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void draws_data();
    void draws();
};

void TestSparkline::draws_data()
{
    QTest::addColumn<std::vector<double>>("values");
    QTest::addColumn<int>("width");
    QTest::addColumn<QString>("line");
    using Values = std::vector<double>;
    const auto row = [](const char *name, const Values &values, int width, const char *line) {
        QTest::newRow(name) << values << width << QString::fromUtf8(line);
    };
    row("nothing", {}, 10, "");
    row("no room", {1, 2}, 0, "");
    row("each level once", {0, 1, 2, 3, 4, 5, 6, 7}, 8, "▁▂▃▄▅▆▇█");
    row("fewer values than room", {1, 2}, 8, "▁█");
    row("below zero too", {-4, 0, 4}, 3, "▁▅█");
    row("always the same", {3, 3, 3}, 3, "▄▄▄");
    row("always zero", {0, 0, 0}, 3, "▁▁▁");
    row("gaps are blank", {0, None, 7}, 3, "▁ █");
    row("nothing but gaps", {None, None}, 2, "  ");
    row("infinities are at the edges", {-Infinite, 0, 7, Infinite}, 4, "▁▁██");
    row("a peak among many is kept", {0, 0, 0, 9, 0, 0, 0, 0}, 4, "▁█▁▁");
    row("a fall among many is kept", {9, 9, 9, 0, 9, 9, 9, 9}, 4, "█▁██");
    row("a gap beside a value does not hide it", {None, 1, None, None, 7, None}, 3, "▁ █");
    row("the largest numbers there are",
        {-std::numeric_limits<double>::max(), 0, std::numeric_limits<double>::max()}, 3, "▁▅█");
}

void TestSparkline::draws()
{
    QFETCH(const std::vector<double>, values);
    QFETCH(const int, width);
    QFETCH(const QString, line);
    QCOMPARE(QString::fromStdString(sparkline(values, std::size_t(width))), line);
}

QTEST_GUILESS_MAIN(TestSparkline)
#include "tst_sparkline.moc"
