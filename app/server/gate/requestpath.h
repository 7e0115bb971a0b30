#pragma once

// The path of a request: decoded strictly, so that no two spellings of one path are told apart by
// one part of the server and taken for the same by another. Pure functions.

#include "core/base/result.h"

#include <QByteArray>

#include <string_view>

namespace tinyobs::server {

/// Percent-decodes a path and merges repeated slashes. InvalidArgument on a stray '%', a control
/// character, or a '.' or '..' segment (also behind a backslash), however it was spelled.
Result<QByteArray> decodePath(std::string_view rawPath);

/// The one canonical spelling of a decoded path: everything but unreserved characters and '/'
/// percent-encoded.
QByteArray canonicalPath(const QByteArray &path);

} // namespace tinyobs::server
