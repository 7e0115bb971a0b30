#include "app/listeners/grpc/grpcstatus.h"

namespace tinyobs::listeners {

std::string percentEncoded(std::string_view text)
{
    constexpr std::string_view Digits = "0123456789ABCDEF";
    std::string encoded;
    encoded.reserve(text.size());
    for (const char c : text) {
        if (c >= ' ' && c <= '~' && c != '%') {
            encoded += c;
            continue;
        }
        const auto byte = static_cast<unsigned char>(c);
        encoded += '%';
        encoded += Digits[byte >> 4];
        encoded += Digits[byte & 15];
    }
    return encoded;
}

} // namespace tinyobs::listeners
