#pragma once

// Everything that can be done by a key, in one table: the shortcuts, the help sheet and the command
// palette are made of it. Plain values.

#include <span>
#include <string_view>

namespace tinyobs::ui {

struct ActionRow
{
    const char *id;
    const char *group; // translated where it is shown, as is the text
    const char *text;
    const char *keys; // sequences separated by " | "; empty: only in the palette
};

std::span<const ActionRow> actionTable();

} // namespace tinyobs::ui
