#include "app/server/gate/bindaddress.h"

namespace tinyobs::server {
namespace {

/// What is wrong, and the first words of what to do about it.
struct Explanation
{
    std::string problem;
    std::string_view advice;
};

Explanation explain(QAbstractSocket::SocketError error, const QString &text,
                    const ListenAddress &address)
{
    const std::string port = "port " + std::to_string(address.port);
    switch (error) {
    case QAbstractSocket::AddressInUseError:
        return {port + " is in use by another program", ": end it or choose another port with "};
    case QAbstractSocket::SocketAccessError:
        return {port + " may not be opened by this user", ": choose one above 1023 with "};
    case QAbstractSocket::SocketAddressNotAvailableError:
        return {"address " + address.host + " is not one of this machine",
                ": choose another with --listen"};
    default:
        return {"cannot listen on " + address.host + " " + port + ": " + text.toStdString(), {}};
    }
}

} // namespace

std::optional<QHostAddress> toHostAddress(const std::string &host)
{
    if (host == "localhost")
        return QHostAddress(QHostAddress::LocalHost);
    QHostAddress address;
    if (!address.setAddress(QString::fromStdString(host)))
        return {};
    return address == QHostAddress(QHostAddress::AnyIPv6) ? QHostAddress(QHostAddress::Any)
                                                          : address;
}

Error bindError(QAbstractSocket::SocketError error, const QString &text,
                const ListenAddress &address, std::string_view portOption)
{
    Explanation explanation = explain(error, text, address);
    if (portOption.empty())
        return {Error::Code::Io, std::move(explanation.problem)};
    explanation.problem += explanation.advice;
    if (explanation.advice.ends_with("with "))
        explanation.problem += portOption;
    return {Error::Code::Io, std::move(explanation.problem)};
}

} // namespace tinyobs::server
