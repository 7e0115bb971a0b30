#include "example/client/registry.h"

#include <QTest>

#include <limits>

using namespace tinyobs::client;

namespace {

// One line per sample: the series as it goes over the wire, and the value.
QStringList lines(const Registry &registry)
{
    SampleList samples;
    registry.collect(5, samples);
    QStringList out;
    for (const Sample &sample : samples) {
        out.append(QString::fromStdString(*sample.series) + u' ' +
                   QString::fromStdString(numberText(sample.value)));
        if (sample.timeMs != 5)
            out.append(QStringLiteral("wrong time"));
    }
    return out;
}

} // namespace

class tst_Instruments : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void countersOnlyGrow_data();
    void countersOnlyGrow();
    void countersRaiseToTotals();
    void gaugesGoBothWays();
    void histogramsCumulate_data();
    void histogramsCumulate();
    void histogramsWriteTheirSeries();
    void registriesGiveTheSameInstrumentTwice();
    void registriesAddCommonLabels();
    void registriesUpdateBeforeCollecting();
};

void tst_Instruments::countersOnlyGrow_data()
{
    QTest::addColumn<double>("amount");
    QTest::addColumn<double>("total");
    QTest::newRow("a fraction is added") << 0.5 << 2.5;
    QTest::newRow("zero changes nothing") << 0.0 << 2.0;
    QTest::newRow("a negative amount is ignored") << -1.0 << 2.0;
    QTest::newRow("not a number is ignored") << std::numeric_limits<double>::quiet_NaN() << 2.0;
}

void tst_Instruments::countersOnlyGrow()
{
    QFETCH(double, amount);
    QFETCH(double, total);
    Counter counter(seriesText("c", {}));
    counter.add(2);
    counter.add(amount);
    QCOMPARE(counter.value(), total);
}

void tst_Instruments::countersRaiseToTotals()
{
    Counter counter(seriesText("c", {}));
    counter.raiseTo(7);
    counter.raiseTo(3);
    QCOMPARE(counter.value(), 7.0);
}

void tst_Instruments::gaugesGoBothWays()
{
    Gauge gauge(seriesText("g", {}));
    gauge.set(4);
    gauge.add(-6.5);
    QCOMPARE(gauge.value(), -2.5);
}

void tst_Instruments::histogramsCumulate_data()
{
    QTest::addColumn<QList<double>>("observed");
    QTest::addColumn<QList<double>>("buckets");
    QTest::addColumn<double>("sum");

    const double infinity = std::numeric_limits<double>::infinity();
    const double nan = std::numeric_limits<double>::quiet_NaN();
    QTest::newRow("nothing observed") << QList<double>{} << QList<double>{0, 0, 0} << 0.0;
    QTest::newRow("a value on a bound belongs to it")
        << QList<double>{1} << QList<double>{1, 1, 1} << 1.0;
    QTest::newRow("a value between the bounds")
        << QList<double>{1.5} << QList<double>{0, 1, 1} << 1.5;
    QTest::newRow("a value above all bounds is in +Inf only")
        << QList<double>{9} << QList<double>{0, 0, 1} << 9.0;
    QTest::newRow("negative values fall below the first bound")
        << QList<double>{-3} << QList<double>{1, 1, 1} << -3.0;
    QTest::newRow("infinity is counted in +Inf")
        << QList<double>{infinity} << QList<double>{0, 0, 1} << infinity;
    QTest::newRow("not a number is ignored")
        << QList<double>{nan, 1} << QList<double>{1, 1, 1} << 1.0;
    QTest::newRow("many values add up")
        << QList<double>{0.5, 1, 1.5, 2, 3} << QList<double>{2, 4, 5} << 8.0;
}

void tst_Instruments::histogramsCumulate()
{
    QFETCH(QList<double>, observed);
    QFETCH(QList<double>, buckets);
    QFETCH(double, sum);

    const std::array<double, 2> bounds{1, 2};
    Histogram histogram("h", {}, bounds);
    for (const double value : observed)
        histogram.observe(value);
    SampleList samples;
    histogram.collect(0, samples);
    QCOMPARE(samples.size(), histogram.seriesCount());
    QList<double> values;
    for (const Sample &sample : samples)
        values.append(sample.value);
    QCOMPARE(values, (buckets + QList<double>{sum, buckets.last()}));
}

void tst_Instruments::histogramsWriteTheirSeries()
{
    Registry registry;
    const std::array<double, 2> bounds{0.005, 1};
    registry.histogram("seconds", Labels{{"route", "/"}}, bounds).observe(0.5);
    QCOMPARE(lines(registry),
             QStringList({
                 QStringLiteral(R"("name":"seconds_bucket","labels":{"le":"0.005","route":"/"} 0)"),
                 QStringLiteral(R"("name":"seconds_bucket","labels":{"le":"1","route":"/"} 1)"),
                 QStringLiteral(R"("name":"seconds_bucket","labels":{"le":"+Inf","route":"/"} 1)"),
                 QStringLiteral(R"("name":"seconds_sum","labels":{"route":"/"} 0.5)"),
                 QStringLiteral(R"("name":"seconds_count","labels":{"route":"/"} 1)"),
             }));
    QCOMPARE(registry.seriesCount(), std::size_t(5));
}

void tst_Instruments::registriesGiveTheSameInstrumentTwice()
{
    Registry registry;
    QCOMPARE(&registry.counter("c", Labels{{"a", "1"}, {"b", "2"}}),
             &registry.counter("c", Labels{{"b", "2"}, {"a", "1"}}));
    QVERIFY(&registry.counter("c") != &registry.counter("c", Labels{{"a", "1"}}));
    QCOMPARE(&registry.gauge("g"), &registry.gauge("g"));
    QCOMPARE(&registry.histogram("h"), &registry.histogram("h"));
}

void tst_Instruments::registriesAddCommonLabels()
{
    Registry registry(Labels{{"service", "shop"}});
    registry.counter("c", Labels{{"a", "1"}}).add();
    registry.gauge("g", Labels{{"service", "own"}}).set(2);
    QCOMPARE(lines(registry),
             QStringList({QStringLiteral(R"("name":"c","labels":{"a":"1","service":"shop"} 1)"),
                          QStringLiteral(R"("name":"g","labels":{"service":"own"} 2)")}));
}

void tst_Instruments::registriesUpdateBeforeCollecting()
{
    Registry registry;
    registry.beforeCollecting([&gauge = registry.gauge("g")] { gauge.add(1); });
    QCOMPARE(lines(registry), QStringList({QStringLiteral(R"("name":"g","labels":{} 1)")}));
    QCOMPARE(lines(registry), QStringList({QStringLiteral(R"("name":"g","labels":{} 2)")}));
}

QTEST_APPLESS_MAIN(tst_Instruments)
#include "tst_instruments.moc"
