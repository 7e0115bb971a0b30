#include "ui/actions/actiontable.h"

#include <QtGlobal>

#include <array>

namespace tinyobs::ui {
namespace {

#define WORDS(text) QT_TRANSLATE_NOOP("Actions", text)

// Letters are Grafana's where it has them (see the help sheet).
constexpr std::array Rows{
    ActionRow{"page-overview", WORDS("Pages"), WORDS("Overview"), "G,H"},
    ActionRow{"page-explore", WORDS("Pages"), WORDS("Explore"), "G,E"},
    ActionRow{"page-dashboards", WORDS("Pages"), WORDS("Dashboards"), "G,D"},
    ActionRow{"page-ingest", WORDS("Pages"), WORDS("Ingest"), "G,I"},
    ActionRow{"page-storage", WORDS("Pages"), WORDS("Storage"), "G,S"},
    ActionRow{"page-settings", WORDS("Pages"), WORDS("Settings"), "Ctrl+,"},
    ActionRow{"palette", WORDS("Find"), WORDS("Find anything"), "Ctrl+K"},
    ActionRow{"search", WORDS("Find"), WORDS("Search metrics"), "/"},
    ActionRow{"help", WORDS("Find"), WORDS("Show all keys"), "? | F1"},
    ActionRow{"range-choose", WORDS("Time"), WORDS("Choose a range"), "T,R"},
    ActionRow{"range-out", WORDS("Time"), WORDS("Zoom out"), "T,Z"},
    ActionRow{"range-earlier", WORDS("Time"), WORDS("Earlier by half a range"), "T,Left"},
    ActionRow{"range-later", WORDS("Time"), WORDS("Later by half a range"), "T,Right"},
    ActionRow{"range-back", WORDS("Time"), WORDS("Back to the range before"), "Alt+Left"},
    ActionRow{"range-forward", WORDS("Time"), WORDS("Forward to the range after"), "Alt+Right"},
    ActionRow{"live", WORDS("Time"), WORDS("Pause or go live"), "L"},
    ActionRow{"refresh", WORDS("Time"), WORDS("Refresh"), "R | F5 | D,R"},
    ActionRow{"crosshair", WORDS("Charts"), WORDS("Crosshair: with values, alone, off"), "D,O"},
    ActionRow{"mark-a", WORDS("Charts"), WORDS("Mark A at the pointer, or remove it"), "A"},
    ActionRow{"mark-b", WORDS("Charts"), WORDS("Mark B at the pointer, or remove it"), "B"},
    ActionRow{"marks-clear", WORDS("Charts"), WORDS("Remove both marks"), ""},
    ActionRow{"window-chart", WORDS("Charts"),
              WORDS("A dashboard's panel alone; the explorer's chart in a window"), "V"},
    ActionRow{"theme-next", WORDS("Window"), WORDS("Next theme: automatic, light, dark"), "Ctrl+T"},
    ActionRow{"fullscreen", WORDS("Window"), WORDS("Full screen"), "F11"},
    ActionRow{"copy-address", WORDS("Window"), WORDS("Copy the server's address"), ""},
    ActionRow{"quit", WORDS("Window"), WORDS("Quit"), "Ctrl+Q"},
};

#undef WORDS

} // namespace

std::span<const ActionRow> actionTable()
{
    return Rows;
}

} // namespace tinyobs::ui
