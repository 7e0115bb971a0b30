#include "ui/explore/queryrows.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

using namespace tinyobs::ui;
using namespace Qt::StringLiterals;

namespace {

QString lettersOf(const QueryRows &rows)
{
    QString letters;
    for (const ChartQuery &query : rows.queries())
        letters += QString::fromStdString(query.letter);
    return letters;
}

} // namespace

class TestQueryRows : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void replacesWhatWasBuiltAndKeepsTheUsers()
    {
        QueryRows rows;
        const QAbstractItemModelTester tester(&rows);
        rows.setBuilt({{"A", "up"}});
        rows.add();
        rows.setText(1, u"A / 2"_s);
        QVERIFY(!rows.isAllBuilt());
        rows.setBuilt({{"A", "x"}, {"B", "y"}, {"C", "z"}});
        QCOMPARE(rows.count(), 4);
        // The user's row keeps its letter: formulas go on meaning what they meant.
        QCOMPARE(rows.data(rows.index(3), QueryRows::Letter).toString(), u"B"_s);
        QCOMPARE(rows.data(rows.index(3), QueryRows::Text).toString(), u"A / 2"_s);
        QCOMPARE(lettersOf(rows), u"ACDB"_s);
    }

    void changesTextsInPlace()
    {
        QueryRows rows;
        rows.setBuilt({{"A", "up"}});
        QSignalSpy reset(&rows, &QueryRows::modelReset);
        rows.setBuilt({{"A", "down"}});
        QCOMPARE(reset.size(), 0);
        QCOMPARE(rows.queries().front().expr, std::string("down"));
    }

    void isTheUsersOnceItWasWritten()
    {
        QueryRows rows;
        rows.setBuilt({{"A", "up"}});
        QVERIFY(rows.isAllBuilt());
        QSignalSpy changed(&rows, &QueryRows::changed);
        rows.setText(0, u"up"_s); // nothing new
        QVERIFY(rows.isAllBuilt());
        QCOMPARE(changed.size(), 0);
        rows.setText(0, u"  up + 1 "_s);
        QVERIFY(!rows.isAllBuilt());
        QCOMPARE(rows.queries().front().expr, std::string("up + 1"));
        QCOMPARE(changed.size(), 1);
    }

    void hasALetterForEachRowAndNoMore()
    {
        QueryRows rows;
        for (int i = 0; i < 40; ++i)
            rows.append("up");
        QCOMPARE(rows.count(), int(QueryRows::MaxRows));
        QVERIFY(!rows.append("up"));
        rows.remove(3);
        QVERIFY(rows.append("down"));
        QCOMPARE(rows.queries().back().letter, std::string("D"));
    }

    void keepsOneRow()
    {
        QueryRows rows;
        rows.append("up");
        rows.remove(0);
        rows.remove(7);
        QCOMPARE(rows.count(), 1);
    }

    void hides()
    {
        QueryRows rows;
        rows.append("up");
        rows.toggleHidden(0);
        QVERIFY(rows.queries().front().isHidden);
        rows.toggleHidden(0);
        QVERIFY(!rows.queries().front().isHidden);
    }
};

QTEST_GUILESS_MAIN(TestQueryRows)
#include "tst_queryrows.moc"
