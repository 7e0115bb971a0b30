#include "core/promql/eval/parallelblocks.h"

#include <QThreadPool>

#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <utility>
#include <vector>

namespace tinyobs::promql {
namespace {

/// Threads that only help: each query works in its own thread too.
QThreadPool &helpers()
{
    static QThreadPool pool;
    return pool;
}

} // namespace

struct ParallelBlocks::State
{
    struct Place
    {
        RowBlock block;
        std::optional<Result<void>> done;
    };

    std::mutex mutex;
    std::condition_variable changed;
    Compute compute;
    std::size_t blocks = 0;
    std::size_t claimed = 0;   // blocks that somebody has taken on
    std::size_t handedOut = 0; // to the caller
    std::vector<Place> places; // a ring of those between the two
    unsigned working = 0;      // helpers
    bool stops = false;

    bool hasWork() const { return !stops && claimed < std::min(blocks, handedOut + places.size()); }
    Place &placeOf(std::size_t index) { return places[index % places.size()]; }

    /// Takes on one block. With the lock held, which is given up meanwhile.
    void workOne(std::unique_lock<std::mutex> &lock)
    {
        const std::size_t index = claimed++;
        Place &place = placeOf(index);
        lock.unlock();
        Result<void> done = compute(index, place.block);
        lock.lock();
        place.done = std::move(done);
        changed.notify_all();
    }

    void help()
    {
        std::unique_lock lock(mutex);
        while (hasWork())
            workOne(lock);
        --working;
        changed.notify_all();
    }
};

ParallelBlocks::ParallelBlocks(unsigned threads, std::size_t blocks, Compute compute)
    : m_state(std::make_shared<State>())
{
    m_state->compute = std::move(compute);
    m_state->blocks = blocks;
    // Two for each thread: the caller is not always there to take the next one.
    m_state->places.resize(std::clamp<std::size_t>(std::size_t(threads) * 2, 1, blocks + 1));
}

ParallelBlocks::~ParallelBlocks()
{
    std::unique_lock lock(m_state->mutex);
    m_state->stops = true;
    m_state->changed.wait(lock, [this] { return m_state->working == 0; });
}

Result<void> ParallelBlocks::next(RowBlock &block)
{
    State &state = *m_state;
    std::unique_lock lock(state.mutex);
    if (state.handedOut == state.blocks) {
        block.reset(0, 0);
        return {};
    }
    const std::size_t mostHelpers = state.places.size() / 2 - (state.places.size() > 1 ? 1 : 0);
    while (state.hasWork() && state.working < mostHelpers &&
           state.blocks - state.claimed > state.working + 1) {
        ++state.working;
        if (!helpers().tryStart([shared = m_state] { shared->help(); })) {
            --state.working;
            break;
        }
    }
    State::Place &place = state.placeOf(state.handedOut);
    while (!place.done) {
        // A block that a helper is at is no reason to be idle.
        if (state.hasWork())
            state.workOne(lock);
        else
            state.changed.wait(lock);
    }
    const Result<void> done = std::move(*place.done);
    place.done.reset();
    std::swap(block, place.block);
    ++state.handedOut;
    if (!done)
        state.stops = true;
    return done;
}

} // namespace tinyobs::promql
