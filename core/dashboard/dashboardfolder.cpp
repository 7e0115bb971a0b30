#include "core/dashboard/dashboardfolder.h"

#include "core/base/quoted.h"
#include "core/dashboard/limits.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QSaveFile>

#include <algorithm>
#include <tuple>

namespace tinyobs::dashboard {
namespace {

using namespace Qt::StringLiterals;

constexpr std::string_view Provisioned = "provisioned/";
constexpr std::size_t MaxSlugBytes = 80;

QString qt(std::string_view text)
{
    return QString::fromUtf8(text.data(), qsizetype(text.size()));
}

bool isReadOnlyName(std::string_view name)
{
    return name.starts_with(Provisioned);
}

Result<std::string> readFile(const std::string &path)
{
    QFile file(qt(path));
    if (!file.open(QFile::ReadOnly)) {
        const bool isMissing = !file.exists();
        return fail(isMissing ? Error::Code::NotFound : Error::Code::Io,
                    "cannot read " + path + ": " + file.errorString().toStdString());
    }
    if (static_cast<std::size_t>(file.size()) > MaxDocumentBytes) {
        return fail(Error::Code::LimitExceeded, path + " has " + std::to_string(file.size()) +
                                                    " bytes, limit " +
                                                    std::to_string(MaxDocumentBytes));
    }
    return file.readAll().toStdString();
}

void listInto(std::vector<FolderEntry> &entries, const DashboardFolder &folder,
              std::string_view prefix)
{
    const QStringList files = QDir(qt(folder.path() + '/' + std::string(prefix)))
                                  .entryList({u"*.json"_s}, QDir::Files, QDir::Name);
    for (const QString &file : files) {
        FolderEntry entry;
        entry.name = std::string(prefix) + file.chopped(5).toStdString();
        if (entries.size() >= DashboardFolder::MaxFiles || !isFileName(entry.name))
            continue;
        entry.isReadOnly = isReadOnlyName(entry.name);
        if (const auto read = folder.load(entry.name)) {
            entry.title = read->dashboard.title;
            entry.description = read->dashboard.description;
            entry.tags = read->dashboard.tags;
            entry.panels = read->dashboard.panels.size();
        } else {
            entry.title = file.toStdString();
            entry.error = read.error().message;
        }
        entries.push_back(std::move(entry));
    }
}

} // namespace

std::string slugOf(std::string_view title)
{
    std::string slug;
    const QString plain = qt(title).normalized(QString::NormalizationForm_KD).toLower();
    for (const QChar c : plain) {
        const bool isKept = (c >= u'a' && c <= u'z') || (c >= u'0' && c <= u'9');
        if (isKept)
            slug += static_cast<char>(c.unicode());
        else if (!slug.empty() && slug.back() != '-' && !c.isMark())
            slug += '-';
        if (slug.size() >= MaxSlugBytes)
            break;
    }
    while (slug.ends_with('-'))
        slug.pop_back();
    return slug.empty() ? "dashboard" : slug;
}

bool isFileName(std::string_view name)
{
    if (isReadOnlyName(name))
        name.remove_prefix(Provisioned.size());
    const auto isAllowed = [](char c) {
        const auto byte = static_cast<unsigned char>(c);
        return byte >= 0x20 && byte != 0x7f && c != '/' && c != '\\' && c != ':';
    };
    return !name.empty() && name.size() <= MaxNameBytes && name.front() != '.' &&
           std::ranges::all_of(name, isAllowed);
}

DashboardFolder::DashboardFolder(std::string path)
    : m_path(QDir(qt(path)).absolutePath().toStdString())
{
}

std::string DashboardFolder::pathOf(std::string_view name) const
{
    return m_path + '/' + std::string(name) + ".json";
}

std::vector<FolderEntry> DashboardFolder::list() const
{
    std::vector<FolderEntry> entries;
    listInto(entries, *this, {});
    listInto(entries, *this, Provisioned);
    std::ranges::stable_sort(entries, [](const FolderEntry &a, const FolderEntry &b) {
        return std::tie(a.isReadOnly, a.title, a.name) < std::tie(b.isReadOnly, b.title, b.name);
    });
    return entries;
}

bool DashboardFolder::contains(std::string_view name) const
{
    return isFileName(name) && QFile::exists(qt(pathOf(name)));
}

Result<ReadDashboard> DashboardFolder::load(std::string_view name) const
{
    if (!contains(name))
        return fail(Error::Code::NotFound, "there is no dashboard " + quoted(name));
    return readFile(pathOf(name)).and_then([](const std::string &json) {
        return readDashboard(json);
    });
}

Result<void> DashboardFolder::checkWritable(std::string_view name) const
{
    if (!isFileName(name)) {
        return fail(Error::Code::InvalidArgument,
                    quoted(name) + " cannot be a dashboard's name: it becomes a file's");
    }
    if (isReadOnlyName(name)) {
        return fail(Error::Code::InvalidArgument,
                    quoted(name) + " is provisioned: make a copy to change it");
    }
    return {};
}

Result<void> DashboardFolder::write(std::string_view name, const Dashboard &dashboard)
{
    if (!QDir().mkpath(qt(m_path)))
        return fail(Error::Code::Io, "cannot make the folder " + m_path);
    const std::string json = writeDashboard(dashboard);
    // What the reader would refuse must not become a file.
    if (const auto check = readDashboard(json); !check)
        return Failure(check.error());
    QSaveFile file(qt(pathOf(name)));
    if (!file.open(QFile::WriteOnly) || file.write(json.data(), qint64(json.size())) < 0 ||
        !file.commit()) {
        return fail(Error::Code::Io,
                    "cannot write " + pathOf(name) + ": " + file.errorString().toStdString());
    }
    return {};
}

Result<void> DashboardFolder::save(std::string_view name, const Dashboard &dashboard)
{
    if (Result<void> check = checkWritable(name); !check)
        return check;
    const std::lock_guard lock(m_writing);
    if (contains(name)) {
        if (const auto present = load(name); !present) {
            return fail(Error::Code::InvalidArgument,
                        pathOf(name) +
                            " cannot be read and is not overwritten: " + present.error().message);
        }
    }
    return write(name, dashboard);
}

std::string DashboardFolder::freeName(std::string_view title) const
{
    const std::string slug = slugOf(title);
    std::string name = slug;
    // The API has a path of that name.
    for (int number = 2; contains(name) || name == "import"; ++number)
        name = slug + '-' + std::to_string(number);
    return name;
}

Result<std::string> DashboardFolder::create(const Dashboard &dashboard)
{
    const std::lock_guard lock(m_writing);
    const std::string name = freeName(dashboard.title);
    if (Result<void> written = write(name, dashboard); !written)
        return Failure(written.error());
    return name;
}

Result<void> DashboardFolder::remove(std::string_view name)
{
    if (Result<void> check = checkWritable(name); !check)
        return check;
    const std::lock_guard lock(m_writing);
    if (!contains(name))
        return fail(Error::Code::NotFound, "there is no dashboard " + quoted(name));
    QFile file(qt(pathOf(name)));
    if (!file.remove()) {
        return fail(Error::Code::Io,
                    "cannot remove " + pathOf(name) + ": " + file.errorString().toStdString());
    }
    return {};
}

Result<std::string> DashboardFolder::rename(std::string_view name, const std::string &title)
{
    Result<ReadDashboard> read = load(name);
    if (!read)
        return Failure(read.error());
    read->dashboard.title = title;
    if (slugOf(title) == name)
        return save(name, read->dashboard).map([&] { return std::string(name); });
    if (Result<void> check = checkWritable(name); !check)
        return Failure(check.error());
    const Result<std::string> created = create(read->dashboard);
    if (!created)
        return created;
    if (Result<void> removed = remove(name); !removed)
        return Failure(removed.error());
    return created;
}

} // namespace tinyobs::dashboard
