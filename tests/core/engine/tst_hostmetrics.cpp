#include "core/engine/hostmetrics.h"
#include "core/engine/procfiles.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <map>
#include <string>

using namespace tinyobs;
using namespace Qt::StringLiterals;

namespace {

/// name{label="value"} -> value
using Samples = std::map<std::string, double>;

MetricSource::Emit into(Samples &samples)
{
    return
        [&samples](std::string_view name, std::initializer_list<LabelView> labels, double value) {
            std::string key(name);
            for (const LabelView label : labels)
                key += "|" + std::string(label.name) + "=" + std::string(label.value);
            samples[key] = value;
        };
}

std::string statOf(int cores)
{
    std::string text = "cpu  100 0 50 1000 10 0 5 0 0 0\n";
    for (int i = 0; i < cores; ++i)
        text += "cpu" + std::to_string(i) + " 100 0 50 1000 10 0 5 0 0 0\n";
    return text + "intr 12345 0 1 2\nctxt 678\nbtime 1795000000\nprocesses 42\nprocs_running 2\n"
                  "procs_blocked 1\nsoftirq 9 1 2\n";
}

constexpr std::string_view DiskStats =
    "   8       0 sda 100 5 2000 300 200 7 4000 500 3 600 800 0 0 0 0 0 0\n"
    "   8       1 sda1 100 5 2000 300 200 7 4000 500 3 600 800 0 0 0 0 0 0\n"
    " 259       0 nvme0n1 1 0 8 1 0 0 0 0 0 1 1\n"
    " 259       1 nvme0n1p1 1 0 8 1 0 0 0 0 0 1 1\n"
    "   7       0 loop0 9 0 8 1 0 0 0 0 0 1 1\n"
    " 253       0 dm-0 7 0 8 1 0 0 0 0 0 1 1\n"
    "   8      16 sdb 0 0 0 0 0 0 0 0 0 0 0\n";

constexpr std::string_view NetDev =
    "Inter-|   Receive                                                |  Transmit\n"
    " face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs drop "
    "fifo colls carrier compressed\n"
    "    lo: 1000 10 0 0 0 0 0 0 1000 10 0 0 0 0 0 0\n"
    "  eth0:123456789 200 3 4 0 0 0 0 987654321 300 5 6 0 0 0 0\n"
    "veth1a2b: 5 1 0 0 0 0 0 0 5 1 0 0 0 0 0 0\n"
    " wlan0: 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0\n";

constexpr std::string_view Mounts = "/dev/sda1 / ext4 rw,relatime 0 0\n"
                                    "proc /proc proc rw 0 0\n"
                                    "tmpfs /run tmpfs rw 0 0\n"
                                    "/dev/sda2 /mnt/my\\040disk xfs rw 0 0\n"
                                    "/dev/sda1 /srv/bind ext4 rw 0 0\n"
                                    "server:/share /mnt/nfs nfs4 rw 0 0\n"
                                    "/dev/loop3 /snap/x squashfs ro 0 0\n"
                                    "overlay /var/lib/docker/overlay2/x/merged overlay rw 0 0\n"
                                    "tank/data /tank zfs rw 0 0\n";

} // namespace

class TestHostMetrics : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void readsStat();
    void sumsUpManyCores();
    void readsMemoryAndLoad();
    void readsWholeDisksThatWereUsed();
    void readsInterfacesThatCarriedSomething();
    void readsPressure();
    void findsLocalMounts();
    void findsTheRootOfAContainer();
    void readsProcesses_data();
    void readsProcesses();
    void survivesAnything_data();
    void survivesAnything();
    void collectsFromARoot();
    void collectsFromThisMachine();
};

void TestHostMetrics::readsStat()
{
    Samples samples;
    emitStat(statOf(2), 100, into(samples));
    QCOMPARE(samples.size(), std::size_t(2 * 8 + 6));
    QCOMPARE(samples.at("node_cpu_seconds_total|cpu=1|mode=idle"), 10.0);
    QCOMPARE(samples.at("node_cpu_seconds_total|cpu=0|mode=softirq"), 0.05);
    QCOMPARE(samples.at("node_boot_time_seconds"), 1795000000.0);
    QCOMPARE(samples.at("node_intr_total"), 12345.0);
    QCOMPARE(samples.at("node_context_switches_total"), 678.0);
    QCOMPARE(samples.at("node_forks_total"), 42.0);
    QCOMPARE(samples.at("node_procs_running"), 2.0);
    QCOMPARE(samples.at("node_procs_blocked"), 1.0);
}

void TestHostMetrics::sumsUpManyCores()
{
    Samples samples;
    emitStat(statOf(64), 100, into(samples));
    QCOMPARE(samples.size(), std::size_t(8 + 6));
    QCOMPARE(samples.at("node_cpu_seconds_total|cpu=all|mode=user"), 1.0);
}

void TestHostMetrics::readsMemoryAndLoad()
{
    Samples samples;
    emitMemory("MemTotal:       1000 kB\nMemFree:         250 kB\nHugePages_Total:       3\n",
               into(samples));
    emitLoad("0.50 1.25 2.00 3/456 7890\n", into(samples));
    const Samples wanted{{"node_memory_MemTotal_bytes", 1024'000},
                         {"node_memory_MemFree_bytes", 256'000},
                         {"node_load1", 0.5},
                         {"node_load5", 1.25},
                         {"node_load15", 2}};
    QVERIFY(samples == wanted);
}

void TestHostMetrics::readsWholeDisksThatWereUsed()
{
    Samples samples;
    emitDisks(DiskStats, into(samples));
    QCOMPARE(samples.size(), std::size_t(3 * 8));
    QCOMPARE(samples.at("node_disk_reads_completed_total|device=sda"), 100.0);
    QCOMPARE(samples.at("node_disk_read_bytes_total|device=sda"), 2000.0 * 512);
    QCOMPARE(samples.at("node_disk_writes_completed_total|device=sda"), 200.0);
    QCOMPARE(samples.at("node_disk_written_bytes_total|device=sda"), 4000.0 * 512);
    QCOMPARE(samples.at("node_disk_io_now|device=sda"), 3.0);
    QCOMPARE(samples.at("node_disk_io_time_seconds_total|device=sda"), 0.6);
    QVERIFY(samples.contains("node_disk_read_bytes_total|device=nvme0n1"));
    QVERIFY(samples.contains("node_disk_read_bytes_total|device=dm-0"));
}

void TestHostMetrics::readsInterfacesThatCarriedSomething()
{
    Samples samples;
    emitNetwork(NetDev, into(samples));
    QCOMPARE(samples.size(), std::size_t(2 * 8));
    QCOMPARE(samples.at("node_network_receive_bytes_total|device=eth0"), 123456789.0);
    QCOMPARE(samples.at("node_network_receive_errs_total|device=eth0"), 3.0);
    QCOMPARE(samples.at("node_network_transmit_bytes_total|device=eth0"), 987654321.0);
    QCOMPARE(samples.at("node_network_transmit_drop_total|device=eth0"), 6.0);
    QCOMPARE(samples.at("node_network_transmit_packets_total|device=lo"), 10.0);
}

void TestHostMetrics::readsPressure()
{
    Samples samples;
    const std::string_view text = "some avg10=0.00 avg60=0.00 avg300=0.00 total=2500000\n"
                                  "full avg10=0.00 avg60=0.00 avg300=0.00 total=1000000\n";
    emitPressure(text, "cpu", into(samples));
    emitPressure(text, "io", into(samples));
    const Samples wanted{{"node_pressure_cpu_waiting_seconds_total", 2.5},
                         {"node_pressure_io_waiting_seconds_total", 2.5},
                         {"node_pressure_io_stalled_seconds_total", 1}};
    QVERIFY(samples == wanted);
}

void TestHostMetrics::findsLocalMounts()
{
    const std::vector<Mount> wanted{{"/dev/sda1", "/", "ext4"},
                                    {"/dev/sda2", "/mnt/my disk", "xfs"},
                                    {"tank/data", "/tank", "zfs"}};
    QVERIFY(localMounts(Mounts) == wanted);
}

void TestHostMetrics::findsTheRootOfAContainer()
{
    const std::vector<Mount> wanted{{"overlay", "/", "overlay"}};
    QVERIFY(localMounts("overlay / overlay rw 0 0\nproc /proc proc rw 0 0\n") == wanted);
}

void TestHostMetrics::readsProcesses_data()
{
    QTest::addColumn<QByteArray>("name");
    QTest::newRow("a plain name") << QByteArray("tinyobsd");
    QTest::newRow("a name with blanks and brackets") << QByteArray("a) R 1 (b");
}

void TestHostMetrics::readsProcesses()
{
    QFETCH(const QByteArray, name);
    const std::string text =
        "17 (" + name.toStdString() +
        ") S 1 17 17 0 -1 4194560 500 0 0 0 250 50 0 0 20 0 7 0 9000 174000000 5000 1844\n";
    const ProcessStat stat = parseProcessStat(text, 100);
    QCOMPARE(stat.cpuSeconds, 3.0);
    QCOMPARE(stat.threads, 7.0);
    QCOMPARE(stat.startSeconds, 90.0);
    QCOMPARE(stat.virtualBytes, 174000000.0);
}

void TestHostMetrics::survivesAnything_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::newRow("nothing") << QByteArray();
    QTest::newRow("line ends") << QByteArray("\n\n\n");
    QTest::newRow("blanks") << QByteArray("  \t  \n \t");
    QTest::newRow("words") << QByteArray("cpu0 x y z\nMemTotal: much\nsome total=\n: : :\n\\04\n");
    QTest::newRow("cut off") << QByteArray("cpu0 1 2\ncpu");
    QTest::newRow("brackets") << QByteArray(")");
    QTest::newRow("zeros") << QByteArray(1000, '\0');
}

void TestHostMetrics::survivesAnything()
{
    QFETCH(const QByteArray, text);
    const std::string bytes = text.toStdString();
    Samples samples;
    emitStat(bytes, 100, into(samples));
    emitMemory(bytes, into(samples));
    emitLoad(bytes, into(samples));
    emitDisks(bytes, into(samples));
    emitNetwork(bytes, into(samples));
    emitPressure(bytes, "io", into(samples));
    emitPressure(bytes, "nothing", into(samples));
    QVERIFY(localMounts(bytes).size() <= 1);
    QCOMPARE(parseProcessStat(bytes, 100).threads, 0.0);
}

void TestHostMetrics::collectsFromARoot()
{
    const QTemporaryDir root;
    QVERIFY(QDir(root.path()).mkpath(u"proc/pressure"_s) &&
            QDir(root.path()).mkpath(u"proc/net"_s) && QDir(root.path()).mkpath(u"proc/self"_s));
    const auto write = [&root](const QString &path, std::string_view text) {
        QFile file(root.filePath(path));
        return file.open(QIODevice::WriteOnly) &&
               file.write(text.data(), qint64(text.size())) == qint64(text.size());
    };
    QVERIFY(write(u"proc/stat"_s, statOf(4)));
    QVERIFY(write(u"proc/net/dev"_s, NetDev));
    QVERIFY(write(u"proc/self/mounts"_s, "/dev/sda1 / ext4 rw 0 0\n/dev/sda2 /gone ext4 rw 0 0\n"));

    const auto source = makeHostMetrics(root.path().toStdString() + "/");
    if (!source)
        QSKIP("the host is watched on Linux only");
    QCOMPARE(source->job(), std::string_view("host"));
    Samples samples;
    source->collect(into(samples));
    QCOMPARE(samples.count("node_cpu_seconds_total|cpu=3|mode=steal"), std::size_t(1));
    QVERIFY(samples.at("node_filesystem_size_bytes|device=/dev/sda1|fstype=ext4|mountpoint=/") > 0);
    QVERIFY(!samples.contains(
        "node_filesystem_size_bytes|device=/dev/sda2|fstype=ext4|mountpoint=/gone"));
    QVERIFY(!samples.contains("node_load1"));
    QVERIFY(samples.at("node_time_seconds") > 1.7e9);
}

void TestHostMetrics::collectsFromThisMachine()
{
    const auto source = makeHostMetrics();
    if (!source)
        QSKIP("the host is watched on Linux only");
    Samples samples;
    source->collect(into(samples));
    QVERIFY(samples.at("node_memory_MemTotal_bytes") > 0);
    QVERIFY(samples.at("node_boot_time_seconds") > 1e9);
    QVERIFY2(samples.size() < 1000, std::to_string(samples.size()).c_str());
}

QTEST_APPLESS_MAIN(TestHostMetrics)

#include "tst_hostmetrics.moc"
