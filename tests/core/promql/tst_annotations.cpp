// Remarks as text: Prometheus' words, and the place in the query.

#include "core/promql/annotations.h"

#include <QTest>

#include <limits>

using namespace tinyobs::promql;

namespace {

constexpr TextSpan SecondLine{7, 11}; // of the query below
const char *const Query = "sum by\n(a) (b)";

class AnnotationsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aboutAMetric_data();
    void aboutAMetric();
    void aboutANumber_data();
    void aboutANumber();
    void eachTextStandsOnce();
    void warningsOfOthersStandAsTheyAre();
};

void AnnotationsTest::aboutAMetric_data()
{
    QTest::addColumn<Remark>("remark");
    QTest::addColumn<QString>("detail");
    QTest::addColumn<bool>("isWarning");
    QTest::addColumn<QString>("text");

    QTest::newRow("the metric in quotes")
        << Remark::MixedFloatsHistograms << "m" << true
        << "encountered a mix of histograms and floats for metric name \"m\"";
    QTest::newRow("quotes around no name")
        << Remark::MixedFloatsHistograms << "" << true
        << "encountered a mix of histograms and floats for metric name \"\"";
    QTest::newRow("not a counter") << Remark::NativeHistogramNotCounter << "m" << true
                                   << "this native histogram metric is not a counter: \"m\"";
    QTest::newRow("perhaps not a counter")
        << Remark::PossibleNonCounter << "m" << false
        << "metric might not be a counter, name does not end in _total/_sum/_count/_bucket: \"m\"";
    QTest::newRow("kinds of buckets")
        << Remark::MixedExponentialCustom << "m" << true
        << "vector contains a mix of histograms with exponential and custom buckets schemas for "
           "metric name \"m\"";
    QTest::newRow("histograms left out of a range")
        << Remark::HistogramIgnoredInMixedRange << "m" << false
        << "ignored histograms in a range containing both floats and histograms for metric name "
           "\"m\"";
    QTest::newRow("the aggregation's name") << Remark::HistogramIgnoredInAggregation << "max"
                                            << false << "ignored histogram in max aggregation";
    QTest::newRow("no detail") << Remark::MixedFloatsHistogramsInAggregation << "m" << true
                               << "encountered a mix of histograms and floats for aggregation";
    QTest::newRow("types as they stand")
        << Remark::IncompatibleTypes << "\"+\": float + histogram" << false
        << "incompatible sample types encountered for binary operator \"+\": float + histogram";
}

void AnnotationsTest::aboutAMetric()
{
    QFETCH(Remark, remark);
    QFETCH(QString, detail);
    QFETCH(bool, isWarning);
    QFETCH(QString, text);
    Annotations annotations(Query);
    annotations.add(remark, SecondLine, std::string_view(detail.toStdString()));
    const auto texts = isWarning ? annotations.warnings() : annotations.infos();
    QCOMPARE(texts.size(), std::size_t(1));
    const QString kind = isWarning ? QStringLiteral("warning") : QStringLiteral("info");
    QCOMPARE(QString::fromStdString(texts.front()),
             QStringLiteral("PromQL %1: %2 (2:1)").arg(kind, text));
    QVERIFY((isWarning ? annotations.infos() : annotations.warnings()).empty());
}

void AnnotationsTest::aboutANumber_data()
{
    QTest::addColumn<double>("number");
    QTest::addColumn<QString>("text");

    QTest::newRow("above one") << 1.5 << "1.5";
    QTest::newRow("all digits that tell it apart") << 1.0000000000000002 << "1.0000000000000002";
    QTest::newRow("a million") << 1e6 << "1e+06";
    QTest::newRow("below a million") << 999999.0 << "999999";
    QTest::newRow("small") << -0.00001 << "-1e-05";
    QTest::newRow("not so small") << -0.0001 << "-0.0001";
    QTest::newRow("NaN") << std::numeric_limits<double>::quiet_NaN() << "NaN";
    QTest::newRow("infinity") << std::numeric_limits<double>::infinity() << "+Inf";
    QTest::newRow("below all") << -std::numeric_limits<double>::infinity() << "-Inf";
}

void AnnotationsTest::aboutANumber()
{
    QFETCH(double, number);
    QFETCH(QString, text);
    Annotations annotations(Query);
    annotations.add(Remark::InvalidQuantile, SecondLine, number);
    annotations.add(Remark::InvalidRatio, SecondLine, number, 1);
    const auto warnings = annotations.warnings();
    QCOMPARE(warnings.size(), std::size_t(2));
    QCOMPARE(
        QString::fromStdString(warnings[0]),
        QStringLiteral("PromQL warning: quantile value should be between 0 and 1, got %1 (2:1)")
            .arg(text));
    QCOMPARE(QString::fromStdString(warnings[1]),
             QStringLiteral("PromQL warning: ratio value should be between -1 and 1, got %1, "
                            "capping to 1 (2:1)")
                 .arg(text));
}

void AnnotationsTest::eachTextStandsOnce()
{
    Annotations annotations(Query);
    Remarks both = Remark::MixedFloatsHistograms;
    both |= Remark::PossibleNonCounter;
    annotations.add(both, SecondLine, "m");
    annotations.add(both, SecondLine, "m");
    QCOMPARE(annotations.warnings().size(), std::size_t(1));
    QCOMPARE(annotations.infos().size(), std::size_t(1));
    annotations.add(both, TextSpan{0, 3}, "m"); // another place is another remark
    QCOMPARE(annotations.warnings().size(), std::size_t(2));
}

void AnnotationsTest::warningsOfOthersStandAsTheyAre()
{
    Annotations annotations(Query);
    annotations.addWarning("a chunk is broken");
    QCOMPARE(annotations.warnings(), std::vector<std::string>{"a chunk is broken"});
}

} // namespace

QTEST_APPLESS_MAIN(AnnotationsTest)
#include "tst_annotations.moc"
