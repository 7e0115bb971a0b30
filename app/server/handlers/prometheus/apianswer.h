#pragma once

// Answers in the shape of Prometheus' HTTP API: {"status":"success","data":...,"warnings":[...]}
// and
// {"status":"error","errorType":...,"error":...}. Made in the query pool, packed there when they
// are large and the client takes it. Usable from any thread.

#include "app/server/httpmessage.h"
#include "core/engine/engine.h"

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace tinyobs::server {

/// The one table from codes to Prometheus' types of errors and their statuses.
HttpResponse apiError(const Error &error);
HttpResponse apiSuccess(QByteArray body);

/// The warning of a list that a parameter has cut.
inline constexpr std::string_view TruncatedByLimit = "results truncated due to limit";

/// {"status":"success","data":
void beginData(QByteArray &out);
/// ,"warnings":[...],"infos":[...]} with those that are not empty.
void endData(QByteArray &out, const std::vector<std::string> &warnings = {},
             const std::vector<std::string> &infos = {});
/// ["a","b"]
void appendStrings(QByteArray &out, const std::vector<std::string> &texts);

/// How a client takes its answers.
enum class Packing : unsigned char { None, Gzip, Zstd };
Packing packingFor(const HttpRequest &request);
/// Packs a body that is worth it.
HttpResponse packed(HttpResponse response, Packing packing);

/// Makes the body in a pool thread.
using ApiJob = std::function<Result<QByteArray>(const CancelToken &cancel)>;
/// As answerFromPool(), with errors as Prometheus has them.
void answerApi(Engine &engine, const HttpRequest &request, const Responder &responder, ApiJob job);

} // namespace tinyobs::server
