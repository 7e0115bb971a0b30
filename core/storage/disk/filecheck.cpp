#include "core/storage/disk/filecheck.h"

#include <QFile>

namespace tinyobs {
namespace {

constexpr std::size_t MaxStructureLines = 3;

QString pathOf(const std::string &folder, const std::string &name)
{
    return QString::fromStdString(folder + '/' + name);
}

} // namespace

Result<void> ProgressCounter::add(std::uint64_t bytes)
{
    m_done += bytes;
    if (m_progress && !m_progress(m_done, m_all))
        return fail(Error::Code::Unavailable, "ended before everything was read");
    return {};
}

Result<PrivateCopy> PrivateCopy::make(const std::string &folder, const std::string &name)
{
    PrivateCopy copy;
    copy.m_folder = std::make_unique<QTemporaryDir>();
    if (!copy.m_folder->isValid())
        return fail(Error::Code::Io, copy.m_folder->errorString().toStdString());
    for (const char *ending : {"", "-wal", "-journal"}) {
        QFile file(pathOf(folder, name + ending));
        if (!file.exists())
            continue;
        const QString target = pathOf(copy.folder(), name + ending);
        if (!file.copy(target))
            return fail(Error::Code::Io, file.fileName().toStdString() + ": cannot copy it (" +
                                             file.errorString().toStdString() + ")");
        // A copy keeps the permissions, and SQLite must be able to recover this one.
        QFile::setPermissions(target, QFile::ReadOwner | QFile::WriteOwner);
    }
    return copy;
}

std::vector<std::string> structureDamage(Database &database)
{
    std::vector<std::string> lines;
    const auto check = [&]() -> Result<void> {
        Result<Statement> select = database.prepare("PRAGMA quick_check(3)");
        if (!select)
            return Failure(std::move(select.error()));
        for (;;) {
            const Result<bool> row = select->step();
            if (!row)
                return Failure(row.error());
            if (!*row)
                return {};
            std::string line(select->text(0));
            for (char &c : line) {
                if (c == '\n')
                    c = ' ';
            }
            if (line != "ok" && lines.size() < MaxStructureLines)
                lines.push_back("structure: " + line);
        }
    };
    if (const Result<void> checked = check(); !checked)
        lines.push_back("structure: " + reasonOf(checked.error(), database.path()));
    return lines;
}

std::string reasonOf(const Error &error, const std::string &path)
{
    const std::string prefix = path + ": ";
    return error.message.starts_with(prefix) ? error.message.substr(prefix.size()) : error.message;
}

bool isDamage(const Error &error)
{
    return error.code == Error::Code::Corruption || error.code == Error::Code::NotFound;
}

} // namespace tinyobs
