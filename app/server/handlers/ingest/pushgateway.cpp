// The Prometheus Pushgateway's routes: the group of what is pushed stands in the path,
//   /metrics/job/<job>{/<label>/<value>}, with "@base64" behind a name whose value is encoded.
// Answers are plain text, as its clients show them.

#include "app/server/handlers/ingest/protocol.h"
#include "core/base/quoted.h"
#include "core/engine/pushgroups.h"
#include "core/ingest/labelrules.h"

#include <algorithm>
#include <memory>
#include <string>
#include <utility>

namespace tinyobs::server {
namespace {

constexpr std::string_view Prefix = "/metrics/";
constexpr std::string_view Encoded = "@base64";

std::string_view viewOf(const QByteArray &bytes)
{
    return {bytes.constData(), static_cast<std::size_t>(bytes.size())};
}

/// Base 64 as it may stand in a path, with or without its padding; "=" is the empty text.
Result<std::string> decodeValue(std::string_view name, std::string_view text)
{
    std::string_view digits = text;
    while (digits.ends_with('='))
        digits.remove_suffix(1);
    const auto decoded = QByteArray::fromBase64Encoding(
        QByteArray(digits.data(), qsizetype(digits.size())),
        QByteArray::Base64UrlEncoding | QByteArray::AbortOnBase64DecodingErrors);
    if (decoded.decodingStatus != QByteArray::Base64DecodingStatus::Ok)
        return fail(Error::Code::InvalidArgument, "value " + quoted(text) + " of label " +
                                                      quoted(name) +
                                                      " in the path is not base 64 for URLs");
    return decoded.decoded.toStdString();
}

std::string_view takeSegment(std::string_view &path)
{
    const std::string_view segment = path.substr(0, path.find('/'));
    path.remove_prefix(std::min(segment.size() + 1, path.size()));
    return segment;
}

Result<std::pair<std::string, std::string>> readLabel(std::string_view name, std::string_view value)
{
    const bool isEncoded = name.ends_with(Encoded);
    if (isEncoded)
        name.remove_suffix(Encoded.size());
    if (!isLabelName(name) || name.starts_with("__"))
        return fail(Error::Code::InvalidArgument,
                    "label name " + quoted(name) + " in the path is none, or is reserved");
    Result<std::string> text = isEncoded ? decodeValue(name, value) : std::string(value);
    if (!text)
        return Failure(std::move(text.error()));
    return std::pair(std::string(name), std::move(*text));
}

Result<PushGroupLabels> readGroup(std::string_view path)
{
    PushGroupLabels group;
    path.remove_prefix(Prefix.size());
    while (!path.empty()) {
        const std::string_view name = takeSegment(path);
        auto label = readLabel(name, takeSegment(path));
        if (!label)
            return Failure(std::move(label.error()));
        if (group.empty() && label->first != "job")
            break;
        if (std::ranges::find(group, label->first, &PushGroupLabels::value_type::first) !=
            group.end())
            return fail(Error::Code::InvalidArgument,
                        "label " + quoted(label->first) + " stands twice in the path");
        group.push_back(std::move(*label));
    }
    if (group.empty() || group.front().second.empty())
        return fail(Error::Code::InvalidArgument,
                    "the path has no job, it must be /metrics/job/<job>{/<label>/<value>}");
    std::sort(group.begin() + 1, group.end());
    return group;
}

HttpResponse refuse(int status, std::string_view message)
{
    return HttpResponse::text(QByteArray(message.data(), qsizetype(message.size())) + '\n', status);
}

struct Refused
{
    int status;
    std::string_view reason; // one of RequestReasons
    std::string message;
};

void refuse(Engine &engine, const HttpRequest &request, const Responder &responder,
            const Refused &refused)
{
    engine.refuse({.format = WireFormat::Pushgateway,
                   .reason = refused.reason,
                   .message = refused.message,
                   .path = viewOf(request.path),
                   .sender = request.peer.toString().toStdString()});
    responder.send(refuse(refused.status, refused.message));
}

IngestDone answerWith(const Responder &responder, int status)
{
    return [responder, status](const Result<IngestReport> &report) {
        responder.send(report ? HttpResponse::empty(status)
                              : refuse(statusOf(report.error().code), report.error().message));
    };
}

void push(Engine &engine, PushGroups &groups, PushMode mode, const HttpRequest &request,
          const Responder &responder)
{
    const WireFormatRow &wire = rowOf(WireFormat::Pushgateway);
    Result<PushGroupLabels> group = readGroup(viewOf(request.path));
    if (!group)
        return refuse(engine, request, responder, {400, "parameter", group.error().message});
    const QByteArray type = request.header("Content-Type");
    if (!takesContentType(wire, viewOf(type)))
        return refuse(engine, request, responder,
                      {415, "content_type",
                       "content type is " + quoted(viewOf(type)) + ", expected " +
                           std::string(wire.expectedType)});
    const QByteArray encodingName = request.header("Content-Encoding");
    const EncodingName *encoding = findEncoding(wire, viewOf(encodingName));
    if (!encoding)
        return refuse(engine, request, responder,
                      {415, "content_encoding",
                       "content encoding is " + quoted(viewOf(encodingName)) + ", expected " +
                           std::string(wire.expectedEncoding)});
    groups.push({.group = std::move(*group),
                 .encoding = encoding->encoding,
                 .body = viewOf(request.body),
                 .path = viewOf(request.path),
                 .sender = [&request] { return request.peer.toString().toStdString(); }},
                mode, answerWith(responder, 200));
}

void remove(Engine &engine, PushGroups &groups, const HttpRequest &request,
            const Responder &responder)
{
    Result<PushGroupLabels> group = readGroup(viewOf(request.path));
    if (!group)
        return refuse(engine, request, responder, {400, "parameter", group.error().message});
    groups.remove({.group = std::move(*group),
                   .body = {},
                   .path = viewOf(request.path),
                   .sender = [&request] { return request.peer.toString().toStdString(); }},
                  answerWith(responder, 202));
}

} // namespace

PushHandlers pushHandlers(Engine &engine)
{
    const auto groups = std::make_shared<PushGroups>(engine);
    const auto pushing = [&engine, groups](PushMode mode) -> Handler {
        return [&engine, groups, mode](const HttpRequest &request, const Responder &responder) {
            push(engine, *groups, mode, request, responder);
        };
    };
    return {.put = pushing(PushMode::ReplaceGroup),
            .post = pushing(PushMode::ReplaceMetrics),
            .remove = [&engine, groups](const HttpRequest &request, const Responder &responder) {
                remove(engine, *groups, request, responder);
            }};
}

} // namespace tinyobs::server
