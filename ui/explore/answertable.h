#pragma once

// What the explorer's queries answer at the end of the range, or the samples behind them, as a
// table. Asks in the query pool while it is shown. Lives in the GUI thread.

#include "core/base/canceltoken.h"
#include "ui/text/texttable.h"

#include <QObject>
#include <QStringList>
#include <QTimer>
#include <QtQml/qqmlregistration.h>

#include <string>
#include <vector>

namespace tinyobs {
class Engine;
}

namespace tinyobs::ui {

class ChartModel;
class TimeRange;

class AnswerTable : public QObject
{
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("made by the explorer's model")
    Q_PROPERTY(Mode mode READ mode WRITE setMode NOTIFY modeChanged)
    Q_PROPERTY(tinyobs::ui::TextTable *rows READ rows CONSTANT)
    Q_PROPERTY(QStringList columns READ columns NOTIFY answered)
    Q_PROPERTY(QString caption READ caption NOTIFY answered)
    Q_PROPERTY(QString errorText READ errorText NOTIFY answered)

public:
    enum Mode { Off, Values, Samples };
    Q_ENUM(Mode)

    static constexpr std::size_t MaxRows = 1000;

    /// What is asked follows the chart. All must outlive the table.
    AnswerTable(Engine &engine, const TimeRange &range, const ChartModel &chart,
                QObject *parent = nullptr);
    ~AnswerTable() override;

    Mode mode() const { return m_mode; }
    void setMode(Mode mode);
    TextTable *rows() { return &m_rows; }
    /// Their heads: labels, then value (and time of samples).
    QStringList columns() const { return m_columns; }
    /// "at 22 Nov 10:00:05, the first 1,000 of 3,210".
    QString caption() const { return m_caption; }
    QString errorText() const { return m_errorText; }

Q_SIGNALS:
    void modeChanged();
    void answered();

private:
    struct Answer;

    void ask();
    void show(const Answer &answer);

    Engine &m_engine;
    const TimeRange &m_range;
    const ChartModel &m_chart;
    CancelToken m_cancel;
    QTimer m_timer;
    Mode m_mode = Off;
    TextTable m_rows;
    QStringList m_columns;
    QString m_caption;
    QString m_errorText;
};

} // namespace tinyobs::ui
