#pragma once

// Gives back what a container holds. Plain function, any thread.

namespace tinyobs {

/// Leaves the container empty and without memory. `container = {}` would not: for strings and
/// vectors that assigns an empty list and keeps the buffer.
template <typename Container>
void release(Container &container)
{
    Container().swap(container);
}

} // namespace tinyobs
