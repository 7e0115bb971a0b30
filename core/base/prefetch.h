#pragma once

// Asks for a cache line before it is needed. A hint: does nothing where the compiler has no such
// thing. Usable in any thread.

namespace tinyobs {

inline void prefetchForRead([[maybe_unused]] const void *address)
{
#if defined(__GNUC__)
    __builtin_prefetch(address, 0);
#endif
}

inline void prefetchForWrite([[maybe_unused]] const void *address)
{
#if defined(__GNUC__)
    __builtin_prefetch(address, 1);
#endif
}

} // namespace tinyobs
