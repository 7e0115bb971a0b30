// What holds for every text file of the repository: its size, its marks, its line ends.
#include <QDirIterator>
#include <QFile>
#include <QRegularExpression>
#include <QTest>

using namespace Qt::StringLiterals;

namespace {

constexpr int MaxLines = 500;

// Colours stand in resources/tokens.json and in the theme that is checked against it.
bool mayNameColours(const QString &path)
{
    static const QRegularExpression drawn(u"^(?:ui|qml|resources/web)/"_s);
    return !drawn.match(path).hasMatch() || path.endsWith(u"/Theme.qml"_s);
}

// Complaints about one file, one line each.
QStringList complaintsAbout(const QString &path, const QString &text)
{
    // The brackets keep this file from matching itself.
    static const QRegularExpression mark(
        u"\\b(?:TO[D]O|FIX[M]E|X[X]X|HA[C]K)\\b(?!\\(#[0-9]+\\))"_s);
    static const QRegularExpression colour(u"#[0-9a-fA-F]{6}\\b"_s);
    static const QRegularExpression lineEnd(u"[ \\t\\r]$"_s);

    QStringList lines = text.split(u'\n');
    QStringList complaints;
    if (lines.last().isEmpty())
        lines.removeLast();
    else
        complaints << path + u": the last line has no line end"_s;
    if (lines.size() > MaxLines)
        complaints << u"%1: %2 lines, limit %3"_s.arg(path).arg(lines.size()).arg(MaxLines);
    for (int i = 0; i < lines.size(); ++i) {
        if (mark.match(lines[i]).hasMatch())
            complaints << u"%1:%2: a mark without its issue number, as in (#12)"_s.arg(path).arg(i +
                                                                                                 1);
        if (!mayNameColours(path) && colour.match(lines[i]).hasMatch())
            complaints << u"%1:%2: a colour that is not a token"_s.arg(path).arg(i + 1);
        if (lineEnd.match(lines[i]).hasMatch())
            complaints << u"%1:%2: blanks at the end of the line"_s.arg(path).arg(i + 1);
    }
    return complaints;
}

} // namespace

class TestHousekeeping : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void complaints_data();
    void complaints();
    void everyFileIsInOrder();
};

void TestHousekeeping::complaints_data()
{
    QTest::addColumn<QString>("path");
    QTest::addColumn<QString>("text");
    QTest::addColumn<QStringList>("expected");

    const QString mark = u"TO"_s + u"DO"_s;
    QTest::newRow("a plain file is fine") << u"f"_s << u"one\ntwo\n"_s << QStringList();
    QTest::newRow("an empty file has no last line to end") << u"f"_s << u"\n"_s << QStringList();
    QTest::newRow("a mark with its issue is fine")
        << u"f"_s << mark + u"(#12): later\n"_s << QStringList();
    QTest::newRow("a mark without an issue is not")
        << u"f"_s << u"one\n// "_s + mark + u": later\n"_s
        << QStringList{u"f:2: a mark without its issue number, as in (#12)"_s};
    QTest::newRow("a blank at the end of a line is not")
        << u"f"_s << u"one \n"_s << QStringList{u"f:1: blanks at the end of the line"_s};
    QTest::newRow("a missing line end is not")
        << u"f"_s << u"one"_s << QStringList{u"f: the last line has no line end"_s};
    QTest::newRow("500 lines are fine") << u"f"_s << u"\n"_s.repeated(500) << QStringList();
    QTest::newRow("501 lines are not")
        << u"f"_s << u"\n"_s.repeated(501) << QStringList{u"f: 501 lines, limit 500"_s};
    QTest::newRow("a page names no colour")
        << u"qml/Page.qml"_s << u"color: \"#112233\"\n"_s
        << QStringList{u"qml/Page.qml:1: a colour that is not a token"_s};
    QTest::newRow("the theme names colours")
        << u"qml/Theme.qml"_s << u"color: \"#112233\"\n"_s << QStringList();
}

void TestHousekeeping::complaints()
{
    QFETCH(QString, path);
    QFETCH(QString, text);
    QFETCH(QStringList, expected);
    QCOMPARE(complaintsAbout(path, text), expected);
}

void TestHousekeeping::everyFileIsInOrder()
{
    static const QRegularExpression skipped(u"/(?:node_modules|dist|build|[.][^/]*)/"_s);
    const QDir root(QStringLiteral(TINYOBS_SOURCE_DIR));
    QStringList complaints;
    for (const QString &folder : {u"core"_s, u"app"_s, u"ui"_s, u"qml"_s, u"example"_s, u"tests"_s,
                                  u"resources"_s, u"cmake"_s, u"packaging"_s}) {
        QDirIterator walk(root.filePath(folder),
                          {u"*.h"_s, u"*.cpp"_s, u"*.qml"_s, u"*.ts"_s, u"*.tsx"_s, u"*.css"_s,
                           u"*.cmake"_s, u"*.txt"_s, u"*.sh"_s, u"*.in"_s},
                          QDir::Files, QDirIterator::Subdirectories);
        while (walk.hasNext()) {
            QFile file(walk.next());
            const QString path = root.relativeFilePath(file.fileName());
            if (skipped.match(path).hasMatch())
                continue;
            QVERIFY2(file.open(QFile::ReadOnly), qPrintable(path));
            complaints += complaintsAbout(path, QString::fromUtf8(file.readAll()));
        }
    }
    QVERIFY2(complaints.isEmpty(), qPrintable(complaints.join(u'\n')));
}

QTEST_APPLESS_MAIN(TestHousekeeping)
#include "tst_housekeeping.moc"
