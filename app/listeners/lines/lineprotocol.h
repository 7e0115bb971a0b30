#pragma once

// What becomes of lines, whichever way they came. Lives in the listeners' thread.

#include "core/ingest/wireformats.h"

#include <functional>
#include <string>
#include <string_view>

namespace tinyobs::listeners {

struct LineOrigin
{
    std::string_view path;     // "udp:8125"
    const std::string &sender; // its address
};

class LineProtocol
{
public:
    virtual ~LineProtocol() = default;

    virtual WireFormat format() const = 0;
    /// Whole lines, read during the call only. `taken` is called once, in this thread, maybe during
    /// the call: with false when storage does not take them now, and they may come again.
    virtual void take(std::string_view lines, const LineOrigin &origin,
                      std::function<void(bool)> taken) = 0;
    /// Stores what is pending, then calls back once, maybe at once. Nothing is taken any more.
    virtual void finish(std::function<void()> finished) = 0;
};

} // namespace tinyobs::listeners
