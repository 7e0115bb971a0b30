#pragma once

// Small files that the kernel makes while they are read. Plain function, usable in any thread.

#include <cstdio>
#include <memory>
#include <string>

namespace tinyobs {

/// Replaces `out` by the file's text; empty when it cannot be read.
inline void readSystemFile(const std::string &path, std::string &out)
{
    constexpr std::size_t StepBytes = 16 * 1024;
    constexpr std::size_t MaxBytes = 1024 * 1024;
    out.clear();
    const std::unique_ptr<std::FILE, int (*)(std::FILE *)> file(std::fopen(path.c_str(), "re"),
                                                                &std::fclose);
    for (std::size_t got = StepBytes; file && got == StepBytes && out.size() < MaxBytes;) {
        const std::size_t used = out.size();
        out.resize(used + StepBytes);
        got = std::fread(out.data() + used, 1, StepBytes, file.get());
        out.resize(used + got);
    }
}

} // namespace tinyobs
