#include "core/ingest/wireformats.h"

#include <QTest>

using namespace tinyobs;

namespace {

std::string_view viewOf(const QByteArray &bytes)
{
    return {bytes.constData(), static_cast<std::size_t>(bytes.size())};
}

} // namespace

class TestWireFormats : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyRowKeepsTheLaws()
    {
        for (std::size_t i = 0; i < WireFormatCount; ++i) {
            const WireFormatRow &row = rowOf(WireFormat(i));
            QVERIFY(!row.expectedType.empty());
            QVERIFY(!row.expectedEncoding.empty());
            for (const std::string_view type : row.contentTypes)
                QVERIFY(takesContentType(row, type));
            for (const EncodingName &encoding : row.encodings)
                QVERIFY(findEncoding(row, encoding.name) == &encoding);
            QVERIFY(takesContentType(row, ""));
            QVERIFY(!takesContentType(row, "image/png"));
            QVERIFY(!findEncoding(row, "br"));
            const auto decoder = row.makeDecoder();
            QVERIFY(decoder);
            QCOMPARE(decoder->batch().size(), std::size_t(0));
        }
    }

    void takesContentTypes_data()
    {
        QTest::addColumn<int>("format");
        QTest::addColumn<QByteArray>("header");
        QTest::addColumn<bool>("isTaken");
        const auto row = [](const char *title, WireFormat format, const char *header,
                            bool isTaken) {
            QTest::newRow(title) << int(format) << QByteArray(header) << isTaken;
        };
        using enum WireFormat;
        row("JSON with a charset", Json, "application/json; charset=utf-8", true);
        row("JSON in capitals", Json, "Application/JSON", true);
        row("JSON with spaces around it", Json, "  application/json \t; a=b", true);
        row("JSON whose parameter has a name of remote write", Json,
            "application/json; proto=io.prometheus.write.v2.Request", true);
        row("JSON that is protobuf", Json, "application/x-protobuf", false);
        row("remote write 1.0 without a parameter", RemoteWrite, "application/x-protobuf", true);
        row("remote write 1.0", RemoteWrite, "application/x-protobuf;proto=prometheus.WriteRequest",
            true);
        row("remote write 1.0, quoted and spaced", RemoteWrite,
            "application/x-protobuf ; charset=x; Proto = \"prometheus.WriteRequest\" ;", true);
        row("remote write 2.0", RemoteWrite,
            "application/x-protobuf;proto=io.prometheus.write.v2.Request", false);
        row("remote write 2.0 behind another parameter", RemoteWrite,
            "application/x-protobuf; a=b; proto=io.prometheus.write.v2.Request", false);
        row("remote write 2.0, to its own decoder", RemoteWrite2,
            "application/x-protobuf;proto=io.prometheus.write.v2.Request", true);
        row("remote write 1.0, to the decoder of 2.0", RemoteWrite2,
            "application/x-protobuf;proto=prometheus.WriteRequest", false);
        row("a message without a name", RemoteWrite, "application/x-protobuf;proto", false);
        row("remote write that is JSON", RemoteWrite, "application/json", false);
        row("a form", RemoteWrite, "application/x-www-form-urlencoded", false);
    }
    void takesContentTypes()
    {
        QFETCH(const int, format);
        QFETCH(const QByteArray, header);
        QFETCH(const bool, isTaken);
        QCOMPARE(takesContentType(rowOf(WireFormat(format)), viewOf(header)), isTaken);
    }

    void findsEncodings_data()
    {
        QTest::addColumn<int>("format");
        QTest::addColumn<QByteArray>("header");
        QTest::addColumn<int>("encoding"); // -1: none
        const auto row = [](const char *title, WireFormat format, const char *header,
                            int encoding) {
            QTest::newRow(title) << int(format) << QByteArray(header) << encoding;
        };
        using enum WireFormat;
        row("JSON as it is", Json, "", int(BodyEncoding::Identity));
        row("JSON, gzip in capitals", Json, " GZIP ", int(BodyEncoding::Gzip));
        row("JSON, zstd", Json, "zstd", int(BodyEncoding::Zstd));
        row("JSON, snappy", Json, "snappy", -1);
        row("remote write, snappy", RemoteWrite, "snappy", int(BodyEncoding::Snappy));
        row("remote write without a word", RemoteWrite, "", int(BodyEncoding::Snappy));
        row("remote write, gzip", RemoteWrite, "gzip", -1);
        row("remote write, two encodings", RemoteWrite, "snappy, gzip", -1);
    }
    void findsEncodings()
    {
        QFETCH(const int, format);
        QFETCH(const QByteArray, header);
        QFETCH(const int, encoding);
        const EncodingName *found = findEncoding(rowOf(WireFormat(format)), viewOf(header));
        QCOMPARE(found ? int(found->encoding) : -1, encoding);
    }
};

QTEST_APPLESS_MAIN(TestWireFormats)

#include "tst_wireformats.moc"
