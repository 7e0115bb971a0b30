#pragma once

// Brings calls from any thread into the one that made this object, and none any more once it is
// gone: what Engine::ingest calls back may come from the committer after a listener's end.

#include <QObject>

#include <functional>
#include <memory>
#include <mutex>

namespace tinyobs::listeners {

class HomeCalls
{
public:
    using Call = std::function<void()>;
    using Post = std::function<void(Call)>;

    HomeCalls();
    ~HomeCalls();
    HomeCalls(const HomeCalls &) = delete;
    HomeCalls &operator=(const HomeCalls &) = delete;

    /// May be copied to and called in any thread, and may outlive this object.
    Post poster() const;

private:
    struct Shared
    {
        std::mutex mutex;
        QObject *home = nullptr; // guarded by mutex
    };

    QObject m_home;
    std::shared_ptr<Shared> m_shared;
};

} // namespace tinyobs::listeners
