#pragma once

// A dashboard as both front ends draw it and as its file keeps it (dashboardjson.h). Plain values,
// usable in any thread. Text is UTF-8. What stands here has no ids and no times of changes, so that
// two equal dashboards are two equal files.

#include <cmath>
#include <cstddef>
#include <limits>
#include <optional>
#include <string>
#include <vector>

namespace tinyobs::dashboard {

inline constexpr int GridColumns = 24;

enum class PanelKind {
    TimeSeries,
    Stat,
    Gauge,
    Bar,
    Table,
    Heatmap,
    StateTimeline,
    Text,
    Row, // a title over the panels that follow, up to the next row
};

enum class Drawing { Lines, Areas, Stacked, Bars, Points };
enum class Scale { Auto, Zero, Log };
enum class Level { Ok, Warn, Bad };
enum class Reduce { Last, First, Mean, Min, Max, Sum, Count };

/// In cells: 24 columns, rows of 36 px.
struct Place
{
    int x = 0;
    int y = 0;
    int w = 12;
    int h = 8;

    bool operator==(const Place &) const = default;
};

struct Query
{
    std::string letter = {}; // "A"
    std::string expr = {};
    std::string legend = {}; // "{{route}}"; empty: the labels that differ
    bool isHidden = false;

    bool operator==(const Query &) const = default;
};

/// From its value up to the next one the level holds.
struct Threshold
{
    /// Minus infinity for the level that holds below all others; a file has no value then.
    double value = 0;
    Level level = Level::Warn;

    bool isBase() const { return std::isinf(value); }
    bool operator==(const Threshold &) const = default;
};

struct Panel
{
    PanelKind kind = PanelKind::TimeSeries;
    std::string title = {};
    std::string description = {};
    Place place = {};
    std::vector<Query> queries = {};
    std::string unit = {}; // "seconds", "bytes/s", ...; see units.h. Empty: guessed from the metric
    std::optional<int> decimals = {};
    std::optional<double> min = {};
    std::optional<double> max = {};
    Drawing drawing = Drawing::Lines;
    Scale scale = Scale::Auto;
    Reduce reduce = Reduce::Last; // for kinds that show one number of a series
    std::vector<Threshold> thresholds = {};
    std::string repeat = {}; // name of a variable: once for each of its values
    std::string text = {};   // Markdown, of a text panel
    bool isFolded = false;   // of a row

    bool operator==(const Panel &) const = default;
};

enum class VariableKind {
    Label,    // values of a label, among the series of a selector
    Query,    // label sets of a query's result, taken apart by a filter
    Custom,   // a list
    Constant, // one value that nobody chooses
    Interval, // a list of durations
    Text,     // whatever is typed
};

struct Variable
{
    std::string name = {};
    std::string title = {}; // shown instead of the name
    VariableKind kind = VariableKind::Label;
    std::string label = {};  // of Label
    std::string query = {};  // of Label: a selector or nothing; of Query: the expression
    std::string filter = {}; // RE2; its first group, else the whole match, is the value
    std::vector<std::string> options = {}; // of Custom, Interval and Constant
    bool isMulti = false;                  // several values at once
    bool includesAll = false;              // "All" is one of the choices
    std::string allValue = {};             // what "All" stands for; empty: every value
    std::vector<std::string> current = {}; // chosen; AllValues alone stands for "All"
    bool isHidden = false;

    bool operator==(const Variable &) const = default;
};

/// How "All" is written among the values that are chosen.
inline constexpr const char *AllValues = "$__all";

struct Dashboard
{
    std::string title = {};
    std::string description = {};
    std::vector<std::string> tags = {};
    std::string range = "1h"; // how far back it looks when it is opened
    std::string refresh = {}; // "10s"; "off"; empty: as fast as is useful
    std::vector<Variable> variables = {};
    std::vector<Panel> panels = {}; // in reading order

    bool operator==(const Dashboard &) const = default;
};

} // namespace tinyobs::dashboard
