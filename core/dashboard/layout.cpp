#include "core/dashboard/layout.h"

#include <algorithm>
#include <numeric>
#include <utility>

namespace tinyobs::dashboard {
namespace {

constexpr std::size_t MaxPushes = 10'000;

bool overlap(const Place &a, const Place &b)
{
    return a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h;
}

bool isBefore(const Place &a, const Place &b)
{
    return std::pair(a.y, a.x) < std::pair(b.y, b.x);
}

/// The topmost y at which a place collides with none of the others.
int highestFree(Place place, const std::vector<Place> &others, int least)
{
    place.y = least;
    for (bool moved = true; std::exchange(moved, false);) {
        for (const Place &other : others) {
            if (overlap(place, other)) {
                place.y = other.y + other.h;
                moved = true;
            }
        }
    }
    return place.y;
}

/// Sections are the panels between rows. Each is made dense on its own and begins where the one
/// before ends, so that no panel slips across a row. Returns the new order of the old indices.
std::vector<std::size_t> settle(Dashboard &dashboard)
{
    std::vector<Panel> &panels = dashboard.panels;
    const auto byPlace = [&](std::size_t a, std::size_t b) {
        return isBefore(panels[a].place, panels[b].place);
    };
    std::vector<std::size_t> order(panels.size());
    std::iota(order.begin(), order.end(), std::size_t(0));
    std::ranges::stable_sort(order, byPlace);
    std::vector<Place> settled;
    int bottom = 0;
    int top = 0;
    for (const std::size_t index : order) {
        Place &place = panels[index].place;
        place = fitted(place, panels[index].kind);
        const bool isRow = panels[index].kind == PanelKind::Row;
        place.y = isRow ? bottom : highestFree(place, settled, top);
        bottom = std::max(bottom, place.y + place.h);
        if (isRow)
            top = bottom;
        settled.push_back(place);
    }
    std::ranges::stable_sort(order, byPlace);
    std::vector<Panel> sorted;
    for (const std::size_t index : order)
        sorted.push_back(std::move(panels[index]));
    panels = std::move(sorted);
    return order;
}

/// One row and what follows it; or what stands before the first row.
struct Section
{
    bool hasRow = false;
    std::size_t begin = 0; // with the row
    std::size_t end = 0;
};

std::vector<Section> sectionsOf(const Dashboard &dashboard)
{
    std::vector<Section> sections;
    for (std::size_t i = 0; i < dashboard.panels.size();) {
        const bool hasRow = dashboard.panels[i].kind == PanelKind::Row;
        const std::size_t end = sectionEnd(dashboard, i);
        sections.push_back({hasRow, i, end});
        i = end;
    }
    return sections;
}

const std::vector<std::string> *valuesOf(const RepeatValues &values, const Panel &panel)
{
    const auto found = values.find(panel.repeat);
    return panel.repeat.empty() || found == values.end() || found->second.empty() ? nullptr
                                                                                  : &found->second;
}

/// Draws sections one below the other.
class Drawn
{
public:
    Drawn(const Dashboard &dashboard, const RepeatValues &values)
        : m_dashboard(dashboard)
        , m_values(values)
    {
    }

    void add(const Section &section)
    {
        const Panel &first = m_dashboard.panels[section.begin];
        const std::vector<std::string> *values =
            section.hasRow ? valuesOf(m_values, first) : nullptr;
        if (!values)
            return addOnce(section, {});
        for (const std::string &value : *values)
            addOnce(section, {{first.repeat, value}});
    }

    std::vector<ShownPanel> take() { return std::move(m_shown); }

private:
    using Repeats = std::vector<std::pair<std::string, std::string>>;

    void emit(std::size_t panel, Place place, Repeats repeats)
    {
        if (m_shown.size() >= MaxShownPanels)
            return;
        m_bottom = std::max(m_bottom, place.y + place.h);
        m_shown.push_back({panel, place, std::move(repeats)});
    }

    void addOnce(const Section &section, const Repeats &repeats)
    {
        std::size_t next = section.begin;
        int storedTop = 0;
        if (section.hasRow) {
            const Panel &row = m_dashboard.panels[next];
            emit(next++, {0, m_bottom, GridColumns, 1}, repeats);
            if (row.isFolded)
                return;
            storedTop = row.place.y + 1;
        }
        const int top = m_bottom;
        m_added.clear();
        for (; next < section.end; ++next)
            addPanel(next, top - storedTop, repeats);
    }

    void addPanel(std::size_t index, int shift, const Repeats &repeats)
    {
        const Panel &panel = m_dashboard.panels[index];
        Place place = panel.place;
        for (const auto &[below, rows] : m_added)
            shift += panel.place.y >= below ? rows : 0;
        place.y += shift;
        const std::vector<std::string> *values = valuesOf(m_values, panel);
        if (!values)
            return emit(index, place, repeats);
        const int top = place.y;
        for (const std::string &value : *values) {
            if (&value != &values->front() && place.x + 2 * place.w > GridColumns)
                place = {0, place.y + place.h, place.w, place.h};
            else if (&value != &values->front())
                place.x += place.w;
            Repeats all = repeats;
            all.emplace_back(panel.repeat, value);
            emit(index, place, std::move(all));
        }
        if (place.y > top)
            m_added.emplace_back(panel.place.y + panel.place.h, place.y - top);
    }

    const Dashboard &m_dashboard;
    const RepeatValues &m_values;
    std::vector<ShownPanel> m_shown;
    std::vector<std::pair<int, int>> m_added; // from that stored row on, so many more
    int m_bottom = 0;
};

} // namespace

Place fitted(Place place, PanelKind kind)
{
    if (kind == PanelKind::Row)
        return {0, std::max(place.y, 0), GridColumns, 1};
    place.w = std::clamp(place.w, 2, GridColumns);
    place.h = std::clamp(place.h, 2, 100);
    place.x = std::clamp(place.x, 0, GridColumns - place.w);
    place.y = std::max(place.y, 0);
    return place;
}

std::size_t placePanel(Dashboard &dashboard, std::size_t index, Place place)
{
    dashboard.panels[index].place = fitted(place, dashboard.panels[index].kind);
    // What it lies on gives way downwards, then what that lies on.
    std::vector<std::size_t> pushing{index};
    for (std::size_t next = 0; next < pushing.size() && next < MaxPushes; ++next) {
        const Place by = dashboard.panels[pushing[next]].place;
        for (std::size_t i = 0; i < dashboard.panels.size(); ++i) {
            Place &other = dashboard.panels[i].place;
            if (i == index || i == pushing[next] || !overlap(by, other))
                continue;
            other.y = by.y + by.h;
            pushing.push_back(i);
        }
    }
    const std::vector<std::size_t> order = settle(dashboard);
    return static_cast<std::size_t>(std::ranges::find(order, index) - order.begin());
}

void compact(Dashboard &dashboard)
{
    settle(dashboard);
}

Place placeBelow(const Dashboard &dashboard, int width, int height)
{
    int bottom = 0;
    for (const Panel &panel : dashboard.panels)
        bottom = std::max(bottom, panel.place.y + panel.place.h);
    Place place = fitted({0, bottom, width, height}, PanelKind::TimeSeries);
    if (dashboard.panels.empty() || dashboard.panels.back().kind == PanelKind::Row)
        return place;
    const Place &last = dashboard.panels.back().place;
    if (last.x + last.w + place.w <= GridColumns) {
        place.x = last.x + last.w;
        place.y = last.y;
    }
    return place;
}

std::size_t sectionEnd(const Dashboard &dashboard, std::size_t row)
{
    std::size_t end = row + 1;
    while (end < dashboard.panels.size() && dashboard.panels[end].kind != PanelKind::Row)
        ++end;
    return end;
}

std::vector<ShownPanel> shownPanels(const Dashboard &dashboard, const RepeatValues &values)
{
    Drawn drawn(dashboard, values);
    for (const Section &section : sectionsOf(dashboard))
        drawn.add(section);
    return drawn.take();
}

int storedRow(const Dashboard &dashboard, const std::vector<ShownPanel> &shown, int shownRow)
{
    int shift = 0;
    for (const ShownPanel &panel : shown) {
        if (panel.place.y <= shownRow)
            shift = dashboard.panels[panel.panel].place.y - panel.place.y;
    }
    return shownRow + shift;
}

} // namespace tinyobs::dashboard
