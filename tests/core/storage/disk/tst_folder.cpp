// What is done with files and folders outside SQLite: what it leaves behind, and what it says when
// it cannot.

#include "core/storage/disk/folder.h"

#include <QTemporaryDir>
#include <QtTest>

#include <functional>
#include <memory>

using namespace tinyobs;

using Try = std::function<Result<void>(const std::string &)>;
Q_DECLARE_METATYPE(Try)

class TestFolder : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void replacesAFile();
    void removesAFileOnce();
    void linksAFile();
    void linksOverNothing();
    void listsPlainFiles();
    void probesAndLeavesNothing();
    void saysWhatIsMissing_data();
    void saysWhatIsMissing();

private:
    std::string pathOf(const char *name) const
    {
        return m_folder->filePath(QString::fromUtf8(name)).toStdString();
    }
    void write(const char *name, const QByteArray &bytes) const;
    QByteArray read(const char *name) const;

    std::unique_ptr<QTemporaryDir> m_folder;
};

void TestFolder::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    QVERIFY(m_folder->isValid());
}

void TestFolder::write(const char *name, const QByteArray &bytes) const
{
    QFile file(QString::fromStdString(pathOf(name)));
    QVERIFY(file.open(QIODevice::WriteOnly));
    QCOMPARE(file.write(bytes), bytes.size());
}

QByteArray TestFolder::read(const char *name) const
{
    QFile file(QString::fromStdString(pathOf(name)));
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray("not there");
}

void TestFolder::replacesAFile()
{
    write("old", "old bytes");
    write("new", "new");
    QVERIFY(syncFile(pathOf("new")));
    QVERIFY(replaceFile(pathOf("new"), pathOf("old")));
    QCOMPARE(read("old"), QByteArray("new"));
    QCOMPARE(read("new"), QByteArray("not there"));
    QCOMPARE(fileBytes(pathOf("old")), std::uint64_t(3));
    QCOMPARE(fileBytes(pathOf("new")), std::uint64_t(0));
}

void TestFolder::removesAFileOnce()
{
    write("file", "bytes");
    QVERIFY(removeFile(pathOf("file")));
    QCOMPARE(read("file"), QByteArray("not there"));
    QVERIFY(removeFile(pathOf("file")));
}

void TestFolder::linksAFile()
{
    write("file", "bytes");
    QVERIFY(linkOrCopyFile(pathOf("file"), pathOf("other")));
    QVERIFY(removeFile(pathOf("file")));
    QCOMPARE(read("other"), QByteArray("bytes"));
}

void TestFolder::linksOverNothing()
{
    write("file", "bytes");
    write("other", "kept");
    QVERIFY(!linkOrCopyFile(pathOf("file"), pathOf("other")));
    QCOMPARE(read("other"), QByteArray("kept"));
}

void TestFolder::listsPlainFiles()
{
    write("b", {});
    write("a \xc3\xa4", {});
    QVERIFY(QDir(m_folder->path()).mkdir(QStringLiteral("folder")));
    const Result<std::vector<std::string>> names = listFiles(m_folder->path().toStdString());
    QVERIFY(names);
    QCOMPARE(*names, (std::vector<std::string>{"a \xc3\xa4", "b"}));
}

void TestFolder::probesAndLeavesNothing()
{
    const std::string folder = m_folder->path().toStdString();
    QVERIFY(probeFolder(folder, 10'000));
    QCOMPARE(*listFiles(folder), std::vector<std::string>());
}

void TestFolder::saysWhatIsMissing_data()
{
    QTest::addColumn<Try>("action");
    const auto row = [](const char *name, Try action) { QTest::newRow(name) << action; };
    row("syncing a file", [](const std::string &path) { return syncFile(path); });
    row("syncing a folder", [](const std::string &path) { return syncFolder(path); });
    row("renaming", [](const std::string &path) { return replaceFile(path, path + "2"); });
    row("linking", [](const std::string &path) { return linkOrCopyFile(path, path + "2"); });
    row("listing", [](const std::string &path) {
        const Result<std::vector<std::string>> names = listFiles(path);
        return names ? Result<void>() : Failure(names.error());
    });
    row("probing", [](const std::string &path) { return probeFolder(path, 10); });
}

void TestFolder::saysWhatIsMissing()
{
    QFETCH(Try, action);
    const std::string path = pathOf("missing");
    const Result<void> done = action(path);
    QVERIFY(!done);
    QCOMPARE(done.error().code, Error::Code::Io);
    const QByteArray message = QByteArray::fromStdString(done.error().message);
    QVERIFY2(message.startsWith(QByteArray::fromStdString(path)), message);
    QVERIFY2(message.contains("No such file or directory"), message);
}

QTEST_APPLESS_MAIN(TestFolder)
#include "tst_folder.moc"
