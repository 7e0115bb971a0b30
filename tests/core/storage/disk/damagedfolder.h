#pragma once

// A small data folder with every kind of file, and damage done to it, for the tests of check and
// repair. What is in it is known, so that what a repair saved can be compared bit for bit.

#include "core/storage/disk/catalogfile.h"
#include "core/storage/disk/datafile.h"
#include "core/storage/disk/verify.h"

#include <QByteArray>
#include <QString>
#include <QTemporaryDir>

#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>

namespace tinyobs {

inline constexpr qsizetype SectorBytes = 512;
inline constexpr Epoch JournalEpoch = 13;
inline constexpr std::uint32_t SeriesCount = 16;
inline constexpr std::size_t RecordCount = 20;
inline constexpr qsizetype LastTwoRecords = 1400; // bytes, at least

using Rows = std::map<std::pair<std::uint32_t, TimeMs>, std::uint64_t>;
using Files = std::map<QString, QByteArray>;

enum class Damage { Flip, Sector, Cut };

struct CatalogContents
{
    std::set<std::uint32_t> series;
    std::map<std::string, std::string> settings;
    std::set<std::uint64_t> tombstones;
};

FileName dataName(Tier tier);
QByteArray readFile(const QString &path);
void writeFile(const QString &path, const QByteArray &bytes);
Files readFolder(const QString &folder);

/// Everything that a data file holds, bit for bit; what cannot be read is left out.
Rows rowsOf(const std::string &folder, Tier tier);
bool isPartOf(const Rows &part, const Rows &whole);
/// Series with rows that are missing.
std::size_t seriesChanged(const Rows &part, const Rows &whole);
/// Whole records, in their order.
std::size_t recordsOf(const std::string &folder);
CatalogContents contentsOf(const std::string &folder);
const FolderReport::File *fileIn(const FolderReport &report, const std::string &name);

QByteArray damaged(QByteArray bytes, qsizetype at, Damage damage);
/// The rows of a test, one for each kind of damage.
void addDamages();

class DamagedFolder
{
public:
    /// Makes the sound folder, once.
    void make();
    QString path(const QString &name = {}) const;
    std::string folder() const { return path().toStdString(); }
    const Files &sound() const { return m_sound; }
    const Rows &soundRows(Tier tier) { return m_rows[tier]; }

    /// A fresh folder without files.
    void clear() { m_folder.emplace(); }
    /// Puts the sound folder into a fresh one, but for one file.
    void restore(const QString &name = {}, const QByteArray &bytes = {});
    /// Calls `check` for each sector of a file with the damage done there.
    void damageEverySector(const QString &name, Damage damage,
                           const std::function<void(qsizetype at, qsizetype size)> &check);

private:
    std::optional<QTemporaryDir> m_folder;
    Files m_sound;
    std::map<Tier, Rows> m_rows;
};

} // namespace tinyobs
