#pragma once

// What a process of ours sets before its application object exists. Main thread.

namespace tinyobs::startup {

/// Qt's own event loop instead of GLib's, and an allocator that gives memory back.
void prepareProcess();

} // namespace tinyobs::startup
