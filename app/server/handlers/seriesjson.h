#pragma once

// The JSON that several answers share. Plain functions, usable in any thread.

#include "app/server/jsonwriter.h"
#include "core/model/labels.h"

namespace tinyobs::server {

/// "labels":{...} without the metric's name.
inline void appendLabels(JsonWriter &json, const Labels &labels)
{
    json.key("labels").beginObject();
    for (const LabelView label : labels) {
        if (label.name != MetricNameLabel)
            json.field(label.name, label.value);
    }
    json.endObject();
}

} // namespace tinyobs::server
