#pragma once

// One call while it comes in: what its headers say, and its message, which stands in DATA frames as
// it likes:
//     0  1  whether the message is compressed: 0 or 1
//     1  4  its length, big endian
//     5  n  the message
// Exactly one message makes a call. One thread.

#include "app/listeners/grpc/grpcsession.h"

#include <array>
#include <optional>

namespace tinyobs::listeners {

class GrpcStream
{
public:
    enum class State {
        Head,     // headers come in
        Body,     // the message comes in
        Handling, // given out, or refused and not yet answered
        Answered
    };

    GrpcStream(std::int32_t id, server::BodyBudget &budget, GrpcSession::Clock::time_point deadline)
        : m_id(id)
        , m_budget(budget)
        , m_deadline(deadline)
    {
    }
    ~GrpcStream() { m_budget.resize(m_heldBytes, 0); }
    GrpcStream(const GrpcStream &) = delete;
    GrpcStream &operator=(const GrpcStream &) = delete;

    /// What is wrong ends the call; the views of `reason` are literals.
    struct Refusal
    {
        std::string_view reason; // one of RequestReasons
        GrpcAnswer answer;
    };

    std::int32_t id() const { return m_id; }
    State state() const { return m_state; }
    const std::string &method() const { return m_path; }
    GrpcSession::Clock::time_point deadline() const { return m_deadline; }
    void enter(State state, GrpcSession::Clock::time_point deadline);

    std::optional<Refusal> addHeader(std::string_view name, std::string_view value,
                                     const HttpLimits &limits);
    std::optional<Refusal> checkHead(const GrpcService &service);
    std::optional<Refusal> addData(std::string_view bytes, const HttpLimits &limits);
    /// The message is said to be whole.
    std::optional<Refusal> checkEnd() const;
    GrpcCall takeCall();

    /// The response message with its prefix, then how much of it is sent.
    void setAnswer(const GrpcAnswer &answer, GrpcSession::Clock::time_point deadline);
    std::string_view unsent() const;
    void sent(std::size_t bytes) { m_sent += bytes; }

private:
    static constexpr std::size_t PrefixBytes = 5;

    const std::int32_t m_id;
    server::BodyBudget &m_budget;
    State m_state = State::Head;
    GrpcSession::Clock::time_point m_deadline;

    std::size_t m_headBytes = 0;
    std::string m_httpMethod;
    std::string m_path;
    std::string m_contentType;
    std::string m_encodingName; // empty: none
    BodyEncoding m_encoding = BodyEncoding::Identity;

    std::array<unsigned char, PrefixBytes> m_prefix{};
    std::size_t m_prefixSize = 0;
    std::size_t m_messageBytes = 0; // as the prefix says
    QByteArray m_message;
    std::size_t m_heldBytes = 0; // of the budget

    QByteArray m_response;
    std::size_t m_sent = 0;
};

} // namespace tinyobs::listeners
