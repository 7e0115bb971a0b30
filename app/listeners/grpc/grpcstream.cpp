#include "app/listeners/grpc/grpcstream.h"

#include "core/base/quoted.h"

#include <algorithm>
#include <utility>

namespace tinyobs::listeners {
namespace {

using Refusal = GrpcStream::Refusal;

constexpr std::string_view ContentType = "application/grpc";
constexpr std::size_t Padding = 64;             // decoders read this far behind the end
constexpr std::size_t MostReserved = 64u << 10; // before its bytes have come
constexpr std::size_t FieldOverhead = 32; // what a field counts beside its bytes, RFC 9113 6.5.2
constexpr std::string_view Prefix = "/opentelemetry.proto.collector.";

Refusal refused(std::string_view reason, GrpcStatus status, std::string message)
{
    return {reason, {.status = status, .message = std::move(message)}};
}

Refusal unknownMethod(const std::string &path, const GrpcService &service)
{
    std::string message = "method " + quoted(path) + " is unknown, " + std::string(service.method) +
                          " is what is served";
    if (path.starts_with(Prefix) && path.find("/Export", Prefix.size()) != std::string::npos)
        message = "TinyObs takes metrics only (" + std::string(service.method) + "), not " +
                  path.substr(Prefix.size(), path.find('.', Prefix.size()) - Prefix.size());
    return refused("not_found", GrpcStatus::Unimplemented, std::move(message));
}

bool isGrpc(std::string_view contentType)
{
    if (!contentType.starts_with(ContentType))
        return false;
    const std::string_view rest = contentType.substr(ContentType.size());
    return rest.empty() || rest == "+proto" || rest.starts_with(';') || rest.starts_with("+proto;");
}

} // namespace

void GrpcStream::enter(State state, GrpcSession::Clock::time_point deadline)
{
    m_state = state;
    m_deadline = deadline;
}

std::optional<Refusal> GrpcStream::addHeader(std::string_view name, std::string_view value,
                                             const HttpLimits &limits)
{
    m_headBytes += name.size() + value.size() + FieldOverhead;
    if (m_headBytes > limits.headBytes)
        return refused("head_too_large", GrpcStatus::ResourceExhausted,
                       "the call's headers are larger than " + std::to_string(limits.headBytes) +
                           " bytes");
    if (name == ":method")
        m_httpMethod = value;
    else if (name == ":path")
        m_path = value;
    else if (name == "content-type")
        m_contentType = value;
    else if (name == "grpc-encoding" && value != "identity")
        m_encodingName = value;
    return {};
}

// A te header other than "trailers" never comes here: nghttp2 takes it for a broken message.
std::optional<Refusal> GrpcStream::checkHead(const GrpcService &service)
{
    if (m_httpMethod != "POST") {
        Refusal refusal = refused("method_not_allowed", GrpcStatus::Unimplemented,
                                  "gRPC calls are POST, this is " + m_httpMethod);
        refusal.answer.httpStatus = 405;
        return refusal;
    }
    if (!isGrpc(m_contentType)) {
        Refusal refusal =
            refused("content_type", GrpcStatus::InvalidArgument,
                    "content type is " + quoted(m_contentType) + ", expected application/grpc");
        refusal.answer.httpStatus = 415;
        return refusal;
    }
    if (m_path != service.method)
        return unknownMethod(m_path, service);
    if (m_encodingName.empty())
        return {};
    const EncodingName *encoding = findEncoding(rowOf(service.format), m_encodingName);
    if (!encoding)
        return refused("content_encoding", GrpcStatus::Unimplemented,
                       "grpc-encoding is " + quoted(m_encodingName) +
                           ", expected identity or gzip");
    m_encoding = encoding->encoding;
    return {};
}

std::optional<Refusal> GrpcStream::addData(std::string_view bytes, const HttpLimits &limits)
{
    const std::size_t ofPrefix = std::min(bytes.size(), PrefixBytes - m_prefixSize);
    std::copy_n(bytes.begin(), ofPrefix, m_prefix.begin() + std::ptrdiff_t(m_prefixSize));
    m_prefixSize += ofPrefix;
    bytes.remove_prefix(ofPrefix);
    if (m_prefixSize < PrefixBytes)
        return {};
    if (ofPrefix > 0) {
        for (std::size_t i = 1; i < PrefixBytes; ++i)
            m_messageBytes = m_messageBytes << 8 | m_prefix[i];
        if (m_prefix[0] > 1)
            return refused("bad_request", GrpcStatus::InvalidArgument,
                           "the message's first byte is " + std::to_string(m_prefix[0]) +
                               ", expected 0 or 1");
        if (m_prefix[0] == 1 && m_encodingName.empty())
            return refused("bad_request", GrpcStatus::InvalidArgument,
                           "the message is compressed, but grpc-encoding does not say how");
        if (m_messageBytes > limits.bodyBytes)
            return refused("body_too_large", GrpcStatus::ResourceExhausted,
                           "the message is " + std::to_string(m_messageBytes) + " bytes, limit " +
                               std::to_string(limits.bodyBytes));
        m_message.reserve(qsizetype(std::min(m_messageBytes, MostReserved) + Padding));
    }
    if (std::size_t(m_message.size()) + bytes.size() > m_messageBytes)
        return refused("bad_request", GrpcStatus::InvalidArgument,
                       "more follows the message, expected exactly one");
    m_message.append(bytes.data(), qsizetype(bytes.size()));
    if (!m_budget.resize(m_heldBytes, std::size_t(m_message.size()))) {
        Refusal refusal = refused("overloaded", GrpcStatus::ResourceExhausted,
                                  "too many large messages are under way");
        refusal.answer.mayRepeat = true;
        return refusal;
    }
    return {};
}

std::optional<Refusal> GrpcStream::checkEnd() const
{
    if (m_prefixSize == PrefixBytes && std::size_t(m_message.size()) == m_messageBytes)
        return {};
    return refused("bad_request", GrpcStatus::InvalidArgument,
                   m_prefixSize < PrefixBytes
                       ? "the call has no message"
                       : "the message ends after " + std::to_string(m_message.size()) + " of " +
                             std::to_string(m_messageBytes) + " bytes");
}

GrpcCall GrpcStream::takeCall()
{
    m_budget.resize(m_heldBytes, 0);
    m_message.reserve(m_message.size() + qsizetype(Padding));
    return {m_id, m_prefix[0] == 1 ? m_encoding : BodyEncoding::Identity,
            std::exchange(m_message, {})};
}

void GrpcStream::setAnswer(const GrpcAnswer &answer, GrpcSession::Clock::time_point deadline)
{
    enter(State::Answered, deadline);
    m_message.clear();
    m_budget.resize(m_heldBytes, 0);
    if (answer.status != GrpcStatus::Ok)
        return;
    const auto size = static_cast<std::size_t>(answer.response.size());
    m_response.append('\0');
    for (int shift = 24; shift >= 0; shift -= 8)
        m_response.append(static_cast<char>(size >> shift & 0xff));
    m_response += answer.response;
}

std::string_view GrpcStream::unsent() const
{
    return std::string_view(m_response.constData(), std::size_t(m_response.size())).substr(m_sent);
}

} // namespace tinyobs::listeners
