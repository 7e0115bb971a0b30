#include "example/client/processmetrics.h"

#include <QDateTime>
#include <QTest>

using namespace tinyobs::client;

class tst_ClientProcessMetrics : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void readsThisProcess();
};

void tst_ClientProcessMetrics::readsThisProcess()
{
    Registry registry;
    addProcessMetrics(registry);
    SampleList samples;
    registry.collect(0, samples);

    const double now = double(QDateTime::currentSecsSinceEpoch());
    const double started = registry.gauge("process_start_time_seconds").value();
    QVERIFY2(started > now - 3600 && started < now + 5, qPrintable(QString::number(started)));
    QVERIFY(registry.counter("process_cpu_seconds_total").value() < 3600);
#ifdef Q_OS_LINUX
    QVERIFY(registry.gauge("process_resident_memory_bytes").value() > 1e6);
    QVERIFY(registry.gauge("process_virtual_memory_bytes").value() >
            registry.gauge("process_resident_memory_bytes").value());
    QVERIFY(registry.gauge("process_open_fds").value() >= 3);
    QVERIFY(registry.gauge("process_threads").value() >= 1);

    const double before = registry.gauge("process_open_fds").value();
    QFile file(QCoreApplication::applicationFilePath());
    QVERIFY(file.open(QIODevice::ReadOnly));
    registry.collect(0, samples);
    QCOMPARE(registry.gauge("process_open_fds").value(), before + 1);
#endif
}

QTEST_GUILESS_MAIN(tst_ClientProcessMetrics)
#include "tst_clientprocessmetrics.moc"
