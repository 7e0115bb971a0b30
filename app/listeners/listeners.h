#pragma once

// All listeners beside the main port: made from the table as the settings ask, in one network
// thread of their own, and ended. What cannot listen is warned of and does not keep the others.
// Lives in the main thread.

#include "app/listeners/listener.h"
#include "app/listeners/listenertable.h"
#include "app/server/listenerstate.h"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace tinyobs::listeners {

class Listeners
{
public:
    /// Both must outlive the object.
    Listeners(Engine &engine, server::HttpServer &http);
    ~Listeners();
    Listeners(const Listeners &) = delete;
    Listeners &operator=(const Listeners &) = delete;

    /// After the HTTP server listens. Warns of what fails, and logs once what listens where.
    void start(const std::string &host);
    /// Before the HTTP server stops. Lets what is under way finish for a moment. Idempotent.
    void stop();

    /// One for each row of the table, in its order.
    std::vector<server::ListenerState> states() const;

    struct Counted
    {
        std::string_view name;
        ListenerCounters counters;
    };
    /// Of those that listen, but for those that the HTTP server counts. Between start() and stop(),
    /// from any thread; after stop() it is empty.
    std::vector<Counted> counters() const;

private:
    class Impl;
    std::unique_ptr<Impl> m_impl;
};

} // namespace tinyobs::listeners
