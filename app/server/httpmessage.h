#pragma once

// A request and a response as the handlers see them, after the gate has checked and framed the one
// and before it serialises the other. Values; a Responder may be completed from any thread.

#include "core/base/error.h"

#include <QByteArray>
#include <QHostAddress>

#include <functional>
#include <memory>
#include <string_view>
#include <utility>
#include <vector>

namespace tinyobs::server {

enum class Method : unsigned char { Get, Head, Post, Put, Delete, Options, Patch };

std::string_view toText(Method method);

/// Name and value as sent; names are compared without case.
struct HttpHeader
{
    QByteArray name;
    QByteArray value;
};

/// Decoded pairs in their order, "+" and %XX resolved; a name may stand there more than once.
class QueryParameters
{
public:
    /// Lenient on stray percent signs, as browsers are.
    static QueryParameters parse(std::string_view encoded);

    /// The first value of a name, or an empty view.
    std::string_view value(std::string_view name) const;
    bool contains(std::string_view name) const;
    const std::vector<std::pair<std::string, std::string>> &pairs() const { return m_pairs; }

private:
    std::vector<std::pair<std::string, std::string>> m_pairs;
};

struct HttpRequest
{
    Method method = Method::Get;
    QByteArray path;     // percent-decoded, starts with "/", no dot segments
    QByteArray rawQuery; // without "?"
    std::vector<HttpHeader> headers;
    QByteArray body; // 64 spare bytes of capacity behind it, for simdjson
    QHostAddress peer;

    QByteArray header(std::string_view name) const;
    QueryParameters parameters() const
    {
        return QueryParameters::parse({rawQuery.constData(), std::size_t(rawQuery.size())});
    }
};

struct HttpResponse
{
    int status = 200;
    QByteArray contentType; // always set when there is a body
    QByteArray body;
    std::vector<HttpHeader> headers;
    /// Of a stream: its end is told from a connection that broke. HTTP/1.0 has no way to do so.
    bool isChunked = false;

    static HttpResponse json(QByteArray body, int status = 200);
    static HttpResponse text(QByteArray body, int status = 200);
    /// {"status":"error","error":message}; the one table from Error::Code to status is behind it.
    static HttpResponse error(const Error &error);
    static HttpResponse error(int status, std::string_view message);
    static HttpResponse empty(int status);
};

int statusOf(Error::Code code);

/// Server-sent events or another body without an end: the gate writes the head and hands over a
/// channel. All functions are for the network thread that owns the connection.
class StreamChannel
{
public:
    virtual ~StreamChannel() = default;
    /// Queues bytes. False when the client is gone or reads too slowly (over the limit of 1 MB
    /// unsent), and then the connection is closed.
    virtual bool write(const QByteArray &bytes) = 0;
    /// Ends the body. A stream that is let go without it is cut off.
    virtual void close() = 0;
    /// Called once, when the socket has taken what was written: at once when it has already. A
    /// writer that waits for it goes at the client's pace.
    virtual void onDrained(std::function<void()> callback) = 0;
    /// Called once, when the client has gone or close() was called.
    virtual void onClosed(std::function<void()> callback) = 0;
};

/// The one way to answer a request. Move-only in spirit: copies refer to the same answer, the first
/// send wins, and a request whose last Responder dies unanswered gets a 500.
class Responder
{
public:
    class State;
    explicit Responder(std::shared_ptr<State> state)
        : m_state(std::move(state))
    {
    }

    /// From any thread, once.
    void send(HttpResponse response) const;
    /// Starts a stream with this head (its body is ignored). Network thread only. Null when the
    /// client has gone.
    std::shared_ptr<StreamChannel> stream(HttpResponse head) const;
    /// True once the client has gone: long work may stop.
    bool isAbandoned() const;
    /// Called once, in the network thread, if the client goes before the answer was sent.
    void onAbandoned(std::function<void()> callback) const;
    /// Runs the work in the connection's network thread, or drops it when the thread has gone. From
    /// any thread.
    void post(std::function<void()> work) const;

private:
    std::shared_ptr<State> m_state;
};

using Handler = std::function<void(const HttpRequest &, const Responder &)>;

} // namespace tinyobs::server
