#include "tests/layering/includerules.h"

#include <QDir>
#include <QFileInfo>
#include <QRegularExpression>
#include <QSet>

namespace tinyobs::layering {

namespace {

using namespace Qt::StringLiterals;

constexpr FolderRule Rules[] = {
    {"core/base", "", "Core"},
    {"core/model", "core/base", "Core"},
    {"core/encoding", "core/model", "Core"},
    {"core/storage", "core/encoding", "Core Concurrent"},
    {"core/promql", "core/storage", "Core Concurrent"},
    {"core/ingest", "core/model", "Core"},
    {"core/transfer", "core/storage core/ingest", "Core Concurrent"},
    {"core/dashboard", "core/promql", "Core"},
    {"core/engine", "core/dashboard core/ingest core/transfer", "Core Concurrent"},
    {"app/server", "core/engine", "Core Concurrent Network HttpServer"},
    {"ui", "core/engine", "Core Concurrent Gui Qml Quick Charts Svg"},
    {"app/listeners", "app/server", "Core Network"},
    {"app/startup", "app/listeners", "Core Network"},
    {"app/daemon", "app/startup", "Core Network"},
    {"app/desktop", "app/startup ui", "Core Gui Network Qml Quick QuickControls2 Widgets"},
    {"example", "", "Core Network HttpServer"},
};

constexpr std::string_view QmlModules = "QtQml QtQuick QtQuick.Controls.Basic QtQuick.Dialogs "
                                        "QtQuick.Layouts QtQuick.Shapes QtQuick.Templates "
                                        "QtQuick.Window TinyObs TinyObs.Ui";

QStringList words(std::string_view text)
{
    return QString::fromUtf8(text.data(), qsizetype(text.size())).split(u' ', Qt::SkipEmptyParts);
}

QString folderName(const FolderRule &rule)
{
    return QString::fromUtf8(rule.folder.data(), qsizetype(rule.folder.size()));
}

bool isBelow(QStringView path, QStringView folder)
{
    return path.startsWith(folder) && path.size() > folder.size() && path[folder.size()] == u'/';
}

bool mayInclude(const FolderRule &from, const FolderRule &to)
{
    if (&from == &to)
        return true;
    const QStringList seen = words(from.sees);
    return std::any_of(seen.begin(), seen.end(), [&](const QString &folder) {
        return mayInclude(*ruleFor(folder + u'/'), to);
    });
}

// The modules that offer a header: "QtCore/QString" names its own, a bare "QString" is looked up.
QStringList qtModulesOf(const QString &target, const QString &qtHeaders)
{
    if (const qsizetype slash = target.indexOf(u'/'); slash > 0)
        return target.startsWith(u"Qt"_s) ? QStringList{target.first(slash).mid(2)} : QStringList();
    QStringList modules;
    const QStringList folders = QDir(qtHeaders).entryList({u"Qt*"_s}, QDir::Dirs);
    for (const QString &folder : folders) {
        if (QFileInfo::exists(qtHeaders + u'/' + folder + u'/' + target))
            modules << folder.mid(2);
    }
    return modules;
}

QString complaintAboutQt(const FolderRule &rule, const QString &target, const QString &qtHeaders)
{
    const QStringList modules = qtModulesOf(target, qtHeaders);
    if (modules.isEmpty())
        return {};
    const QStringList allowed = words(rule.qtModules);
    for (const QString &module : modules) {
        if (allowed.contains(module))
            return {};
    }
    return u"<%1> is of Qt %2; %3 may use %4"_s.arg(target, modules.join(u" or "_s),
                                                    folderName(rule), allowed.join(u", "_s));
}

QString complaintAboutOurs(const FolderRule &rule, const QString &target)
{
    // What the build generates beside its source has no folder of ours.
    if (target.endsWith(u".moc"_s) || target.startsWith(u"moc_"_s))
        return {};
    if (!target.contains(u'/'))
        return u"\"%1\" is not written from the repository root"_s.arg(target);
    const FolderRule *other = ruleFor(target);
    if (!other)
        return u"\"%1\" is in no folder that may be included"_s.arg(target);
    if (!mayInclude(rule, *other))
        return u"%1 may not include \"%2\""_s.arg(folderName(rule), target);
    return {};
}

} // namespace

std::span<const FolderRule> folderRules()
{
    return Rules;
}

const FolderRule *ruleFor(QStringView path)
{
    const FolderRule *best = nullptr;
    for (const FolderRule &rule : Rules) {
        if (isBelow(path, folderName(rule)) && (!best || rule.folder.size() > best->folder.size()))
            best = &rule;
    }
    return best;
}

QList<Include> includesOf(QStringView source)
{
    static const QRegularExpression pattern(uR"rx(^\s*#\s*include\s*(?:"([^"]+)"|<([^>]+)>))rx"_s);
    QList<Include> includes;
    int number = 0;
    for (const QStringView line : source.split(u'\n')) {
        ++number;
        const QRegularExpressionMatch match = pattern.match(line.toString());
        if (!match.hasMatch())
            continue;
        const bool quoted = match.hasCaptured(1);
        includes.append({number, match.captured(quoted ? 1 : 2), quoted});
    }
    return includes;
}

QStringList complaintsAbout(const QString &path, QStringView source, const QString &qtHeaders)
{
    const FolderRule *rule = ruleFor(path);
    if (!rule)
        return {u"%1: its folder has no row in tests/layering/includerules.cpp"_s.arg(path)};
    QStringList complaints;
    for (const Include &include : includesOf(source)) {
        const QString complaint = include.quoted
                                      ? complaintAboutOurs(*rule, include.target)
                                      : complaintAboutQt(*rule, include.target, qtHeaders);
        if (!complaint.isEmpty())
            complaints << u"%1:%2: %3"_s.arg(path).arg(include.line).arg(complaint);
    }
    return complaints;
}

QStringList qmlComplaintsAbout(const QString &path, QStringView source)
{
    static const QRegularExpression pattern(u"^import\\s+(\\S+)"_s);
    QStringList allowed = words(QmlModules);
    if (path.endsWith(u"/SeriesChart.qml"_s))
        allowed << u"QtCharts"_s;
    QStringList complaints;
    int number = 0;
    for (const QStringView line : source.split(u'\n')) {
        ++number;
        const QRegularExpressionMatch match = pattern.match(line.toString());
        if (match.hasMatch() && !allowed.contains(match.captured(1)))
            complaints << u"%1:%2: may not import %3"_s.arg(path).arg(number).arg(
                match.captured(1));
    }
    return complaints;
}

} // namespace tinyobs::layering
