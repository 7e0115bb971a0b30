#pragma once

// The demo shop's own API: small fixed answers, there to be called and measured. Pure functions.

#include <QByteArray>
#include <QHttpServerRequest>

#include <span>

namespace tinyobs::example {

struct Reply
{
    int status = 200;
    QByteArray json;
};

struct Endpoint
{
    QHttpServerRequest::Method method;
    const char *methodName;
    const char *path;
    const char *summary;
    Reply (*answer)(const QByteArray &body);
};

std::span<const Endpoint> endpoints();

} // namespace tinyobs::example
