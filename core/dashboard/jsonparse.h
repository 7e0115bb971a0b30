#pragma once

// The common way from bytes to a JSON object, with its limits. Plain function, any thread.

#include "core/base/result.h"

#include <QJsonObject>

#include <string_view>

namespace tinyobs::dashboard {

/// LimitExceeded beyond MaxDocumentBytes; InvalidArgument with line and column where it is no JSON
/// or no object. Qt's parser refuses more than 1024 levels.
Result<QJsonObject> parseJsonObject(std::string_view json);

} // namespace tinyobs::dashboard
