#include "core/ingest/wirehash.h"

#include <QRandomGenerator>

#define XXH_INLINE_ALL // a call into the library costs more than the hash of a short label set
#include <xxhash.h>

#include <array>

namespace tinyobs {
namespace {

constexpr std::size_t SecretBytes = 192; // what XXH3 uses by default
using Secret = std::array<quint32, SecretBytes / sizeof(quint32)>;

Secret drawSecret()
{
    Secret secret{};
    QRandomGenerator::system()->fillRange(secret.data(), qsizetype(secret.size()));
    return secret;
}

XXH128_hash_t hash(std::string_view bytes)
{
    static const Secret secret = drawSecret();
    return XXH3_128bits_withSecret(bytes.data(), bytes.size(), secret.data(), SecretBytes);
}

} // namespace

WireHash wireHash(std::string_view bytes)
{
    const XXH128_hash_t whole = hash(bytes);
    return {.high = whole.high64, .low = whole.low64};
}

WireHash wireHash(std::string_view first, std::string_view second)
{
    return chained(wireHash(first), wireHash(second));
}

WireHash wireSpace(std::string_view format,
                   std::span<const std::pair<std::string, std::string>> addedLabels)
{
    std::string text(format);
    for (const auto &[name, value] : addedLabels) {
        // No name holds a NUL and no value that is taken does.
        text.append(1, '\0').append(name).append(1, '\0').append(value);
    }
    return wireHash(text);
}

} // namespace tinyobs
