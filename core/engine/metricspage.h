#pragma once

// Our own metrics as a page that is scraped: samples are added in any order and come out by family,
// with what ownMetrics() says of each. A plain object, one thread.

#include "core/ingest/expositionline.h"
#include "core/model/labels.h"
#include "core/model/metadata.h"

#include <initializer_list>
#include <map>
#include <string>
#include <string_view>

namespace tinyobs {

class MetricsPage
{
public:
    void add(std::string_view name, std::initializer_list<LabelView> labels, double value);
    std::string text(ExpositionDialect dialect) const;

private:
    struct Family
    {
        MetadataView metadata;
        std::string lines;
    };

    std::map<std::string, Family, std::less<>> m_families;
};

} // namespace tinyobs
