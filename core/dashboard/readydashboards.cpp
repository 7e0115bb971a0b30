#include "core/dashboard/readydashboards.h"

#include "core/base/quoted.h"
#include "core/dashboard/dashboardjson.h"

#include <QFile>

#include <algorithm>

namespace tinyobs::dashboard {

const std::vector<std::string> &readyNames()
{
    static const std::vector<std::string> Names{"host", "http-service", "nodejs", "go",
                                                "jvm",  "python",       "tinyobs"};
    return Names;
}

std::string readyJson(std::string_view name)
{
    if (std::ranges::find(readyNames(), name) == readyNames().end())
        return {};
    QFile file(QStringLiteral(":/dashboards/%1.json")
                   .arg(QString::fromUtf8(name.data(), qsizetype(name.size()))));
    return file.open(QFile::ReadOnly) ? file.readAll().toStdString() : std::string();
}

Result<Dashboard> readyDashboard(std::string_view name)
{
    const std::string json = readyJson(name);
    if (json.empty())
        return fail(Error::Code::NotFound, "there is no dashboard " + quoted(name));
    return readDashboard(json).map([](ReadDashboard &&read) { return std::move(read.dashboard); });
}

} // namespace tinyobs::dashboard
