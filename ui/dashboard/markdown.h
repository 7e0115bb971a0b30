#pragma once

// Markdown of strangers as it may be shown: no HTML, no pictures, so that a dashboard never asks
// anything of the network. GUI thread.

#include <QString>

namespace tinyobs::ui {

/// Rich text of it. A picture becomes a link to it, a tag stays text.
QString markdownHtml(QString text);

} // namespace tinyobs::ui
