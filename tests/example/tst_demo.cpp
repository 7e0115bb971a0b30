#include "example/demo.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

#include <cmath>
#include <set>

using namespace tinyobs::client;
using namespace tinyobs::example;

namespace {

constexpr TimeMs Start = 1795341600000;
constexpr TimeMs Step = 2000;

using Values = std::map<std::string, double>;

Values byText(const SampleList &samples)
{
    Values values;
    for (const Sample &sample : samples)
        values[*sample.series] = sample.value;
    return values;
}

QJsonObject parsed(const std::string &series)
{
    return QJsonDocument::fromJson('{' + QByteArray::fromStdString(series) + '}').object();
}

QString nameOf(const std::string &series)
{
    return parsed(series)[u"name"].toString();
}

QString labelOf(const std::string &series, const char *label)
{
    return parsed(series)[u"labels"][QLatin1StringView(label)].toString();
}

bool isCounter(const std::string &series)
{
    const QString name = nameOf(series);
    return name.endsWith(u"_total") || name.endsWith(u"_bucket") || name.endsWith(u"_count") ||
           name.endsWith(u"_sum");
}

class Run
{
public:
    explicit Run(std::uint64_t seed = 1, bool traffic = true, double speed = 1)
        : demo({.seed = seed, .speed = speed, .traffic = traffic}, Start)
    {
    }

    SampleList step()
    {
        nowMs += Step;
        SampleList samples;
        demo.collect(nowMs, samples);
        return samples;
    }

    Demo demo;
    TimeMs nowMs = Start;
};

double sumOf(const Values &values, const char *service, const char *name)
{
    double sum = 0;
    for (const auto &[series, value] : values) {
        if (nameOf(series) == QLatin1StringView(name) &&
            labelOf(series, "service") == QLatin1StringView(service))
            sum += value;
    }
    return sum;
}

} // namespace

class tst_Demo : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void repeatsWithTheSameSeed();
    void hasSomeHundredSeries();
    void followsItsRates();
    void countersNeverFall();
    void histogramsAreConsistent();
    void withoutTrafficOnlyItself();
    void deploysRollANewVersionIn();
    void slowReleaseIsSlower();
    void latencySpikeSlowsCheckout();
    void errorBurstFailsPayments();
    void counterResetStartsCatalogAnew();
    void clockSkewShiftsTimestamps();
    void cardinalityBombIsBounded();
    void memoryLeakIsGivenBack();
    void survivesClockJumps();
    void playsThePast();
};

void tst_Demo::repeatsWithTheSameSeed()
{
    Run one(5);
    Run same(5);
    Run other(6);
    SampleList first, second, third;
    for (int i = 0; i < 20; ++i) {
        first = one.step();
        second = same.step();
        third = other.step();
    }
    // The figures of this very process are its own business.
    const auto simulated = [](const SampleList &samples) {
        Values values = byText(samples);
        std::erase_if(values, [](const auto &item) {
            return labelOf(item.first, "service") == QLatin1StringView("example");
        });
        return values;
    };
    QVERIFY(simulated(first).size() > 200);
    QVERIFY(simulated(first) == simulated(second));
    QVERIFY(simulated(first) != simulated(third));
}

void tst_Demo::hasSomeHundredSeries()
{
    Run run;
    const SampleList samples = run.step();
    QVERIFY2(samples.size() >= 200 && samples.size() <= 400,
             qPrintable(QString::number(samples.size())));
    QCOMPARE(samples.size(), run.demo.seriesCount());
    QCOMPARE(byText(samples).size(), samples.size()); // no series twice
    for (const Sample &sample : samples) {
        QCOMPARE(sample.timeMs, Start + Step);
        QVERIFY(std::isfinite(sample.value));
        QVERIFY(!labelOf(*sample.series, "service").isEmpty());
    }
    for (const Workload &workload : workloads()) {
        const bool shown = std::ranges::any_of(samples, [&](const Sample &sample) {
            return nameOf(*sample.series).toStdString().starts_with(workload.metric) &&
                   labelOf(*sample.series, "service").toStdString() == workload.service;
        });
        QVERIFY2(shown, workload.metric.data());
    }
}

void tst_Demo::followsItsRates()
{
    Run run;
    for (int i = 0; i < 60; ++i)
        run.step();
    // 825 requests a second on average over a day, times the shape at ten o'clock.
    const double requests = sumOf(byText(run.step()), "catalog", "http_requests_total") / 122;
    const double expected = 825 * shapeFactor(Shape::Daily, double(Start) / 1000 + 60);
    QVERIFY2(std::abs(requests / expected - 1) < 0.05, qPrintable(QString::number(requests)));
}

void tst_Demo::countersNeverFall()
{
    Run run;
    Values before = byText(run.step());
    for (int i = 0; i < 300; ++i) { // ten minutes: two deployments roll out
        const Values now = byText(run.step());
        for (const auto &[series, value] : now) {
            const auto old = before.find(series);
            if (old != before.end() && isCounter(series))
                QVERIFY2(value >= old->second, series.c_str());
        }
        before = now;
    }
}

void tst_Demo::histogramsAreConsistent()
{
    Run run;
    SampleList samples;
    for (int i = 0; i < 10; ++i)
        samples = run.step();
    double below = 0;
    std::size_t histograms = 0;
    for (std::size_t i = 0; i < samples.size(); ++i) {
        const QString name = nameOf(*samples[i].series);
        if (!name.endsWith(u"_bucket"))
            continue;
        QVERIFY2(samples[i].value >= below, samples[i].series->c_str());
        below = samples[i].value;
        if (labelOf(*samples[i].series, "le") != QLatin1StringView("+Inf"))
            continue;
        QVERIFY(nameOf(*samples[i + 1].series).endsWith(u"_sum"));
        QVERIFY(nameOf(*samples[i + 2].series).endsWith(u"_count"));
        QCOMPARE(samples[i + 2].value, below);
        QCOMPARE(samples[i + 1].value > 0, below > 0);
        below = 0;
        ++histograms;
    }
    QVERIFY(histograms >= 10);
}

void tst_Demo::withoutTrafficOnlyItself()
{
    Run run(1, false);
    for (const Sample &sample : run.step())
        QCOMPARE(labelOf(*sample.series, "service"), QStringLiteral("example"));
    QVERIFY(!run.demo.simulation());
}

void tst_Demo::deploysRollANewVersionIn()
{
    Run run;
    const auto versions = [](const SampleList &samples) {
        std::set<QString> found;
        for (const Sample &sample : samples) {
            if (labelOf(*sample.series, "service") == QLatin1StringView("checkout"))
                found.insert(labelOf(*sample.series, "version"));
        }
        return found;
    };
    const QString first = QStringLiteral("1.4.0");
    const QString second = QStringLiteral("1.5.0");
    QCOMPARE(versions(run.step()), std::set<QString>{first});
    while (run.nowMs < Start + 300'000)
        run.step();
    QCOMPARE(versions(run.step()), (std::set<QString>{first, second}));
    while (run.nowMs < Start + 620'000)
        run.step();
    QCOMPARE(versions(run.step()), std::set<QString>{second});
}

void tst_Demo::slowReleaseIsSlower()
{
    Run run;
    const auto meanSeconds = [&run](TimeMs fromMs, TimeMs toMs) {
        while (run.nowMs < fromMs)
            run.step();
        const Values before = byText(run.step());
        while (run.nowMs < toMs)
            run.step();
        const Values after = byText(run.step());
        const auto grown = [&](const char *name) {
            return sumOf(after, "checkout", name) - sumOf(before, "checkout", name);
        };
        return grown("http_request_duration_seconds_sum") /
               grown("http_request_duration_seconds_count");
    };
    const double before = meanSeconds(Start, Start + 200'000);
    const double after = meanSeconds(Start + 700'000, Start + 900'000);
    QVERIFY2(after > 1.5 * before, qPrintable(QString::number(after / before)));
}

void tst_Demo::latencySpikeSlowsCheckout()
{
    Run calm;
    Run spiked;
    spiked.demo.faults().start("latency-spike", Start);
    Values calmValues, spikedValues;
    for (int i = 0; i < 10; ++i) {
        calmValues = byText(calm.step());
        spikedValues = byText(spiked.step());
    }
    const auto mean = [](const Values &values, const char *service) {
        return sumOf(values, service, "http_request_duration_seconds_sum") /
               sumOf(values, service, "http_request_duration_seconds_count");
    };
    QVERIFY(mean(spikedValues, "checkout") > 6 * mean(calmValues, "checkout"));
    QVERIFY(mean(spikedValues, "catalog") < 1.5 * mean(calmValues, "catalog"));
}

void tst_Demo::errorBurstFailsPayments()
{
    Run run;
    run.demo.faults().start("error-burst", Start);
    Values values;
    for (int i = 0; i < 30; ++i)
        values = byText(run.step());
    double failed = 0;
    for (const auto &[series, value] : values) {
        if (nameOf(series) == QLatin1StringView("http_requests_total") &&
            labelOf(series, "service") == QLatin1StringView("payments") &&
            labelOf(series, "status") == QLatin1StringView("503"))
            failed += value;
    }
    const double share = failed / sumOf(values, "payments", "http_requests_total");
    QVERIFY2(share > 0.27 && share < 0.55, qPrintable(QString::number(share)));
}

void tst_Demo::counterResetStartsCatalogAnew()
{
    Run run;
    Values values;
    for (int i = 0; i < 30; ++i)
        values = byText(run.step());
    const double catalogBefore = sumOf(values, "catalog", "http_requests_total");
    const double checkoutBefore = sumOf(values, "checkout", "http_requests_total");
    run.demo.faults().start("counter-reset", run.nowMs);
    values = byText(run.step());
    QVERIFY(sumOf(values, "catalog", "http_requests_total") < catalogBefore / 5);
    QVERIFY(sumOf(values, "checkout", "http_requests_total") > checkoutBefore);

    int restarts = 0;
    double last = sumOf(values, "catalog", "http_requests_total");
    for (int i = 0; i < 60; ++i) {
        const double now = sumOf(byText(run.step()), "catalog", "http_requests_total");
        restarts += now < last;
        last = now;
    }
    QCOMPARE(restarts, 3); // after 16, 32 and 48 of its 60 seconds
}

void tst_Demo::clockSkewShiftsTimestamps()
{
    Run run;
    run.demo.faults().start("clock-skew", Start);
    for (const Sample &sample : run.step())
        QCOMPARE(sample.timeMs, Start + Step - 90'000);
    run.demo.faults().stop("clock-skew");
    for (const Sample &sample : run.step())
        QCOMPARE(sample.timeMs, Start + 2 * Step);
}

void tst_Demo::cardinalityBombIsBounded()
{
    Run run;
    const std::size_t before = run.step().size();
    run.demo.faults().start("cardinality-bomb", run.nowMs);
    QCOMPARE(run.step().size(), before + 40);
    for (int i = 0; i < 500; ++i) { // held down, so to speak
        run.demo.faults().start("cardinality-bomb", run.nowMs);
        QVERIFY(run.step().size() <= before + 1500 + 200);
    }
    run.demo.faults().stop("cardinality-bomb");
    QVERIFY(run.step().size() <= before + 200);
}

void tst_Demo::memoryLeakIsGivenBack()
{
    Run run(1, false);
    const auto resident = [&run] {
        return sumOf(byText(run.step()), "example", "process_resident_memory_bytes");
    };
    const double before = resident();
    run.demo.faults().start("memory-leak", run.nowMs);
    for (int i = 0; i < 20; ++i)
        run.step();
    QCOMPARE(run.demo.leakedBytes(), std::size_t(40 << 20));
    if (before > 0) // known on this system
        QVERIFY2(resident() > before + 30e6, qPrintable(QString::number(resident() - before)));
    for (int i = 0; i < 100; ++i) {
        run.demo.faults().start("memory-leak", run.nowMs);
        run.step();
    }
    QCOMPARE(run.demo.leakedBytes(), std::size_t(96 << 20));
    run.demo.faults().stop("memory-leak");
    run.step();
    QCOMPARE(run.demo.leakedBytes(), std::size_t(0));
}

void tst_Demo::survivesClockJumps()
{
    Run run;
    const double before = sumOf(byText(run.step()), "catalog", "http_requests_total");
    run.nowMs -= 3'600'000;
    QCOMPARE(sumOf(byText(run.step()), "catalog", "http_requests_total"), before);
    run.nowMs += 7LL * 86'400'000;
    const double after = sumOf(byText(run.step()), "catalog", "http_requests_total");
    QVERIFY2(after < before + 20'000, qPrintable(QString::number(after)));
}

void tst_Demo::playsThePast()
{
    Run run;
    const SampleList past = run.demo.past(Start + 3'600'000);
    QVERIFY2(past.size() < 100'000, qPrintable(QString::number(past.size()))); // the queue's limit
    QCOMPARE(past.front().timeMs, Start + 15'000);
    QCOMPARE(past.back().timeMs, Start + 3'585'000);

    // The present goes on where the past ended.
    run.nowMs = Start + 3'600'000 - Step;
    const Values present = byText(run.step());
    for (std::size_t i = past.size() - 200; i < past.size(); ++i) {
        if (isCounter(*past[i].series))
            QVERIFY2(present.at(*past[i].series) >= past[i].value, past[i].series->c_str());
    }
    QVERIFY(Run(1, false).demo.past(Start + 3'600'000).empty());
}

QTEST_GUILESS_MAIN(tst_Demo)
#include "tst_demo.moc"
