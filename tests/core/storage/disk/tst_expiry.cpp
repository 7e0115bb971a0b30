// Which files go: by age, by the number of samples, by the size of the folder.

#include "core/storage/disk/expiry.h"
#include "tests/core/storage/disk/datafilerows.h"

#include <QTemporaryDir>
#include <QtTest>

using namespace tinyobs;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr Day Today = 20'000;
constexpr TimeMs Now = dayStartMs(Today) + 12 * 3'600'000;
constexpr std::uint64_t SamplesPerFile = 100;

} // namespace

class TestExpiry : public QObject
{
    Q_OBJECT

    QTemporaryDir m_folder;
    DataFileList m_files;

    void addFile(const FileName &name)
    {
        const std::string folder = m_folder.path().toStdString();
        const auto writer = must(DataFileWriter::create(folder, name, 4096));
        SampleColumns samples;
        encoding::RollupColumns rows;
        for (std::uint64_t i = 0; i < SamplesPerFile; ++i)
            samples.append(dayStartMs(name.firstDay) + TimeMs(i + 1) * 60'000, double(i));
        if (name.tier == Tier::Raw) {
            must(writer->addSamples(1, samples));
        } else {
            rows.resize(1);
            rows.timesMs = {dayStartMs(name.firstDay) + 60'000};
            must(writer->addRollups(1, rows));
        }
        m_files.push_back(must(writer->finish(0)));
    }

private Q_SLOTS:
    void initTestCase()
    {
        addFile({Tier::Minute, 19'967, 19'996, 1, 5}); // September 2024
        addFile({Tier::Hour, 19'967, 19'996, 1, 5});
        for (const Day day : {Today - 3, Today - 2, Today - 1, Today})
            addFile(rawName(day, 1, 1));
        addFile(rawName(Today - 2, 2, 2)); // a second file of that day
        addFile({Tier::Minute, Today - 2, Today - 2, 1, 2});
        std::ranges::sort(m_files, {}, [](const DataFilePtr &file) { return file->name(); });
    }

    void findsWhatHasToGo_data()
    {
        QTest::addColumn<RetentionLimits>("limits");
        QTest::addColumn<int>("nowDays"); // after today
        QTest::addColumn<quint64>("headSamples");
        QTest::addColumn<QStringList>("gone");
        const RetentionLimits forever{.keepFor = {8760h, 8760h, 8760h}};
        const auto within = [&](std::uint64_t samples) {
            RetentionLimits limits = forever;
            limits.keepSamples = samples;
            return limits;
        };
        const auto keep = [](std::chrono::hours raw, std::chrono::hours minute) {
            return RetentionLimits{.keepFor = {raw, minute, 8760h}};
        };
        QTest::newRow("nothing without limits") << forever << 0 << quint64(0) << QStringList{};
        QTest::newRow("a day that is over for as long as raw samples are kept")
            << keep(60h, 8760h) << 0 << quint64(0) << QStringList{u"raw-20241001"_s};
        QTest::newRow("not a day that is over for an hour less")
            << keep(61h, 8760h) << 0 << quint64(0) << QStringList{};
        QTest::newRow("all files of a day")
            << keep(24h, 8760h) << 0 << quint64(0)
            << QStringList{u"raw-20241001"_s, u"raw-20241002"_s, u"raw-20241002"_s};
        QTest::newRow("today when it has become old")
            << keep(24h, 8760h) << 3 << quint64(0)
            << QStringList{u"raw-20241001"_s, u"raw-20241002"_s, u"raw-20241002"_s,
                           u"raw-20241003"_s, u"raw-20241004"_s};
        QTest::newRow("a month of rollups, the oldest first")
            << keep(60h, 24h) << 0 << quint64(0)
            << QStringList{u"1m-202409"_s, u"raw-20241001"_s, u"1m-20241002"_s};
        QTest::newRow("no sample too many") << within(500) << 0 << quint64(0) << QStringList{};
        QTest::newRow("one sample too many costs a day")
            << within(499) << 0 << quint64(0) << QStringList{u"raw-20241001"_s};
        QTest::newRow("the head's samples count")
            << within(500) << 0 << quint64(1) << QStringList{u"raw-20241001"_s};
        QTest::newRow("a day goes with all its files")
            << within(399) << 0 << quint64(0)
            << QStringList{u"raw-20241001"_s, u"raw-20241002"_s, u"raw-20241002"_s};
        QTest::newRow("today stays whatever it costs")
            << within(1) << 0 << quint64(1000)
            << QStringList{u"raw-20241001"_s, u"raw-20241002"_s, u"raw-20241002"_s,
                           u"raw-20241003"_s};
    }
    void findsWhatHasToGo()
    {
        QFETCH(const RetentionLimits, limits);
        QFETCH(const int, nowDays);
        QFETCH(const quint64, headSamples);
        QFETCH(const QStringList, gone);
        const std::vector<Expiry> expired =
            findExpired(m_files, limits, Now + nowDays * DayMs, 0, headSamples);
        QStringList names;
        for (const Expiry &expiry : expired) {
            const QString name = QString::fromStdString(expiry.file->name().toString());
            names << name.section(u'-', 0, 1);
        }
        QCOMPARE(names, gone);
    }

    void keepsTheFolderSmall_data()
    {
        QTest::addColumn<int>("filesTooMany"); // in bytes of the files in the order of going
        QTest::addColumn<QStringList>("gone");
        QTest::newRow("none") << 0 << QStringList{};
        QTest::newRow("the oldest raw day") << 1 << QStringList{u"raw-20241001"_s};
        QTest::newRow("raw days before older rollups")
            << 4
            << QStringList{u"raw-20241001"_s, u"raw-20241002"_s, u"raw-20241002"_s,
                           u"raw-20241003"_s};
        QTest::newRow("then rollups, but not today")
            << 8 << QStringList{u"1m-202409"_s,    u"1h-202409"_s,    u"raw-20241001"_s,
                                u"raw-20241002"_s, u"raw-20241002"_s, u"1m-20241002"_s,
                                u"raw-20241003"_s};
    }
    void keepsTheFolderSmall()
    {
        QFETCH(const int, filesTooMany);
        QFETCH(const QStringList, gone);
        std::uint64_t all = 0;
        std::uint64_t largest = 0;
        for (const DataFilePtr &file : m_files) {
            all += file->bytes();
            largest = std::max(largest, file->bytes());
            QCOMPARE(file->bytes(), m_files.front()->bytes()); // so that they can be counted
        }
        RetentionLimits limits{.keepFor = {8760h, 8760h, 8760h}};
        const std::uint64_t other = 1000;
        limits.keepBytes = all + other - std::uint64_t(filesTooMany) * largest;
        if (filesTooMany == 8)
            limits.keepBytes = 1;
        const std::vector<Expiry> expired = findExpired(m_files, limits, Now, other, 0);
        QStringList names;
        for (const Expiry &expiry : expired)
            names << QString::fromStdString(expiry.file->name().toString()).section(u'-', 0, 1);
        QCOMPARE(names, gone);
    }

    void saysWhy()
    {
        const DataFileList one{m_files.back()->name().tier == Tier::Raw ? m_files.back()
                                                                        : m_files.front()};
        RetentionLimits limits{.keepFor = {360h, 2160h, 8760h}};
        auto expired = findExpired(one, limits, Now + 400 * DayMs, 0, 0);
        QCOMPARE(QString::fromStdString(expired.at(0).reason), u"older than 15d"_s);
        limits = {.keepFor = {8760h, 8760h, 8760h}, .keepBytes = 2048};
        expired = findExpired(one, limits, Now + 10 * DayMs, 3ull << 30, 0);
        QCOMPARE(QString::fromStdString(expired.at(0).reason),
                 u"folder is 3.0 GiB, limit 2.0 KiB"_s);
        limits = {.keepFor = {8760h, 8760h, 8760h}, .keepBytes = 0, .keepSamples = 50};
        expired = findExpired(one, limits, Now + 10 * DayMs, 0, 5);
        QCOMPARE(QString::fromStdString(expired.at(0).reason), u"105 samples, limit 50"_s);
    }
};

QTEST_GUILESS_MAIN(TestExpiry)
#include "tst_expiry.moc"
