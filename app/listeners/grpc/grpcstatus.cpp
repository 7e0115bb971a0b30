#include "app/listeners/grpc/grpcstatus.h"

#include "core/ingest/protobufwriter.h"

namespace tinyobs::listeners {

std::string retryDetails(const GrpcAnswer &answer)
{
    std::string delay;
    appendNumber(delay, 1, std::uint64_t(RetryDelay.count()));
    std::string retryInfo;
    appendBytes(retryInfo, 1, delay);
    std::string any;
    appendBytes(any, 1, "type.googleapis.com/google.rpc.RetryInfo");
    appendBytes(any, 2, retryInfo);
    std::string status;
    appendNumber(status, 1, static_cast<unsigned>(answer.status));
    appendBytes(status, 2, answer.message);
    appendBytes(status, 3, any);
    return QByteArray::fromStdString(status).toBase64(QByteArray::OmitTrailingEquals).toStdString();
}

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
