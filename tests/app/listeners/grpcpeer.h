#pragma once

// The other end of a gRPC connection without a socket: makes the bytes that a client sends, well or
// badly, and reads what comes back. Every call is kept until the peer goes.

#include <nghttp2/nghttp2.h>

#include <QByteArray>

#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace tinyobs::test {

struct GrpcReply
{
    std::map<std::string, std::string> headers; // trailers too
    QByteArray data;
    bool isEnded = false;
    std::uint32_t resetBy = 0; // error code, when the stream was reset

    int grpcStatus() const;
    std::string message() const; // grpc-message
};

class GrpcPeer
{
public:
    using Headers = std::vector<std::pair<std::string, std::string>>;

    GrpcPeer();
    ~GrpcPeer();

    /// The headers of a good call; `changed` replaces some by name, an empty value leaves one out.
    static Headers headers(const Headers &changed = {});
    /// A message with its prefix.
    static QByteArray framed(const QByteArray &message, char compressed = 0);

    /// Opens a stream whose body is `body`; an open one waits for more until it is ended.
    std::int32_t call(const Headers &headers, const QByteArray &body, bool isEnded = true);
    void end(std::int32_t stream);
    void reset(std::int32_t stream);
    void ping();

    /// What is to be sent.
    QByteArray take();
    void feed(const QByteArray &bytes);

    GrpcReply &reply(std::int32_t stream) { return m_replies[stream]; }
    int pongs() const { return m_pongs; }
    bool isSentAway() const { return m_isSentAway; }

private:
    struct Body
    {
        QByteArray bytes;
        bool isEnded = true;
    };

    nghttp2_session *m_session = nullptr;
    std::map<std::int32_t, Body> m_bodies;
    std::map<std::int32_t, GrpcReply> m_replies;
    int m_pongs = 0;
    bool m_isSentAway = false;
};

} // namespace tinyobs::test
