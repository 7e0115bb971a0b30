#include "core/dashboard/jsonparse.h"

#include "core/dashboard/limits.h"

#include <QJsonDocument>

#include <algorithm>
#include <string>

namespace tinyobs::dashboard {
namespace {

std::string placeOf(std::string_view text, std::size_t offset)
{
    const std::string_view before = text.substr(0, std::min(offset, text.size()));
    const auto line = std::ranges::count(before, '\n') + 1;
    const std::size_t start = before.rfind('\n') + 1; // npos + 1 is 0
    return "line " + std::to_string(line) + ", column " + std::to_string(before.size() - start + 1);
}

} // namespace

Result<QJsonObject> parseJsonObject(std::string_view json)
{
    if (json.size() > MaxDocumentBytes) {
        return fail(Error::Code::LimitExceeded, "the document has " + std::to_string(json.size()) +
                                                    " bytes, limit " +
                                                    std::to_string(MaxDocumentBytes));
    }
    QJsonParseError error;
    const QJsonDocument document = QJsonDocument::fromJson(
        QByteArray::fromRawData(json.data(), qsizetype(json.size())), &error);
    if (error.error != QJsonParseError::NoError) {
        return fail(Error::Code::InvalidArgument,
                    "not JSON at " + placeOf(json, static_cast<std::size_t>(error.offset)) + ": " +
                        error.errorString().toStdString());
    }
    if (!document.isObject())
        return fail(Error::Code::InvalidArgument, "the document is not an object");
    return document.object();
}

} // namespace tinyobs::dashboard
