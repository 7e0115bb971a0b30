#include "tests/app/listeners/grpcpeer.h"

#include <algorithm>

namespace tinyobs::test {
namespace {

std::string textOf(const std::uint8_t *bytes, std::size_t size)
{
    return {reinterpret_cast<const char *>(bytes), size};
}

std::uint8_t *bytesOf(const std::string &text)
{
    return reinterpret_cast<std::uint8_t *>(const_cast<char *>(text.data()));
}

} // namespace

int GrpcReply::grpcStatus() const
{
    const auto found = headers.find("grpc-status");
    return found == headers.end() ? -1 : std::stoi(found->second);
}

std::string GrpcReply::message() const
{
    const auto found = headers.find("grpc-message");
    return found == headers.end() ? std::string() : found->second;
}

GrpcPeer::GrpcPeer()
{
    nghttp2_session_callbacks *callbacks = nullptr;
    nghttp2_session_callbacks_new(&callbacks);
    nghttp2_session_callbacks_set_on_header_callback(
        callbacks, [](nghttp2_session *, const nghttp2_frame *frame, const std::uint8_t *name,
                      std::size_t nameSize, const std::uint8_t *value, std::size_t valueSize,
                      std::uint8_t, void *self) {
            auto &reply = static_cast<GrpcPeer *>(self)->m_replies[frame->hd.stream_id];
            reply.headers[textOf(name, nameSize)] = textOf(value, valueSize);
            return 0;
        });
    nghttp2_session_callbacks_set_on_data_chunk_recv_callback(
        callbacks, [](nghttp2_session *, std::uint8_t, std::int32_t id, const std::uint8_t *bytes,
                      std::size_t size, void *self) {
            static_cast<GrpcPeer *>(self)->m_replies[id].data.append(
                reinterpret_cast<const char *>(bytes), qsizetype(size));
            return 0;
        });
    nghttp2_session_callbacks_set_on_frame_recv_callback(
        callbacks, [](nghttp2_session *, const nghttp2_frame *frame, void *data) {
            auto *self = static_cast<GrpcPeer *>(data);
            if (frame->hd.type == NGHTTP2_PING)
                ++self->m_pongs;
            if (frame->hd.type == NGHTTP2_GOAWAY)
                self->m_isSentAway = true;
            if (frame->hd.type == NGHTTP2_RST_STREAM)
                self->m_replies[frame->hd.stream_id].resetBy = frame->rst_stream.error_code;
            if (frame->hd.stream_id > 0 && (frame->hd.flags & NGHTTP2_FLAG_END_STREAM) &&
                (frame->hd.type == NGHTTP2_HEADERS || frame->hd.type == NGHTTP2_DATA))
                self->m_replies[frame->hd.stream_id].isEnded = true;
            return 0;
        });
    // Tests send what well-behaved clients do not.
    nghttp2_option *option = nullptr;
    nghttp2_option_new(&option);
    nghttp2_option_set_no_http_messaging(option, 1);
    nghttp2_option_set_peer_max_concurrent_streams(option, 1'000'000);
    nghttp2_session_client_new2(&m_session, callbacks, this, option);
    nghttp2_option_del(option);
    nghttp2_session_callbacks_del(callbacks);
    nghttp2_submit_settings(m_session, NGHTTP2_FLAG_NONE, nullptr, 0);
}

GrpcPeer::~GrpcPeer()
{
    nghttp2_session_del(m_session);
}

GrpcPeer::Headers GrpcPeer::headers(const Headers &changed)
{
    Headers all{{":method", "POST"},
                {":scheme", "http"},
                {":path", "/opentelemetry.proto.collector.metrics.v1.MetricsService/Export"},
                {":authority", "127.0.0.1"},
                {"content-type", "application/grpc"},
                {"te", "trailers"}};
    for (const auto &change : changed) {
        std::erase_if(all, [&](const auto &each) { return each.first == change.first; });
        if (!change.second.empty())
            all.insert(change.first.starts_with(':') ? all.begin() : all.end(), change);
    }
    return all;
}

QByteArray GrpcPeer::framed(const QByteArray &message, char compressed)
{
    QByteArray bytes(1, compressed);
    for (int shift = 24; shift >= 0; shift -= 8)
        bytes += static_cast<char>(message.size() >> shift & 0xff);
    return bytes + message;
}

std::int32_t GrpcPeer::call(const Headers &headers, const QByteArray &body, bool isEnded)
{
    std::vector<nghttp2_nv> fields;
    for (const auto &[name, value] : headers)
        fields.push_back(
            {bytesOf(name), bytesOf(value), name.size(), value.size(), NGHTTP2_NV_FLAG_NONE});
    nghttp2_data_provider provider{};
    provider.read_callback = [](nghttp2_session *, std::int32_t id, std::uint8_t *target,
                                std::size_t size, std::uint32_t *flags, nghttp2_data_source *,
                                void *self) -> ssize_t {
        Body &own = static_cast<GrpcPeer *>(self)->m_bodies[id];
        const qsizetype part = std::min(own.bytes.size(), qsizetype(size));
        std::copy_n(own.bytes.constData(), part, target);
        own.bytes.remove(0, part);
        if (own.bytes.isEmpty() && own.isEnded)
            *flags |= NGHTTP2_DATA_FLAG_EOF;
        else if (part == 0)
            return NGHTTP2_ERR_DEFERRED;
        return part;
    };
    const std::int32_t id = nghttp2_submit_request(m_session, nullptr, fields.data(), fields.size(),
                                                   &provider, nullptr);
    m_bodies[id] = {body, isEnded};
    return id;
}

void GrpcPeer::end(std::int32_t stream)
{
    m_bodies[stream].isEnded = true;
    nghttp2_session_resume_data(m_session, stream);
}

void GrpcPeer::reset(std::int32_t stream)
{
    nghttp2_submit_rst_stream(m_session, NGHTTP2_FLAG_NONE, stream, NGHTTP2_CANCEL);
}

void GrpcPeer::ping()
{
    nghttp2_submit_ping(m_session, NGHTTP2_FLAG_NONE, nullptr);
}

QByteArray GrpcPeer::take()
{
    QByteArray output;
    const std::uint8_t *bytes = nullptr;
    for (ssize_t size = 0; (size = nghttp2_session_mem_send(m_session, &bytes)) > 0;)
        output.append(reinterpret_cast<const char *>(bytes), size);
    return output;
}

void GrpcPeer::feed(const QByteArray &bytes)
{
    nghttp2_session_mem_recv(m_session, reinterpret_cast<const std::uint8_t *>(bytes.constData()),
                             std::size_t(bytes.size()));
}

} // namespace tinyobs::test
