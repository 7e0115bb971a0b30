#pragma once

// Places of panels on the grid: no two overlap, nothing floats over an empty space. What is moved
// or resized stays where it was put and pushes others down. Plain functions, usable in any thread.

#include "core/dashboard/dashboard.h"

#include <cstddef>
#include <functional>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace tinyobs::dashboard {

/// Within the grid, at least 2 columns wide and 2 rows high (a row: the whole width, 1 high).
Place fitted(Place place, PanelKind kind);

/// Puts a panel at a place and the others around it, then in reading order. Returns its new index.
std::size_t placePanel(Dashboard &dashboard, std::size_t index, Place place);

/// Moves everything up as far as it goes and sorts by place.
void compact(Dashboard &dashboard);

/// A free place for a panel of that size, below all others of the same section.
Place placeBelow(const Dashboard &dashboard, int width, int height);

/// Index one past the last panel that belongs to the row at `row`.
std::size_t sectionEnd(const Dashboard &dashboard, std::size_t row);

/// A panel as it is drawn: once, or once for each value of the variable that it or its row repeats.
struct ShownPanel
{
    std::size_t panel = 0; // index in the dashboard
    Place place;
    std::vector<std::pair<std::string, std::string>> repeats = {}; // variable and its value
};

using RepeatValues = std::map<std::string, std::vector<std::string>, std::less<>>;

inline constexpr std::size_t MaxShownPanels = 1000;

/// What lies in a folded row is left out and what follows moves up; repeats take their space.
std::vector<ShownPanel> shownPanels(const Dashboard &dashboard, const RepeatValues &values);

/// The row of the dashboard that is drawn at a row of the screen.
int storedRow(const Dashboard &dashboard, const std::vector<ShownPanel> &shown, int shownRow);

} // namespace tinyobs::dashboard
