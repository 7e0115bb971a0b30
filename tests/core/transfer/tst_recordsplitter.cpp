#include "core/transfer/recordsplitter.h"

#include <QTest>

using namespace tinyobs;

namespace {

/// "1:first|2:second|": line numbers and records, fed in pieces of a length.
QByteArray split(RecordEnd end, std::size_t maxBytes, const QByteArray &text, qsizetype pieceBytes)
{
    RecordSplitter splitter(end, maxBytes);
    QByteArray out;
    const auto show = [&](const auto &record) {
        if (!record)
            out += QByteArray::fromStdString(record.error().message);
        else if (*record)
            out += QByteArray::number(quint64(splitter.line())) + ':' +
                   QByteArray((*record)->data(), qsizetype((*record)->size())) + '|';
        return record && *record;
    };
    for (qsizetype at = 0; at < text.size(); at += pieceBytes) {
        const QByteArray piece = text.mid(at, pieceBytes);
        splitter.add({piece.constData(), std::size_t(piece.size())});
        while (show(splitter.next())) {
        }
        if (out.contains("longer"))
            return out;
    }
    show(splitter.last());
    return out;
}

} // namespace

class TestRecordSplitter : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void splits_data();
    void splits();
};

void TestRecordSplitter::splits_data()
{
    QTest::addColumn<bool>("quotes");
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("expected");
    const auto row = [](const char *title, bool quotes, const char *text, const char *expected) {
        QTest::newRow(title) << quotes << QByteArray(text) << QByteArray(expected);
    };
    row("nothing", false, "", "");
    row("a line", false, "a\n", "1:a|");
    row("a line without its end", false, "a\nb", "1:a|2:b|");
    row("empty lines", false, "\n\na\n\n", "1:|2:|3:a|4:|");
    row("lines of another system", false, "a\r\nb\r\n", "1:a|2:b|");
    row("quotes that mean nothing", false, "\"a\nb\"\n", "1:\"a|2:b\"|");
    row("a line feed within quotes", true, "\"a\nb\",c\nd\n", "1:\"a\nb\",c|3:d|");
    row("doubled quotes", true, "\"a\"\"\n\"\"\"\nb\n", "1:\"a\"\"\n\"\"\"|3:b|");
    row("a carriage return within quotes", true, "\"a\r\"\r\n", "1:\"a\r\"|");
    row("exactly at the limit", false, "0123456789abcdef\nb\n", "1:0123456789abcdef|2:b|");
    row("beyond the limit", false, "a\n0123456789abcdefg\n", "1:a|line 2 is longer than 16 bytes");
    row("a quote that is not closed", true, "a\n\"b\n0123456789\nabcdefg\n",
        "1:a|line 2 is longer than 16 bytes: is a quote not closed?");
}

void TestRecordSplitter::splits()
{
    QFETCH(bool, quotes);
    QFETCH(QByteArray, text);
    QFETCH(QByteArray, expected);
    const RecordEnd end = quotes ? RecordEnd::LineOutsideQuotes : RecordEnd::Line;
    for (const qsizetype pieceBytes : {1, 2, 3, 7, 1000})
        QCOMPARE(split(end, 16, text, pieceBytes), expected);
}

QTEST_APPLESS_MAIN(TestRecordSplitter)
#include "tst_recordsplitter.moc"
