#pragma once

// What a process of ours sets before its application object exists. Main thread.

namespace tinyobs::startup {

/// Qt's own event loop instead of GLib's, an allocator that gives memory back, and an error instead
/// of the end where a file may not grow (ulimit -f).
void prepareProcess();

} // namespace tinyobs::startup
