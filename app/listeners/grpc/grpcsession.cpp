#include "app/listeners/grpc/grpcsession.h"

#include "app/listeners/grpc/grpcstream.h"

#include <nghttp2/nghttp2.h>

#include <algorithm>
#include <array>
#include <unordered_map>
#include <utility>

namespace tinyobs::listeners {
namespace {

// A stream's window lets one connection fill a fast link; the session's bounds what all of its
// streams may send before we have looked at it.
constexpr std::int32_t StreamWindow = 1 << 20;
constexpr std::int32_t SessionWindow = 4 << 20;
// Who opens streams only to reset them again is sent away.
constexpr std::size_t ResetsForFree = 200;

std::string_view viewOf(const std::uint8_t *bytes, std::size_t size)
{
    return {reinterpret_cast<const char *>(bytes), size};
}

/// A field whose text lives until it is submitted, which copies it.
nghttp2_nv field(std::string_view name, std::string_view value)
{
    const auto bytes = [](std::string_view text) {
        return reinterpret_cast<std::uint8_t *>(const_cast<char *>(text.data()));
    };
    return {bytes(name), bytes(value), name.size(), value.size(), NGHTTP2_NV_FLAG_NONE};
}

struct SessionDeleter
{
    void operator()(nghttp2_session *session) const { nghttp2_session_del(session); }
};

} // namespace

class GrpcSession::Impl
{
public:
    Impl(const GrpcService &ownService, const HttpLimits &ownLimits, server::BodyBudget &ownBudget,
         Clock::time_point ownNow);

    void submit(GrpcStream &stream, const GrpcAnswer &answer);
    void refuse(GrpcStream &stream, const GrpcStream::Refusal &refusal);
    GrpcStream *find(std::int32_t id);

    const GrpcService &service;
    const HttpLimits &limits;
    server::BodyBudget &budget;
    std::unique_ptr<nghttp2_session, SessionDeleter> session;
    std::unordered_map<std::int32_t, GrpcStream> streams;
    std::vector<GrpcCall> calls;
    std::vector<RefusedCall> refused;
    Clock::time_point now;
    Clock::time_point idleSince;
    bool isGreeted = false; // the client's settings have come
    bool isBroken = false;
    std::size_t resets = 0;
    std::size_t answered = 0;

private:
    void listenTo(nghttp2_session_callbacks *callbacks);
    void streamBegins(std::int32_t id);
    void headerCame(std::int32_t id, std::string_view name, std::string_view value);
    void frameCame(const nghttp2_frame &frame);
    void dataCame(std::int32_t id, std::string_view bytes);
    void frameWasSent(const nghttp2_frame &frame);
    void streamEnded(std::int32_t id);
    ssize_t readResponse(std::int32_t id, std::uint8_t *target, std::size_t size,
                         std::uint32_t *flags);
};

GrpcSession::Impl::Impl(const GrpcService &ownService, const HttpLimits &ownLimits,
                        server::BodyBudget &ownBudget, Clock::time_point ownNow)
    : service(ownService)
    , limits(ownLimits)
    , budget(ownBudget)
    , now(ownNow)
    , idleSince(ownNow)
{
    nghttp2_session_callbacks *callbacks = nullptr;
    nghttp2_session *made = nullptr;
    if (nghttp2_session_callbacks_new(&callbacks) == 0) {
        listenTo(callbacks);
        if (nghttp2_session_server_new(&made, callbacks, this) != 0)
            made = nullptr;
        nghttp2_session_callbacks_del(callbacks);
    }
    session.reset(made);
    isBroken = !session;
    if (isBroken)
        return;
    const std::array<nghttp2_settings_entry, 3> settings{{
        {NGHTTP2_SETTINGS_MAX_CONCURRENT_STREAMS, MaxStreams},
        {NGHTTP2_SETTINGS_INITIAL_WINDOW_SIZE, StreamWindow},
        {NGHTTP2_SETTINGS_MAX_HEADER_LIST_SIZE, static_cast<std::uint32_t>(limits.headBytes)},
    }};
    nghttp2_submit_settings(session.get(), NGHTTP2_FLAG_NONE, settings.data(), settings.size());
    nghttp2_session_set_local_window_size(session.get(), NGHTTP2_FLAG_NONE, 0, SessionWindow);
}

void GrpcSession::Impl::listenTo(nghttp2_session_callbacks *callbacks)
{
    static constexpr auto self = [](void *data) -> Impl & { return *static_cast<Impl *>(data); };
    nghttp2_session_callbacks_set_on_begin_headers_callback(
        callbacks, [](nghttp2_session *, const nghttp2_frame *frame, void *data) {
            if (frame->headers.cat == NGHTTP2_HCAT_REQUEST)
                self(data).streamBegins(frame->hd.stream_id);
            return 0;
        });
    nghttp2_session_callbacks_set_on_header_callback(
        callbacks, [](nghttp2_session *, const nghttp2_frame *frame, const std::uint8_t *name,
                      std::size_t nameSize, const std::uint8_t *value, std::size_t valueSize,
                      std::uint8_t, void *data) {
            self(data).headerCame(frame->hd.stream_id, viewOf(name, nameSize),
                                  viewOf(value, valueSize));
            return 0;
        });
    nghttp2_session_callbacks_set_on_frame_recv_callback(
        callbacks, [](nghttp2_session *, const nghttp2_frame *frame, void *data) {
            self(data).frameCame(*frame);
            return 0;
        });
    nghttp2_session_callbacks_set_on_data_chunk_recv_callback(
        callbacks, [](nghttp2_session *, std::uint8_t, std::int32_t id, const std::uint8_t *bytes,
                      std::size_t size, void *data) {
            self(data).dataCame(id, viewOf(bytes, size));
            return 0;
        });
    nghttp2_session_callbacks_set_on_frame_send_callback(
        callbacks, [](nghttp2_session *, const nghttp2_frame *frame, void *data) {
            self(data).frameWasSent(*frame);
            return 0;
        });
    nghttp2_session_callbacks_set_on_stream_close_callback(
        callbacks, [](nghttp2_session *, std::int32_t id, std::uint32_t, void *data) {
            self(data).streamEnded(id);
            return 0;
        });
}

GrpcStream *GrpcSession::Impl::find(std::int32_t id)
{
    const auto found = streams.find(id);
    return found == streams.end() ? nullptr : &found->second;
}

// ---- what comes in

void GrpcSession::Impl::streamBegins(std::int32_t id)
{
    streams.try_emplace(id, id, budget, now + limits.headDeadline);
}

void GrpcSession::Impl::headerCame(std::int32_t id, std::string_view name, std::string_view value)
{
    GrpcStream *stream = find(id);
    if (!stream || stream->state() != GrpcStream::State::Head)
        return;
    if (const auto refusal = stream->addHeader(name, value, limits))
        refuse(*stream, *refusal);
}

void GrpcSession::Impl::frameCame(const nghttp2_frame &frame)
{
    isGreeted = isGreeted || frame.hd.type == NGHTTP2_SETTINGS;
    if (frame.hd.type != NGHTTP2_HEADERS && frame.hd.type != NGHTTP2_DATA)
        return;
    GrpcStream *stream = find(frame.hd.stream_id);
    if (!stream)
        return;
    if (stream->state() == GrpcStream::State::Head) {
        stream->enter(GrpcStream::State::Body, now + limits.bodyDeadline);
        if (const auto refusal = stream->checkHead(service))
            refuse(*stream, *refusal);
    }
    if (stream->state() != GrpcStream::State::Body || !(frame.hd.flags & NGHTTP2_FLAG_END_STREAM))
        return;
    if (const auto refusal = stream->checkEnd())
        return refuse(*stream, *refusal);
    stream->enter(GrpcStream::State::Handling, now + limits.answerDeadline);
    calls.push_back(stream->takeCall());
}

void GrpcSession::Impl::dataCame(std::int32_t id, std::string_view bytes)
{
    GrpcStream *stream = find(id);
    if (!stream || stream->state() != GrpcStream::State::Body)
        return;
    if (const auto refusal = stream->addData(bytes, limits))
        refuse(*stream, *refusal);
}

void GrpcSession::Impl::streamEnded(std::int32_t id)
{
    const GrpcStream *stream = find(id);
    if (!stream)
        return;
    if (stream->state() == GrpcStream::State::Answered)
        ++answered;
    else
        ++resets;
    streams.erase(id);
    idleSince = now;
    if (resets > ResetsForFree + answered)
        nghttp2_session_terminate_session(session.get(), NGHTTP2_ENHANCE_YOUR_CALM);
}

// ---- what goes out

void GrpcSession::Impl::refuse(GrpcStream &stream, const GrpcStream::Refusal &refusal)
{
    refused.push_back({refusal.reason, stream.method(), refusal.answer.message});
    submit(stream, refusal.answer);
}

void GrpcSession::Impl::submit(GrpcStream &stream, const GrpcAnswer &answer)
{
    stream.setAnswer(answer, now + limits.writeDeadline);
    const std::string status = std::to_string(answer.httpStatus);
    const std::string code = std::to_string(static_cast<int>(answer.status));
    const std::string message = percentEncoded(answer.message);
    const std::string details = answer.mayRepeat ? retryDetails(answer) : std::string();
    const std::string pushback = std::to_string(std::chrono::milliseconds(RetryDelay).count());
    std::vector<nghttp2_nv> fields{field(":status", status),
                                   field("content-type", "application/grpc"),
                                   field("grpc-accept-encoding", "identity,gzip")};
    if (answer.status == GrpcStatus::Ok) {
        nghttp2_data_provider provider{};
        provider.read_callback = [](nghttp2_session *, std::int32_t id, std::uint8_t *target,
                                    std::size_t size, std::uint32_t *flags, nghttp2_data_source *,
                                    void *data) {
            return static_cast<Impl *>(data)->readResponse(id, target, size, flags);
        };
        nghttp2_submit_response(session.get(), stream.id(), fields.data(), fields.size(),
                                &provider);
        return;
    }
    fields.push_back(field("grpc-status", code));
    fields.push_back(field("grpc-message", message));
    if (answer.mayRepeat) {
        fields.push_back(field("grpc-status-details-bin", details));
        fields.push_back(field("grpc-retry-pushback-ms", pushback)); // gRPC's retry design, A6
    }
    nghttp2_submit_response(session.get(), stream.id(), fields.data(), fields.size(), nullptr);
}

ssize_t GrpcSession::Impl::readResponse(std::int32_t id, std::uint8_t *target, std::size_t size,
                                        std::uint32_t *flags)
{
    GrpcStream *stream = find(id);
    if (!stream)
        return NGHTTP2_ERR_TEMPORAL_CALLBACK_FAILURE;
    const std::string_view bytes = stream->unsent().substr(0, size);
    std::copy(bytes.begin(), bytes.end(), target);
    stream->sent(bytes.size());
    if (stream->unsent().empty()) {
        *flags |= NGHTTP2_DATA_FLAG_EOF | NGHTTP2_DATA_FLAG_NO_END_STREAM;
        const nghttp2_nv status = field("grpc-status", "0");
        nghttp2_submit_trailer(session.get(), id, &status, 1);
    }
    return static_cast<ssize_t>(bytes.size());
}

// An answer that came before the whole call ends the call too. Only now: a reset that waits would
// overtake the answer.
void GrpcSession::Impl::frameWasSent(const nghttp2_frame &frame)
{
    const std::int32_t id = frame.hd.stream_id;
    if (frame.hd.type == NGHTTP2_HEADERS && (frame.hd.flags & NGHTTP2_FLAG_END_STREAM) &&
        nghttp2_session_get_stream_remote_close(session.get(), id) == 0)
        nghttp2_submit_rst_stream(session.get(), NGHTTP2_FLAG_NONE, id, NGHTTP2_NO_ERROR);
}

GrpcSession::GrpcSession(const GrpcService &service, const HttpLimits &limits,
                         server::BodyBudget &budget, Clock::time_point now)
    : m_impl(std::make_unique<Impl>(service, limits, budget, now))
{
}

GrpcSession::~GrpcSession() = default;

bool GrpcSession::feed(std::string_view bytes, Clock::time_point now)
{
    m_impl->now = now;
    if (m_impl->isBroken)
        return false;
    const ssize_t used = nghttp2_session_mem_recv(
        m_impl->session.get(), reinterpret_cast<const std::uint8_t *>(bytes.data()), bytes.size());
    m_impl->isBroken = used < 0;
    return !m_impl->isBroken;
}

std::vector<GrpcCall> GrpcSession::takeCalls()
{
    return std::exchange(m_impl->calls, {});
}

std::vector<RefusedCall> GrpcSession::takeRefused()
{
    return std::exchange(m_impl->refused, {});
}

void GrpcSession::answer(std::int32_t stream, const GrpcAnswer &answer)
{
    GrpcStream *found = m_impl->find(stream);
    if (found && found->state() == GrpcStream::State::Handling)
        m_impl->submit(*found, answer);
}

QByteArray GrpcSession::takeOutput(std::size_t leastBytes)
{
    QByteArray output;
    while (!m_impl->isBroken && std::size_t(output.size()) < leastBytes) {
        const std::uint8_t *bytes = nullptr;
        const ssize_t size = nghttp2_session_mem_send(m_impl->session.get(), &bytes);
        if (size < 0)
            m_impl->isBroken = true;
        if (size <= 0)
            break;
        output.append(reinterpret_cast<const char *>(bytes), size);
    }
    return output;
}

bool GrpcSession::checkDeadlines(Clock::time_point now)
{
    m_impl->now = now;
    if (m_impl->isBroken)
        return true;
    for (auto &[id, stream] : m_impl->streams) {
        if (now < stream.deadline())
            continue;
        switch (stream.state()) {
        case GrpcStream::State::Head:
        case GrpcStream::State::Body:
            m_impl->refuse(stream, {"timeout",
                                    {.status = GrpcStatus::DeadlineExceeded,
                                     .message = "the call did not come in time"}});
            break;
        case GrpcStream::State::Handling:
            m_impl->refuse(stream, {"no_answer",
                                    {.status = GrpcStatus::Unavailable,
                                     .message = "the call was not answered in time",
                                     .mayRepeat = true}});
            break;
        case GrpcStream::State::Answered:
            nghttp2_submit_rst_stream(m_impl->session.get(), NGHTTP2_FLAG_NONE, id, NGHTTP2_CANCEL);
            break;
        }
    }
    const auto patience =
        m_impl->isGreeted ? m_impl->limits.idleDeadline : m_impl->limits.headDeadline;
    return hasStreams() || now - m_impl->idleSince < patience;
}

void GrpcSession::goAway()
{
    if (!m_impl->isBroken)
        nghttp2_submit_goaway(m_impl->session.get(), NGHTTP2_FLAG_NONE,
                              nghttp2_session_get_last_proc_stream_id(m_impl->session.get()),
                              NGHTTP2_NO_ERROR, nullptr, 0);
}

bool GrpcSession::hasStreams() const
{
    return !m_impl->streams.empty();
}

bool GrpcSession::isOver() const
{
    return m_impl->isBroken || (nghttp2_session_want_read(m_impl->session.get()) == 0 &&
                                nghttp2_session_want_write(m_impl->session.get()) == 0);
}

} // namespace tinyobs::listeners
