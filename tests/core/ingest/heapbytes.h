#pragma once

// What the allocator has handed out, for tests that look for buffers kept too long; 0 where it does
// not say, as under a sanitizer.

#include <cstddef>
#include <cstdlib>

#ifdef __GLIBC__
#include <malloc.h>
#endif

namespace tinyobs {

inline std::size_t heapBytes()
{
#ifdef __GLIBC__
    const struct mallinfo2 info = mallinfo2();
    return info.uordblks + info.hblkhd;
#else
    return 0;
#endif
}

} // namespace tinyobs
