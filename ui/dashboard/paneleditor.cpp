#include "ui/dashboard/paneleditor.h"

#include "core/dashboard/layout.h"
#include "core/dashboard/limits.h"
#include "core/dashboard/words.h"
#include "ui/dashboard/dashboardmodel.h"

#include <algorithm>
#include <cmath>

using namespace Qt::StringLiterals;

namespace tinyobs::ui {
namespace {

using namespace dashboard;

QString qt(std::string_view text)
{
    return QString::fromUtf8(text.data(), qsizetype(text.size()));
}

template <typename Enum>
QStringList wordList()
{
    QStringList list;
    for (const Word<Enum> &word : wordsOf(Enum{}))
        list << qt(word.text);
    return list;
}

QString numberText(const std::optional<double> &number)
{
    return number ? QString::number(*number, 'g', 15) : QString();
}

/// Nothing for an empty text; what is no number changes nothing.
void setNumber(std::optional<double> &target, const QString &text)
{
    bool isNumber = false;
    const double number = text.trimmed().toDouble(&isNumber);
    if (text.trimmed().isEmpty())
        target.reset();
    else if (isNumber && std::isfinite(number))
        target = number;
}

template <typename Enum>
void setWord(Enum &target, const QString &text)
{
    target = fromWord<Enum>(text.toStdString()).value_or(target);
}

std::string cut(const QString &text, std::size_t most)
{
    std::string bytes = text.toStdString();
    return bytes.size() <= most ? bytes : text.left(qsizetype(most / 4)).toStdString();
}

void setDecimals(Panel &panel, const QString &text)
{
    std::optional<double> number = panel.decimals;
    setNumber(number, text);
    panel.decimals.reset();
    if (number)
        panel.decimals = std::clamp(int(*number), 0, MaxDecimals);
}

void setField(Panel &panel, const QString &field, const QString &value)
{
    if (field == "kind"_L1)
        setWord(panel.kind, value);
    else if (field == "drawing"_L1)
        setWord(panel.drawing, value);
    else if (field == "scale"_L1)
        setWord(panel.scale, value);
    else if (field == "reduce"_L1)
        setWord(panel.reduce, value);
    else if (field == "title"_L1)
        panel.title = cut(value, MaxNameBytes);
    else if (field == "description"_L1)
        panel.description = cut(value, MaxTextBytes);
    else if (field == "text"_L1)
        panel.text = cut(value, MaxTextBytes);
    else if (field == "unit"_L1)
        panel.unit = cut(value.trimmed(), MaxNameBytes);
    else if (field == "repeat"_L1)
        panel.repeat = cut(value.trimmed(), MaxNameBytes);
    else if (field == "decimals"_L1)
        setDecimals(panel, value);
    else if (field == "min"_L1)
        setNumber(panel.min, value);
    else if (field == "max"_L1)
        setNumber(panel.max, value);
    else if (field == "folded"_L1)
        panel.isFolded = value == "true"_L1;
}

/// The first letter that no query has.
std::string freeLetter(const Panel &panel)
{
    char letter = 'A';
    while (letter < 'Z' && std::ranges::find(panel.queries, std::string(1, letter),
                                             &Query::letter) != panel.queries.end())
        ++letter;
    return std::string(1, letter);
}

bool isWithin(int index, std::size_t size)
{
    return index >= 0 && std::size_t(index) < size;
}

Place sizeOf(PanelKind kind)
{
    switch (kind) {
    case PanelKind::Row:
        return {0, 0, GridColumns, 1};
    case PanelKind::Stat:
    case PanelKind::Gauge:
        return {0, 0, 6, 5};
    case PanelKind::Text:
        return {0, 0, 12, 4};
    default:
        return {0, 0, 12, 8};
    }
}

} // namespace

PanelEditor::PanelEditor(DashboardModel &model)
    : m_model(model)
{
    connect(&model, &DashboardModel::changed, this, &PanelEditor::changed);
}

const Panel *PanelEditor::panel() const
{
    const std::vector<Panel> &panels = m_model.board().panels;
    return isWithin(m_index, panels.size()) ? &panels[std::size_t(m_index)] : nullptr;
}

void PanelEditor::select(int stored)
{
    if (m_index == stored)
        return;
    m_index = stored;
    Q_EMIT changed();
}

void PanelEditor::keepWithin(std::size_t panels)
{
    if (!isWithin(m_index, panels))
        m_index = -1;
}

QVariantMap PanelEditor::fields() const
{
    const Panel *shown = panel();
    if (!shown)
        return {};
    return {{u"kind"_s, qt(toWord(shown->kind))},
            {u"title"_s, qt(shown->title)},
            {u"description"_s, qt(shown->description)},
            {u"unit"_s, qt(shown->unit)},
            {u"decimals"_s, shown->decimals ? QString::number(*shown->decimals) : QString()},
            {u"min"_s, numberText(shown->min)},
            {u"max"_s, numberText(shown->max)},
            {u"drawing"_s, qt(toWord(shown->drawing))},
            {u"scale"_s, qt(toWord(shown->scale))},
            {u"reduce"_s, qt(toWord(shown->reduce))},
            {u"repeat"_s, qt(shown->repeat)},
            {u"text"_s, qt(shown->text)},
            {u"folded"_s, shown->isFolded ? u"true"_s : u"false"_s}};
}

QVariantList PanelEditor::queries() const
{
    QVariantList list;
    const Panel *shown = panel();
    for (const Query &query : shown ? shown->queries : std::vector<Query>()) {
        list.append(QVariantMap{{u"letter"_s, qt(query.letter)},
                                {u"expr"_s, qt(query.expr)},
                                {u"legend"_s, qt(query.legend)},
                                {u"hidden"_s, query.isHidden}});
    }
    return list;
}

QVariantList PanelEditor::thresholds() const
{
    QVariantList list;
    const Panel *shown = panel();
    for (const dashboard::Threshold &threshold :
         shown ? shown->thresholds : std::vector<dashboard::Threshold>()) {
        list.append(
            QVariantMap{{u"value"_s, threshold.isBase() ? QString() : numberText(threshold.value)},
                        {u"level"_s, qt(toWord(threshold.level))}});
    }
    return list;
}

QStringList PanelEditor::units() const
{
    return {u""_s,       u"seconds"_s, u"milliseconds"_s, u"bytes"_s,      u"bytes/s"_s,
            u"bits/s"_s, u"ratio"_s,   u"percent"_s,      u"requests/s"_s, u"errors/s"_s,
            u"ops/s"_s,  u"/s"_s,      u"celsius"_s};
}

QStringList PanelEditor::choicesOf(const QString &field) const
{
    if (field == "kind"_L1)
        return wordList<PanelKind>();
    if (field == "drawing"_L1)
        return wordList<dashboard::Drawing>();
    if (field == "scale"_L1)
        return wordList<dashboard::Scale>();
    return field == "reduce"_L1 ? wordList<Reduce>() : wordList<Level>();
}

template <typename Change>
void PanelEditor::editPanel(const QString &what, const std::string &merge, const Change &change)
{
    if (!panel())
        return;
    const std::string key = merge.empty() ? merge : merge + ':' + std::to_string(m_index);
    m_model.edit(what, key, [&](Dashboard &board) { change(board.panels[std::size_t(m_index)]); });
}

void PanelEditor::change(const QString &field, const QString &value)
{
    editPanel(tr("Change %1").arg(field), field.toStdString(),
              [&](Panel &panel) { setField(panel, field, value); });
}

void PanelEditor::addQuery()
{
    editPanel(tr("Add a query"), {}, [](Panel &panel) {
        if (panel.queries.size() < MaxQueries)
            panel.queries.push_back({.letter = freeLetter(panel)});
    });
}

void PanelEditor::removeQuery(int query)
{
    editPanel(tr("Remove a query"), {}, [query](Panel &panel) {
        if (isWithin(query, panel.queries.size()))
            panel.queries.erase(panel.queries.begin() + query);
    });
}

void PanelEditor::changeQuery(int query, const QString &field, const QString &value)
{
    const std::string merge = "query" + std::to_string(query) + field.toStdString();
    editPanel(tr("Change a query"), merge, [&](Panel &panel) {
        if (!isWithin(query, panel.queries.size()))
            return;
        Query &changed = panel.queries[std::size_t(query)];
        if (field == "expr"_L1)
            changed.expr = cut(value, MaxExprBytes);
        else
            changed.legend = cut(value, MaxNameBytes);
    });
}

void PanelEditor::toggleQuery(int query)
{
    editPanel(tr("Hide or show a query"), {}, [query](Panel &panel) {
        if (isWithin(query, panel.queries.size()))
            panel.queries[std::size_t(query)].isHidden ^= true;
    });
}

void PanelEditor::addThreshold()
{
    editPanel(tr("Add a threshold"), {}, [](Panel &panel) {
        const double last = panel.thresholds.empty() || panel.thresholds.back().isBase()
                                ? 0
                                : panel.thresholds.back().value;
        if (panel.thresholds.size() < MaxThresholds)
            panel.thresholds.push_back({last, panel.thresholds.empty() ? Level::Warn : Level::Bad});
    });
}

void PanelEditor::removeThreshold(int threshold)
{
    editPanel(tr("Remove a threshold"), {}, [threshold](Panel &panel) {
        if (isWithin(threshold, panel.thresholds.size()))
            panel.thresholds.erase(panel.thresholds.begin() + threshold);
    });
}

void PanelEditor::changeThreshold(int threshold, const QString &value, const QString &level)
{
    editPanel(tr("Change a threshold"), "threshold" + std::to_string(threshold), [&](Panel &panel) {
        if (!isWithin(threshold, panel.thresholds.size()))
            return;
        dashboard::Threshold &changed = panel.thresholds[std::size_t(threshold)];
        std::optional<double> number = changed.value;
        setNumber(number, value);
        changed.value = number.value_or(-std::numeric_limits<double>::infinity());
        setWord(changed.level, level);
    });
}

void PanelEditor::add(const QString &kind)
{
    Panel added;
    setWord(added.kind, kind);
    if (added.kind != PanelKind::Text && added.kind != PanelKind::Row)
        added.queries = {{.letter = "A"}};
    added.title =
        added.kind == PanelKind::Row ? tr("New row").toStdString() : tr("New panel").toStdString();
    std::size_t index = 0;
    m_model.edit(tr("Add a panel"), {}, [&](Dashboard &board) {
        if (board.panels.size() >= MaxPanels)
            return;
        const Place size = sizeOf(added.kind);
        added.place = placeBelow(board, size.w, size.h);
        added.place.h = size.h;
        board.panels.push_back(added);
        index = placePanel(board, board.panels.size() - 1, added.place);
    });
    select(int(index));
}

void PanelEditor::duplicate(int stored)
{
    std::size_t index = 0;
    m_model.edit(tr("Duplicate a panel"), {}, [&](Dashboard &board) {
        if (!isWithin(stored, board.panels.size()) || board.panels.size() >= MaxPanels)
            return;
        Panel copy = board.panels[std::size_t(stored)];
        // Beside it where there is room, else below.
        Place place = copy.place;
        if (place.x + 2 * place.w <= GridColumns)
            place.x += place.w;
        else
            place.y += place.h;
        copy.place = place;
        board.panels.push_back(std::move(copy));
        index = placePanel(board, board.panels.size() - 1, place);
    });
    select(int(index));
}

void PanelEditor::remove(int stored)
{
    if (m_index == stored)
        select(-1);
    m_model.edit(tr("Delete a panel"), {}, [&](Dashboard &board) {
        if (!isWithin(stored, board.panels.size()))
            return;
        board.panels.erase(board.panels.begin() + stored);
        compact(board);
    });
}

void PanelEditor::place(std::size_t index, Place place)
{
    std::size_t moved = index;
    m_model.edit(tr("Move a panel"), {},
                 [&](Dashboard &board) { moved = placePanel(board, index, place); });
    if (m_index == int(index))
        select(int(moved));
}

void PanelEditor::nudge(int stored, int x, int y, int w, int h)
{
    if (!isWithin(stored, m_model.board().panels.size()))
        return;
    Place to = m_model.board().panels[std::size_t(stored)].place;
    // One cell down would float up again: past what lies below.
    to = {to.x + x, to.y + (y > 0 ? to.h : y), to.w + w, to.h + h};
    place(std::size_t(stored), to);
}

void PanelEditor::dragTo(int stored, int x, int y, int w, int h)
{
    const Dashboard &board = m_model.board();
    if (!isWithin(stored, board.panels.size()))
        return;
    if (!m_drag || m_drag->index != std::size_t(stored))
        m_drag = Drag{std::size_t(stored), {}, m_model.panels()->shown()};
    // Rows of the screen are not those of the file where rows are folded or panels repeat.
    const Place place{x, storedRow(board, m_drag->shown, y), w, h};
    if (m_drag->place == place)
        return;
    m_drag->place = place;
    Dashboard preview = board;
    placePanel(preview, m_drag->index, place);
    m_model.preview(preview);
}

void PanelEditor::drop()
{
    if (!m_drag)
        return;
    const Drag drag = *m_drag;
    m_drag.reset();
    place(drag.index, drag.place);
}

void PanelEditor::cancelDrag()
{
    m_drag.reset();
    m_model.preview(m_model.board());
}

} // namespace tinyobs::ui
