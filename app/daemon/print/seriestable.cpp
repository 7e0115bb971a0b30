#include "app/daemon/print/seriestable.h"

#include "core/base/plaintext.h"
#include "core/base/valuetext.h"
#include "core/model/labels.h"
#include "core/promql/syntax/quoting.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>

namespace tinyobs::daemon {
namespace {

bool isName(std::string_view text)
{
    const auto isLetter = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == ':';
    };
    return !text.empty() && isLetter(text[0]) &&
           std::ranges::all_of(text, [&](char c) { return isLetter(c) || (c >= '0' && c <= '9'); });
}

const std::string *valueOf(const Pairs &labels, std::string_view name)
{
    const auto found = std::ranges::find(labels, name, &Pairs::value_type::first);
    return found == labels.end() ? nullptr : &found->second;
}

/// All names that occur: the metric's first, the others in their order.
std::vector<std::string> namesOf(const std::vector<Pairs> &series)
{
    std::vector<std::string> names;
    for (const Pairs &labels : series) {
        for (const auto &pair : labels)
            names.push_back(pair.first);
    }
    std::ranges::sort(names);
    names.erase(std::unique(names.begin(), names.end()), names.end());
    const auto metric = std::ranges::find(names, MetricNameLabel);
    if (metric != names.end())
        std::rotate(names.begin(), metric, metric + 1);
    return names;
}

/// What series have in common, and the names of what they differ in.
struct Split
{
    Pairs common;
    std::vector<std::string> names;
};

Split splitOf(const std::vector<SeriesRow> &rows)
{
    std::vector<Pairs> series;
    for (const SeriesRow &row : rows)
        series.push_back(row.labels);
    Split split;
    for (std::string &name : namesOf(series)) {
        const std::string *first = valueOf(series.front(), name);
        const bool isCommon = first && std::ranges::all_of(series, [&](const Pairs &labels) {
                                  const std::string *value = valueOf(labels, name);
                                  return value && *value == *first;
                              });
        if (isCommon)
            split.common.emplace_back(std::move(name), *first);
        else
            split.names.push_back(std::move(name));
    }
    return split;
}

std::string titleOf(const std::string &label)
{
    return label == MetricNameLabel ? "metric" : label;
}

Table labelTable(const Split &split, const std::vector<SeriesRow> &rows,
                 const std::vector<TableColumn> &columns)
{
    std::vector<TableColumn> all;
    for (const std::string &name : split.names)
        all.push_back({titleOf(name), TableColumn::Side::Left, true});
    all.insert(all.end(), columns.begin(), columns.end());
    Table table(std::move(all));
    for (const SeriesRow &row : rows) {
        std::vector<std::string> cells;
        for (const std::string &name : split.names) {
            const std::string *value = valueOf(row.labels, name);
            cells.push_back(value ? *value : std::string());
        }
        cells.insert(cells.end(), row.cells.begin(), row.cells.end());
        table.add(cells);
    }
    return table;
}

Table cellTable(const std::vector<SeriesRow> &rows, const std::vector<TableColumn> &columns)
{
    Table table(columns);
    for (const SeriesRow &row : rows)
        table.add(row.cells);
    return table;
}

Pairs without(const Pairs &labels, const Pairs &common)
{
    Pairs own;
    for (const auto &pair : labels) {
        if (!valueOf(common, pair.first))
            own.push_back(pair);
    }
    return own;
}

/// For narrow screens: behind its only cell, or above its cells, each series in full.
std::string recordTable(const Split &split, const std::vector<SeriesRow> &rows,
                        const std::vector<TableColumn> &columns, const Screen &screen)
{
    const bool isLine = columns.size() == 1;
    std::string text;
    std::string cells = cellTable(rows, columns).toText(screen);
    std::string_view lines = cells;
    const auto takeLine = [&lines] {
        const std::size_t end = lines.find('\n');
        const std::string line(lines.substr(0, end));
        lines.remove_prefix(end + 1);
        return line;
    };
    text += takeLine() + (isLine ? "  " + toned(screen, Tone::Bold, "series") : "") + '\n';
    for (const SeriesRow &row : rows) {
        std::string series = seriesText(without(row.labels, split.common));
        series = plainText(series, series.size() * 3);
        text += isLine ? takeLine() + "  " + series + '\n' : series + '\n' + takeLine() + '\n';
    }
    return text;
}

/// Whether no column of a label would be cut to less than is of use.
bool fits(const Table &table, const Screen &screen)
{
    return !screen.columns || table.leastWidth() <= *screen.columns;
}

/// up{job="api"}, as selectors are written.
std::string commonText(const Pairs &labels)
{
    const std::string text = seriesText(labels);
    return plainText(text, text.size() * 3);
}

std::string csvCell(std::string_view text)
{
    if (text.find_first_of(",\"\r\n") == std::string_view::npos)
        return std::string(text);
    std::string cell = "\"";
    for (const char c : text)
        cell.append(c == '"' ? 2 : 1, c);
    return cell + '"';
}

} // namespace

std::string seriesText(const Pairs &labels)
{
    std::string name;
    std::string inside;
    for (const auto &[label, value] : labels) {
        if (label == MetricNameLabel && isName(value)) {
            name = value;
            continue;
        }
        if (!inside.empty())
            inside += ", ";
        if (label == MetricNameLabel) {
            promql::appendQuoted(inside, value);
            continue;
        }
        inside += isName(label) ? label : promql::quotedText(label);
        inside += '=';
        promql::appendQuoted(inside, value);
    }
    return inside.empty() && !name.empty() ? name : name + '{' + inside + '}';
}

std::string seriesTable(const std::vector<SeriesRow> &rows, const std::vector<TableColumn> &columns,
                        const Screen &screen)
{
    if (rows.empty())
        return {};
    const Split split = splitOf(rows);
    if (rows.size() == 1 && columns.size() == 1) { // a line is enough
        const std::string series = seriesText(rows.front().labels);
        return plainText(series, series.size() * 3) + "  " +
               cellTable(rows, {{"", TableColumn::Side::Left}}).toText(screen);
    }
    std::string text;
    if (!split.common.empty())
        text += toned(screen, Tone::Dim, commonText(split.common)) + "\n";
    const Table table = labelTable(split, rows, columns);
    return text +
           (fits(table, screen) ? table.toText(screen) : recordTable(split, rows, columns, screen));
}

std::optional<std::size_t> roomBeside(const std::vector<SeriesRow> &rows, std::size_t least,
                                      const Screen &screen)
{
    if (!screen.columns || rows.empty())
        return std::nullopt;
    std::vector<SeriesRow> bare;
    for (const SeriesRow &row : rows)
        bare.push_back({row.labels, {}});
    const Table table = labelTable(splitOf(bare), bare, {});
    const std::size_t columns = *screen.columns;
    const auto rest = [columns](std::size_t width) {
        const std::size_t used = width > 0 ? width + Table::Gap : 0;
        return columns > used ? columns - used : 0;
    };
    if (rest(table.leastWidth()) < least)
        return columns; // each series has a line of its own
    return std::max(least, rest(table.width()));
}

SeriesCsv::SeriesCsv(const std::vector<Pairs> &series, const std::vector<std::string> &before,
                     const std::vector<std::string> &after)
    : m_labels(namesOf(series))
{
    std::vector<std::string> titles;
    for (const std::string &label : m_labels)
        titles.push_back(titleOf(label));
    addLine(before, titles, after);
}

void SeriesCsv::add(const std::vector<std::string> &before, const Pairs &labels,
                    const std::vector<std::string> &after)
{
    std::vector<std::string> middle;
    for (const std::string &name : m_labels) {
        const std::string *value = valueOf(labels, name);
        middle.push_back(value ? *value : std::string());
    }
    addLine(before, middle, after);
}

void SeriesCsv::addLine(const std::vector<std::string> &before,
                        const std::vector<std::string> &middle,
                        const std::vector<std::string> &after)
{
    const char *separator = "";
    for (const auto *cells : {&before, &middle, &after}) {
        for (const std::string &cell : *cells) {
            m_text += separator + csvCell(cell);
            separator = ",";
        }
    }
    m_text += '\n';
}

std::string readableNumber(double value)
{
    std::string text;
    if (value == 0)
        return "0"; // the negative one, too
    if (!std::isfinite(value)) {
        appendValue(text, std::isnan(value) ? std::nan("") : value);
        return text;
    }
    constexpr double MostPlain = 1e15;
    std::array<char, 64> digits;
    const double size = std::abs(value);
    const bool isLarge = size >= 1e5 && size < MostPlain;
    if (size < MostPlain && value == std::floor(value))
        std::snprintf(digits.data(), digits.size(), "%.0f", value);
    else
        std::snprintf(digits.data(), digits.size(), isLarge ? "%.0f" : "%.6g", value);
    return digits.data();
}

} // namespace tinyobs::daemon
