#pragma once

// Which series there are in a range of time, without their samples. Lives for one search, in one
// thread; it visits the store's lock for moments and pins the index until it goes.

#include "core/storage/snapshotdata.h"
#include "core/storage/storestate.h"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace tinyobs {

class SeriesSearch
{
public:
    explicit SeriesSearch(StoreState &state);

    /// Series that any of the selectors matches (without selectors all) and that have samples in
    /// [fromMs, toMs]: by the range of the series in memory; of those in files that the file lies
    /// there and the series does not end before. What is deleted or expired does not count.
    void run(std::span<const std::vector<Matcher>> selectors, TimeMs fromMs, TimeMs toMs);

    std::vector<std::string> labelNames();
    std::vector<std::string> labelValues(std::string_view label);
    /// The series with their labels, by number. They have no samples to read. Ends the search.
    Snapshot take();

private:
    void match(std::span<const std::vector<Matcher>> selectors);
    void addFiled();
    void addGeneration(const Generation &generation);
    void collectMembers();

    StoreState &m_state;
    std::unique_ptr<SnapshotData> m_data; // holds the pin
    std::unique_lock<std::mutex> m_lock;
    SeriesSet m_matching;
    SeriesSet m_found;
};

} // namespace tinyobs
