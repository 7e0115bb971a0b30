#include "tests/core/storage/powerlossvfs.h"

#include <sqlite3.h>

#include <algorithm>
#include <atomic>
#include <cstring>
#include <fstream>
#include <limits>
#include <map>
#include <mutex>
#include <random>
#include <utility>
#include <vector>

namespace tinyobs::test {
namespace {

using Contents = std::vector<std::uint8_t>;

constexpr std::size_t SectorBytes = 512;
constexpr std::uint64_t Never = std::numeric_limits<std::uint64_t>::max();

enum class Call { Write, Truncate, Sync, Delete };

bool concerns(int code, Call call)
{
    switch (code) {
    case SQLITE_FULL:
    case SQLITE_IOERR_WRITE:
        return call == Call::Write;
    case SQLITE_IOERR_FSYNC:
        return call == Call::Sync;
    default:
        return true;
    }
}

/// A write of bytes, or the cutting to a size.
struct Change
{
    std::size_t offset = 0;
    Contents bytes;
    bool isTruncation = false;

    void applyTo(Contents &contents) const
    {
        if (isTruncation) {
            contents.resize(offset);
            return;
        }
        contents.resize(std::max(contents.size(), offset + bytes.size()));
        std::copy(bytes.begin(), bytes.end(), contents.begin() + std::ptrdiff_t(offset));
    }
};

struct File
{
    std::string path;
    Contents contents; // as seen by the system
    Contents durable;  // as on the device
    std::vector<Change> unsynced;
    bool nameIsDurable = false;
};

} // namespace

class PowerLossVfs::Disk
{
public:
    explicit Disk(std::uint64_t seed);
    ~Disk() { sqlite3_vfs_unregister(&vfs); }

    void losePower();
    /// Counts a call that changes the device; SQLITE_OK when it may go on.
    int count(Call call);
    bool chance(double probability) { return std::bernoulli_distribution(probability)(random); }
    void sync(File &file);
    void remove(const std::string &path, bool isDurable);

    std::string name;
    sqlite3_vfs vfs{};

    mutable std::mutex mutex;
    // Guarded by mutex
    std::map<std::string, std::unique_ptr<File>> files;
    std::map<std::string, std::unique_ptr<File>> removed; // not yet durably
    std::vector<std::unique_ptr<File>> graveyard;         // may still be open
    std::mt19937_64 random;
    std::uint64_t calls = 0;
    std::uint64_t powerLossAt = Never;
    std::uint64_t failureAt = Never;
    int failureCode = SQLITE_OK;
    std::string failsReadsOf; // a part of paths; empty: none
    unsigned life = 0;        // how often power was lost
};

namespace {

using Disk = PowerLossVfs::Disk;

struct OpenFile
{
    sqlite3_file base; // first, as SQLite knows it
    Disk *disk;
    File *file;
    unsigned life;

    bool isDead() const { return life != disk->life; }
};

OpenFile *openFile(sqlite3_file *file)
{
    return reinterpret_cast<OpenFile *>(file);
}

Disk *diskOf(sqlite3_vfs *vfs)
{
    return static_cast<Disk *>(vfs->pAppData);
}

int closeFile(sqlite3_file *)
{
    return SQLITE_OK;
}

int readFile(sqlite3_file *base, void *out, int size, sqlite3_int64 offset)
{
    const OpenFile *open = openFile(base);
    const std::lock_guard lock(open->disk->mutex);
    const std::string &fails = open->disk->failsReadsOf;
    if (open->isDead() || (!fails.empty() && open->file->path.find(fails) != std::string::npos))
        return SQLITE_IOERR_READ;
    const Contents &contents = open->file->contents;
    const auto begin = std::min(std::size_t(offset), contents.size());
    const auto there = std::min(std::size_t(size), contents.size() - begin);
    std::memset(out, 0, std::size_t(size));
    if (there > 0)
        std::memcpy(out, contents.data() + begin, there);
    return there == std::size_t(size) ? SQLITE_OK : SQLITE_IOERR_SHORT_READ;
}

int change(OpenFile *open, Change made)
{
    made.applyTo(open->file->contents);
    open->file->unsynced.push_back(std::move(made));
    return SQLITE_OK;
}

int writeFile(sqlite3_file *base, const void *data, int size, sqlite3_int64 offset)
{
    OpenFile *open = openFile(base);
    const std::lock_guard lock(open->disk->mutex);
    if (open->isDead())
        return SQLITE_IOERR_WRITE;
    const auto *bytes = static_cast<const std::uint8_t *>(data);
    Change made{std::size_t(offset), Contents(bytes, bytes + size), false};
    if (open->disk->calls >= open->disk->powerLossAt)
        change(open, made); // some of it may still arrive
    const int code = open->disk->count(Call::Write);
    if (code == SQLITE_OK)
        return change(open, std::move(made));
    if (!open->isDead()) {
        made.bytes.resize(made.bytes.size() / 2);
        change(open, std::move(made));
    }
    return code;
}

int truncateFile(sqlite3_file *base, sqlite3_int64 size)
{
    OpenFile *open = openFile(base);
    const std::lock_guard lock(open->disk->mutex);
    if (open->isDead())
        return SQLITE_IOERR_TRUNCATE;
    const int code = open->disk->count(Call::Truncate);
    return code == SQLITE_OK ? change(open, {std::size_t(size), {}, true}) : code;
}

int syncFile(sqlite3_file *base, int)
{
    OpenFile *open = openFile(base);
    const std::lock_guard lock(open->disk->mutex);
    if (open->isDead())
        return SQLITE_IOERR_FSYNC;
    const int code = open->disk->count(Call::Sync);
    if (code == SQLITE_OK)
        open->disk->sync(*open->file);
    else if (!open->isDead() && open->disk->chance(0.5))
        open->file->unsynced.clear(); // as Linux does: seen, but no later sync writes it
    return code;
}

int sizeOfFile(sqlite3_file *base, sqlite3_int64 *size)
{
    const OpenFile *open = openFile(base);
    const std::lock_guard lock(open->disk->mutex);
    if (open->isDead())
        return SQLITE_IOERR_FSTAT;
    *size = sqlite3_int64(open->file->contents.size());
    return SQLITE_OK;
}

int lockFile(sqlite3_file *, int)
{
    return SQLITE_OK;
}

int isReserved(sqlite3_file *, int *reserved)
{
    *reserved = 0;
    return SQLITE_OK;
}

int controlFile(sqlite3_file *, int, void *)
{
    return SQLITE_NOTFOUND;
}

int sectorSize(sqlite3_file *)
{
    return 4096; // what SQLite takes for granted elsewhere; what is lost here is smaller
}

int characteristics(sqlite3_file *)
{
    return SQLITE_IOCAP_POWERSAFE_OVERWRITE;
}

constexpr sqlite3_io_methods Methods{.iVersion = 1, // without shared memory
                                     .xClose = closeFile,
                                     .xRead = readFile,
                                     .xWrite = writeFile,
                                     .xTruncate = truncateFile,
                                     .xSync = syncFile,
                                     .xFileSize = sizeOfFile,
                                     .xLock = lockFile,
                                     .xUnlock = lockFile,
                                     .xCheckReservedLock = isReserved,
                                     .xFileControl = controlFile,
                                     .xSectorSize = sectorSize,
                                     .xDeviceCharacteristics = characteristics,
                                     .xShmMap = nullptr,
                                     .xShmLock = nullptr,
                                     .xShmBarrier = nullptr,
                                     .xShmUnmap = nullptr,
                                     .xFetch = nullptr,
                                     .xUnfetch = nullptr};

int openOnDisk(sqlite3_vfs *vfs, const char *path, sqlite3_file *base, int flags, int *outFlags)
{
    Disk *disk = diskOf(vfs);
    const std::lock_guard lock(disk->mutex);
    const std::string name = path ? path : "temporary " + std::to_string(disk->random());
    std::unique_ptr<File> &file = disk->files[name];
    if (!file) {
        if ((flags & SQLITE_OPEN_CREATE) == 0) {
            disk->files.erase(name);
            base->pMethods = nullptr;
            return SQLITE_CANTOPEN;
        }
        file = std::make_unique<File>();
        file->path = name;
    }
    OpenFile *open = openFile(base);
    open->base.pMethods = &Methods;
    open->disk = disk;
    open->file = file.get();
    open->life = disk->life;
    if (outFlags)
        *outFlags = flags;
    return SQLITE_OK;
}

int deleteOnDisk(sqlite3_vfs *vfs, const char *path, int syncsFolder)
{
    Disk *disk = diskOf(vfs);
    const std::lock_guard lock(disk->mutex);
    if (!disk->files.contains(path))
        return SQLITE_IOERR_DELETE_NOENT;
    const int code = disk->count(Call::Delete);
    if (code == SQLITE_OK)
        disk->remove(path, syncsFolder != 0);
    return code;
}

int isOnDisk(sqlite3_vfs *vfs, const char *path, int, int *found)
{
    Disk *disk = diskOf(vfs);
    const std::lock_guard lock(disk->mutex);
    *found = disk->files.contains(path) ? 1 : 0;
    return SQLITE_OK;
}

int fullPath(sqlite3_vfs *, const char *path, int size, char *out)
{
    sqlite3_snprintf(size, out, "%s", path);
    return SQLITE_OK;
}

} // namespace

PowerLossVfs::Disk::Disk(std::uint64_t seed)
    : random(seed)
{
    static std::atomic_uint number = 0;
    name = "powerloss" + std::to_string(++number);
    const sqlite3_vfs *system = sqlite3_vfs_find(nullptr);
    vfs.iVersion = 1;
    vfs.szOsFile = sizeof(OpenFile);
    vfs.mxPathname = system->mxPathname;
    vfs.zName = name.c_str();
    vfs.pAppData = this;
    vfs.xOpen = openOnDisk;
    vfs.xDelete = deleteOnDisk;
    vfs.xAccess = isOnDisk;
    vfs.xFullPathname = fullPath;
    vfs.xRandomness = system->xRandomness;
    vfs.xSleep = system->xSleep;
    vfs.xCurrentTime = system->xCurrentTime;
    sqlite3_vfs_register(&vfs, 0);
}

int PowerLossVfs::Disk::count(Call call)
{
    const std::uint64_t number = calls++;
    if (number >= powerLossAt) {
        losePower();
        return SQLITE_IOERR;
    }
    return number >= failureAt && concerns(failureCode, call) ? failureCode : SQLITE_OK;
}

void PowerLossVfs::Disk::sync(File &file)
{
    for (const Change &made : file.unsynced)
        made.applyTo(file.durable);
    file.unsynced.clear();
    file.nameIsDurable = true; // SQLite syncs the folder of a new file with it
}

void PowerLossVfs::Disk::remove(const std::string &path, bool isDurable)
{
    std::unique_ptr<File> file = std::move(files.at(path));
    files.erase(path);
    if (file->nameIsDurable && !isDurable)
        removed[path] = std::move(file);
    else
        graveyard.push_back(std::move(file));
}

void PowerLossVfs::Disk::losePower()
{
    constexpr double Survivals[] = {0, 0.1, 0.5, 0.9, 1};
    const double survival = Survivals[random() % std::size(Survivals)];
    powerLossAt = Never;
    ++life;
    for (auto &[path, file] : removed) {
        if (!files.contains(path) && chance(1 - survival))
            files[path] = std::move(file);
    }
    removed.clear();
    for (auto entry = files.begin(); entry != files.end();) {
        std::unique_ptr<File> left = std::make_unique<File>();
        File &file = *entry->second;
        left->durable = std::move(file.durable);
        left->nameIsDurable = true;
        left->path = entry->first;
        for (const Change &made : file.unsynced) {
            if (made.isTruncation) {
                if (chance(survival))
                    made.applyTo(left->durable);
                continue;
            }
            for (std::size_t at = 0; at < made.bytes.size();) {
                const std::size_t offset = made.offset + at;
                const std::size_t size =
                    std::min(made.bytes.size() - at, SectorBytes - offset % SectorBytes);
                const auto begin = made.bytes.begin() + std::ptrdiff_t(at);
                if (chance(survival))
                    Change{offset, Contents(begin, begin + std::ptrdiff_t(size)), false}.applyTo(
                        left->durable);
                at += size;
            }
        }
        const bool exists = file.nameIsDurable || chance(survival);
        graveyard.push_back(std::exchange(entry->second, std::move(left)));
        if (exists) {
            entry->second->contents = entry->second->durable;
            ++entry;
        } else {
            entry = files.erase(entry);
        }
    }
}

PowerLossVfs::PowerLossVfs(std::uint64_t seed)
    : m_disk(std::make_unique<Disk>(seed))
{
}

PowerLossVfs::~PowerLossVfs() = default;

const char *PowerLossVfs::name() const
{
    return m_disk->name.c_str();
}

void PowerLossVfs::losePower()
{
    const std::lock_guard lock(m_disk->mutex);
    m_disk->losePower();
}

void PowerLossVfs::losePowerAfter(std::uint64_t calls)
{
    const std::lock_guard lock(m_disk->mutex);
    m_disk->powerLossAt = m_disk->calls + calls;
}

void PowerLossVfs::failAfter(std::uint64_t calls, int code)
{
    const std::lock_guard lock(m_disk->mutex);
    m_disk->failureAt = m_disk->calls + calls;
    m_disk->failureCode = code;
}

void PowerLossVfs::failReadsOf(const std::string &part)
{
    const std::lock_guard lock(m_disk->mutex);
    m_disk->failsReadsOf = part;
}

void PowerLossVfs::repair()
{
    const std::lock_guard lock(m_disk->mutex);
    m_disk->failureAt = Never;
}

bool PowerLossVfs::writeFiles() const
{
    const std::lock_guard lock(m_disk->mutex);
    for (const auto &[path, file] : m_disk->files) {
        std::ofstream out(path, std::ios::binary | std::ios::trunc);
        out.write(reinterpret_cast<const char *>(file->contents.data()),
                  static_cast<std::streamsize>(file->contents.size()));
        if (!out.flush())
            return false;
    }
    return true;
}

} // namespace tinyobs::test
