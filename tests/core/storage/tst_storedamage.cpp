// A store whose folder is damaged: what it opens, and that nothing gets worse by opening it.

#include "core/storage/disk/catalogfile.h"
#include "core/storage/store.h"
#include "tests/core/storage/samplerows.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QtTest>

using namespace tinyobs;

namespace {

constexpr TimeMs Now = 1'700'000'000'000;

std::map<std::string, double> valuesOf(const Store &store)
{
    std::map<std::string, double> values;
    const Snapshot snapshot = store.snapshot({}, 0, Now, 100);
    SampleColumns samples;
    for (std::size_t i = 0; i < snapshot.size(); ++i) {
        if (snapshot.read(i, samples) && samples.size() > 0)
            values[snapshot.labels(i).toString()] = samples.values.back();
    }
    return values;
}

} // namespace

class TestStoreDamage : public QObject
{
    Q_OBJECT

private:
    std::string folder() const { return m_folder->path().toStdString(); }
    QString only(const char *pattern) const
    {
        const QDir dir(m_folder->path());
        return dir.filePath(dir.entryList({QString::fromLatin1(pattern)}).value(0));
    }
    void write(std::string_view name, double value, bool flushes)
    {
        Store store({}, m_clock);
        QVERIFY(store.open(folder()));
        SampleRows rows;
        rows.add(metric(name), Now, value);
        QVERIFY(store.waitDurable(store.append(rows.batch, rows, AppendMode::WholeBatch).ticket));
        if (flushes)
            QVERIFY(store.flush());
    }

    std::optional<QTemporaryDir> m_folder;
    const ManualClock m_clock{Now};

private Q_SLOTS:
    void init() { m_folder.emplace(); }

    void keepsSamplesApartFromNewSeriesWhenTheCatalogIsGone()
    {
        write("old", 1, true);
        QVERIFY(QFile::remove(only("catalog.db")));
        write("new", 2, true);
        Store store({}, m_clock);
        const auto opened = store.open(folder());
        QVERIFY(opened);
        QCOMPARE(opened->warnings.size(), std::size_t(1));
        QCOMPARE(valuesOf(store), (std::map<std::string, double>{
                                      {"new{}", 2}, {"tinyobs_lost_series{series=\"0\"}", 1}}));
    }

    void keepsTheSeriesOfADamagedFile()
    {
        write("old", 1, true);
        const QString path = only("raw-*.db");
        QVERIFY(QFile::rename(path, path + QString::fromLatin1(".sound")));
        QVERIFY(QFile(path).open(QIODevice::WriteOnly)); // an empty file
        write("new", 2, false);
        QVERIFY(QFile::remove(path));
        QVERIFY(QFile::rename(path + QString::fromLatin1(".sound"), path));
        Store store({}, m_clock);
        QVERIFY(store.open(folder()));
        QCOMPARE(valuesOf(store), (std::map<std::string, double>{{"new{}", 2}, {"old{}", 1}}));
    }

    void refusesTheJournalOfADevelopmentVersion()
    {
        write("old", 1, false);
        const QString old = m_folder->filePath(QString::fromLatin1("journal-0000000007.db"));
        QVERIFY(QFile(old).open(QIODevice::WriteOnly));
        Store store({}, m_clock);
        const auto opened = store.open(folder());
        QVERIFY(!opened);
        QCOMPARE(opened.error().code, Error::Code::Unavailable);
        QVERIFY(opened.error().message.find("journal-0000000007.db") != std::string::npos);
        QVERIFY(QFile::exists(old));
    }

    void keepsACopyOfADamagedJournal()
    {
        write("old", 1, false);
        write("old", 2, false);
        QFile log(only("journal-*.log"));
        QVERIFY(log.open(QIODevice::ReadWrite));
        QByteArray bytes = log.readAll();
        bytes[40] = char(bytes[40] ^ 1);
        QVERIFY(log.seek(0) && log.write(bytes) == bytes.size());
        log.close();
        write("new", 3, false);
        QFile kept(m_folder->filePath(QString::fromLatin1("damaged/") +
                                      QFileInfo(log.fileName()).fileName()));
        QVERIFY(kept.open(QIODevice::ReadOnly));
        QCOMPARE(kept.readAll(), bytes);
    }
};

QTEST_GUILESS_MAIN(TestStoreDamage)
#include "tst_storedamage.moc"
