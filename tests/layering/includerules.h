// The table of allowed includes: which folder may see which, and which Qt modules. Every edge of
// the house stands in one row of includerules.cpp and nowhere else. Plain values, usable anywhere.
#pragma once

#include <QString>
#include <QStringList>

#include <span>
#include <string_view>

namespace tinyobs::layering {

// The folder's files may include each other, the files of the folders in `sees`, and what those may
// include in turn. Qt modules are not inherited.
struct FolderRule
{
    std::string_view folder;
    std::string_view sees;      // folders, separated by blanks
    std::string_view qtModules; // names such as Core, separated by blanks
};

std::span<const FolderRule> folderRules();

// The row whose folder is the longest leading part of the path; null when no row covers it.
const FolderRule *ruleFor(QStringView path);

struct Include
{
    int line = 0;
    QString target; // what stands between the quotes or brackets
    bool quoted = false;
};

QList<Include> includesOf(QStringView source);

// The complaints about one file, one line each and empty when it keeps the rules. The path is
// relative to the repository; qtHeaders is the folder that holds QtCore, QtNetwork and so on.
QStringList complaintsAbout(const QString &path, QStringView source, const QString &qtHeaders);

// The same for a QML file: the modules it imports, with Qt Charts kept to one file, so that the
// charts can be drawn by something else one day.
QStringList qmlComplaintsAbout(const QString &path, QStringView source);

} // namespace tinyobs::layering
