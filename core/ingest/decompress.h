#pragma once

// Compressed bodies, made plain under a cap on the output, so that a bomb costs no more than an
// honest body. Gzip may have several members and zstd several frames; snappy is its block format.
// One thread; reusable, and then its buffers stay warm.

#include "core/model/refusal.h"

#include <tl/expected.hpp>

#include <cstddef>
#include <memory>
#include <string_view>

namespace tinyobs {

enum class BodyEncoding : unsigned char { Identity, Gzip, Zstd, Snappy };

class Decompressor
{
public:
    Decompressor();
    ~Decompressor();
    Decompressor(const Decompressor &) = delete;
    Decompressor &operator=(const Decompressor &) = delete;

    /// The plain bytes, at most `limitBytes`, with DocumentDecoder::Padding readable bytes behind
    /// them. They live until the next call or clear(). Identity gives back the body itself,
    /// whatever is behind it.
    tl::expected<std::string_view, Refusal> unpack(BodyEncoding encoding, std::string_view body,
                                                   std::size_t limitBytes);
    tl::expected<std::string_view, Refusal> gunzip(std::string_view body, std::size_t limitBytes);
    tl::expected<std::string_view, Refusal> unzstd(std::string_view body, std::size_t limitBytes);
    tl::expected<std::string_view, Refusal> unsnap(std::string_view body, std::size_t limitBytes);

    /// Gives back what an unusually large body has left.
    void clear();

private:
    class Impl;
    std::unique_ptr<Impl> m_impl;
};

} // namespace tinyobs
