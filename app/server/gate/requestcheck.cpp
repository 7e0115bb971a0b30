#include "app/server/gate/requestcheck.h"

#include "app/server/gate/requestpath.h"

namespace tinyobs::server {

namespace {

CheckedRequest refused(const GateRefusal &refusal)
{
    CheckedRequest checked;
    checked.answer = toResponse(refusal);
    checked.refusal = refusal;
    return checked;
}

// A preflight asks what a cross-origin page may send; the origin itself was checked before.
HttpResponse optionsAnswer(const QByteArray &allow)
{
    HttpResponse response = HttpResponse::empty(204);
    response.headers.push_back({QByteArrayLiteral("Allow"), allow});
    response.headers.push_back({QByteArrayLiteral("Access-Control-Allow-Methods"), allow});
    response.headers.push_back(
        {QByteArrayLiteral("Access-Control-Allow-Headers"),
         QByteArrayLiteral("Accept, Authorization, Content-Encoding, Content-Type, Origin")});
    response.headers.push_back(
        {QByteArrayLiteral("Access-Control-Max-Age"), QByteArrayLiteral("600")});
    return response;
}

} // namespace

HttpResponse toResponse(const GateRefusal &refusal)
{
    return HttpResponse::error(refusal.status, refusal.message);
}

CheckedRequest checkRequest(const RequestHead &head, const OriginPolicy &origins,
                            const RouteIndex &routes, const HttpLimits &limits)
{
    if (const auto refusal = origins.check(head))
        return refused(*refusal);

    CheckedRequest checked;
    if (head.rawPath == "*") {
        checked.answer = optionsAnswer(QByteArrayLiteral("GET, HEAD, POST, OPTIONS"));
        return checked;
    }
    Result<QByteArray> path = decodePath(head.rawPath);
    if (!path)
        return refused({400, "bad_request", path.error().message});
    checked.path = std::move(*path);

    RouteIndex::Match match =
        routes.find(head.method, {checked.path.constData(), std::size_t(checked.path.size())});
    if (match.refusal && head.method == Method::Options && !match.allow.isEmpty()) {
        checked.answer = optionsAnswer(match.allow);
        return checked;
    }
    if (match.refusal) {
        checked = refused(*match.refusal);
        if (!match.allow.isEmpty())
            checked.answer->headers.push_back({QByteArrayLiteral("Allow"), match.allow});
        return checked;
    }
    checked.row = match.row;
    if (head.contentLength.value_or(0) > limits.bodyBytes)
        return refused({413, "body_too_large",
                        "the body is " + std::to_string(*head.contentLength) + " bytes, limit " +
                            std::to_string(limits.bodyBytes)});
    return checked;
}

} // namespace tinyobs::server
